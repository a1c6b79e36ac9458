"""A new customer as Sales hands it over, and the short ways by which tests carry its first visit out."""

from datetime import datetime, timedelta
from typing import Any

from portal.actions.command import Command
from portal.actions.deed import Action, Caller, Outcome
from portal.actions.demands import RecordDemand, record_demand
from portal.actions.departments import AddDepartment, add_department
from portal.actions.first_visits import (
    CloseFirstVisit,
    RecordAttempt,
    TakeFirstVisit,
    TellItem,
    close_first_visit,
    record_attempt,
    take_first_visit,
    tell_item,
)
from portal.actions.verifying import VerifyItem, verify_item
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.seal import phone_index, phone_tail_index
from portal.db.session import reading, writing
from portal.rules.first_visits import ItemVerdict, VisitItem
from tests.cast import NOW, Cast, do

SALES = {
    VisitItem.ORGANISATION: "北辰电子有限公司",
    VisitItem.CONTACT: "刘经理",
    VisitItem.PHONE: "13912345678",
    VisitItem.ADDRESS: "上海市闵行区申长路988号",
    VisitItem.SOFTWARE: "薪酬管理 8.3",
}
TOLD = ("obtain_service", "dongle_checked", "phones_known", "submit_request", "response_times")


def handed_over(cast: Cast, at: datetime = NOW, number: int = 1, name: str = SALES[VisitItem.ORGANISATION]) -> int:
    """A customer that Sales handed over; the id of its first visit."""
    phone = SALES[VisitItem.PHONE]
    with writing() as session:
        customer = Customer(
            number=f"C-2026-{number:06d}", name=name, address=SALES[VisitItem.ADDRESS], created_at=at, region="华东"
        )
        session.add(customer)
        session.flush()
        assert customer.id is not None
        contact = Contact(
            customer_id=customer.id, name=SALES[VisitItem.CONTACT], main=True, phone=phone, phone_index=phone_index(phone),
            phone_tail_index=phone_tail_index(phone),
        )  # fmt: skip
        installation = Installation(customer_id=customer.id, product="薪酬管理", product_version="8.3", dongle_number="BC-10086")
        session.add_all([contact, installation])
        session.flush()
        visit = FirstVisit(
            number=f"F-2026-{number:06d}", customer_id=customer.id, submitted_by_id=cast.ids["wu"], submitted_at=at,
            contact_id=contact.id, installation_id=installation.id, due_at=at + timedelta(days=2), next_at=at + timedelta(days=2),
        )  # fmt: skip
        session.add(visit)
        session.flush()
        assert visit.id is not None
        said = {**SALES, VisitItem.ORGANISATION: name}
        session.add_all(FirstVisitItem(first_visit_id=visit.id, item=item, sales_value=value) for item, value in said.items())
        return visit.id


def visit(id: int) -> FirstVisit:
    """The visit as it stands."""
    with reading() as session:
        found = session.get_one(FirstVisit, id)
        session.expunge(found)
        return found


def act(action: Action[Any], command: type[Command], id: int, by: Caller, at: datetime = NOW, **given: Any) -> Outcome:
    """Somebody does something in a visit."""
    return do(action, command.of(id=id, **given), by, at)


def taken(cast: Cast, by: Caller | None = None, at: datetime = NOW, **more: Any) -> int:
    """A visit that Li has taken."""
    id = handed_over(cast, at, **more)
    act(take_first_visit, TakeFirstVisit, id, by or cast.li, at, seen=1)
    return id


def verify(id: int, by: Caller, item: VisitItem, verdict: ItemVerdict = ItemVerdict.CONFIRMED, **given: Any) -> Outcome:
    """An item is verified."""
    return act(verify_item, VerifyItem, id, by, item=item, verdict=verdict, **given)


def carried_out(cast: Cast, id: int, by: Caller | None = None, at: datetime = NOW, department: int | None = None) -> None:
    """Everything a visit needs, with one demand; it can be closed now."""
    by = by or cast.li
    act(record_attempt, RecordAttempt, id, by, at, reached=True)
    for item in VisitItem:
        act(verify_item, VerifyItem, id, by, at, item=item, verdict=ItemVerdict.CONFIRMED)
    for point in TOLD:
        act(tell_item, TellItem, id, by, at, item=point)
    demanded(cast, at=at, department=department or a_department(cast), visit_id=id, by=by)


def closed(cast: Cast, **more: Any) -> int:
    """A complete visit."""
    id = taken(cast, **more)
    carried_out(cast, id)
    act(close_first_visit, CloseFirstVisit, id, cast.li)
    return id


def a_department(cast: Cast, name: str = "实施部", mail: str = "head@implementation.example", head: str = "马经理") -> int:
    """A department with a head."""
    return do(add_department, AddDepartment.of(name=name, head=head, mail=mail), cast.sun).id


def demanded(
    cast: Cast,
    *,
    department: int,
    at: datetime = NOW,
    visit_id: int | None = None,
    by: Caller | None = None,
    wish: str = "请安排薪酬培训",
) -> int:
    """A demand, in a visit or of Huayuan at any time."""
    customer = visit(visit_id).customer_id if visit_id else cast.huayuan
    asked = {"customer_id": customer, "first_visit_id": visit_id, "department_id": department, "wish": wish, "confirmed": True}
    return do(record_demand, RecordDemand.of(**asked), by or cast.li, at).id
