"""The first visit: taken, tried, verified item by item, told, asked for demands, closed when complete (rules F-02 to F-05)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col

from portal.actions.demands import DepartmentGone, NotConfirmed, RecordDemand, record_demand
from portal.actions.departments import EditDepartment, edit_department
from portal.actions.first_visits import (
    CancelFirstVisit,
    CloseFirstVisit,
    DemandsRecorded,
    FirstVisitCommand,
    NeedsAnotherTime,
    NotTaken,
    RecordAttempt,
    StateNoDemands,
    TakeFirstVisit,
    TellItem,
    VisitIncomplete,
    WithSomebodyElse,
    cancel_first_visit,
    close_first_visit,
    record_attempt,
    reveal_first_visit,
    state_no_demands,
    take_first_visit,
    tell_item,
)
from portal.actions.scripts import SetChecklist, SetItems, set_checklist, set_items
from portal.actions.verifying import CorrectedAlready, NameOfAnother, NothingToConfirm, VerifyItem, verify_item
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.demands import Demand
from portal.db.models.first_visits import ContactAttempt, FirstVisitItem, FirstVisitTold
from portal.db.models.records import AuditEntry, Event
from portal.db.seal import phone_index
from portal.errors import ChangedMeanwhile, InvalidInput, NotFound
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, TimeIsPast, TimeIsTooFar, VisitItem
from portal.rules.tickets import StepNotPossible
from tests.cast import NOW, Cast, do
from tests.desk import rows
from tests.new_customers import SALES, a_department, act, carried_out, closed, demanded, handed_over, taken, verify, visit

CORRECTED = {
    VisitItem.ORGANISATION: "北辰电子科技有限公司",
    VisitItem.CONTACT: "刘晓燕",
    VisitItem.PHONE: "021-5888 1234",
    VisitItem.ADDRESS: "上海市闵行区申虹路666号3楼",
    VisitItem.SOFTWARE: "考勤管理",
}


def item(id: int, which: VisitItem) -> FirstVisitItem:
    return rows(FirstVisitItem, col(FirstVisitItem.first_visit_id) == id, col(FirstVisitItem.item) == which)[0]


def in_archive(id: int, which: VisitItem) -> str | None:
    """What the archive says about an item now."""
    customer = rows(Customer, col(Customer.id) == visit(id).customer_id)[0]
    contact = rows(Contact, col(Contact.customer_id) == customer.id)[0]
    installation = rows(Installation, col(Installation.customer_id) == customer.id)[0]
    return {
        VisitItem.ORGANISATION: customer.name,
        VisitItem.CONTACT: contact.name,
        VisitItem.PHONE: contact.phone,
        VisitItem.ADDRESS: customer.address,
        VisitItem.SOFTWARE: installation.product,
    }[which]


@pytest.mark.rule("F-03")
def test_not_reached_the_attempt_is_kept_and_the_visit_comes_back_at_the_agreed_time(database: str, cast: Cast) -> None:
    id = taken(cast)
    again = NOW + timedelta(hours=1)
    act(record_attempt, RecordAttempt, id, cast.li, next_at=again, remark="开会中")
    act(record_attempt, RecordAttempt, id, cast.li, at=again, reached=True, talked_to="刘经理")
    assert visit(id).next_at == again
    assert (visit(id).attempts, visit(id).talked_to) == (2, "刘经理")
    kept = [(each.reached, each.remark, each.next_at) for each in rows(ContactAttempt)]
    assert kept == [(False, "开会中", again), (True, "", None)]


@pytest.mark.rule("F-03", "L-09")
def test_another_time_outside_working_hours_becomes_the_next_working_moment(database: str, cast: Cast) -> None:
    id = taken(cast)
    saturday = datetime(2026, 3, 14, 2, 0, tzinfo=UTC)
    act(record_attempt, RecordAttempt, id, cast.li, next_at=saturday)
    assert visit(id).next_at == datetime(2026, 3, 16, 0, 30, tzinfo=UTC)


@pytest.mark.rule("F-03")
@pytest.mark.parametrize(
    ("given", "refusal"),
    [({}, NeedsAnotherTime), ({"next_at": NOW}, TimeIsPast), ({"next_at": NOW + timedelta(days=91)}, TimeIsTooFar)],
)
def test_not_reached_needs_a_time_that_is_to_come(database: str, cast: Cast, given: dict, refusal: type[Exception]) -> None:
    id = taken(cast)
    with pytest.raises(refusal):
        act(record_attempt, RecordAttempt, id, cast.li, **given)
    assert rows(ContactAttempt) == []
    assert visit(id).attempts == 0


@pytest.mark.rule("F-02")
@pytest.mark.parametrize("which", VisitItem)
def test_a_corrected_value_goes_to_the_archive_and_what_sales_said_is_kept(database: str, cast: Cast, which: VisitItem) -> None:
    id = taken(cast)
    verify(id, cast.li, which, ItemVerdict.CORRECTED, value=CORRECTED[which])
    kept = item(id, which)
    assert (kept.verdict, kept.sales_value, kept.value) == (ItemVerdict.CORRECTED, SALES[which], CORRECTED[which])
    assert in_archive(id, which) == CORRECTED[which]
    others = [other for other in VisitItem if other is not which]
    assert [item(id, other).verdict for other in others] == [None] * 4


@pytest.mark.rule("F-02", "X-02")
def test_a_corrected_telephone_is_found_by_its_number_and_stands_in_no_event_and_no_audit_entry(
    database: str, cast: Cast
) -> None:
    id = taken(cast)
    verify(id, cast.li, VisitItem.PHONE, ItemVerdict.CORRECTED, value="021-5888 1234")
    assert rows(Contact, col(Contact.phone_index) == phone_index("02158881234"))
    written = [str(each.facts) + each.text for each in rows(Event)] + [str(each.facts) for each in rows(AuditEntry)]
    assert not any("5888" in words for words in written)


@pytest.mark.rule("F-02")
def test_confirmed_and_unknown_leave_the_archive_as_sales_gave_it(database: str, cast: Cast) -> None:
    id = taken(cast)
    verify(id, cast.li, VisitItem.PHONE)
    verify(id, cast.li, VisitItem.ADDRESS, ItemVerdict.UNKNOWN)
    verify(id, cast.li, VisitItem.ADDRESS, ItemVerdict.CONFIRMED)
    assert item(id, VisitItem.ADDRESS).verdict is ItemVerdict.CONFIRMED
    assert [in_archive(id, which) for which in (VisitItem.PHONE, VisitItem.ADDRESS)] == [
        SALES[VisitItem.PHONE],
        SALES[VisitItem.ADDRESS],
    ]


@pytest.mark.rule("F-02")
def test_a_corrected_item_is_corrected_again_never_confirmed(database: str, cast: Cast) -> None:
    id = taken(cast)
    verify(id, cast.li, VisitItem.CONTACT, ItemVerdict.CORRECTED, value="刘小燕")
    for verdict in (ItemVerdict.CONFIRMED, ItemVerdict.UNKNOWN):
        with pytest.raises(CorrectedAlready):
            verify(id, cast.li, VisitItem.CONTACT, verdict)
    verify(id, cast.li, VisitItem.CONTACT, ItemVerdict.CORRECTED, value=SALES[VisitItem.CONTACT])
    assert item(id, VisitItem.CONTACT).verdict is ItemVerdict.CONFIRMED
    assert in_archive(id, VisitItem.CONTACT) == SALES[VisitItem.CONTACT]


@pytest.mark.rule("F-02")
def test_the_dongle_number_is_corrected_with_the_software(database: str, cast: Cast) -> None:
    id = taken(cast)
    verify(
        id, cast.li, VisitItem.SOFTWARE, ItemVerdict.CORRECTED, value="薪酬管理", product_version="8.3", dongle_number="bc-20099"
    )
    installation = rows(Installation, col(Installation.customer_id) == visit(id).customer_id)[0]
    assert (installation.product, installation.product_version) == ("薪酬管理", "8.3")
    assert installation.dongle_number == "BC-20099"
    assert item(id, VisitItem.SOFTWARE).value == "薪酬管理 8.3 · BC-20099"


@pytest.mark.rule("F-02")
def test_software_that_the_customer_reads_out_as_sales_said_it_is_confirmed(database: str, cast: Cast) -> None:
    id = taken(cast)
    same = {"value": "薪酬管理", "product_version": "8.3", "dongle_number": "BC-10086"}
    verify(id, cast.li, VisitItem.SOFTWARE, ItemVerdict.CORRECTED, **same)
    assert (item(id, VisitItem.SOFTWARE).verdict, item(id, VisitItem.SOFTWARE).value) == (ItemVerdict.CONFIRMED, None)


@pytest.mark.rule("F-02")
@pytest.mark.parametrize(("which", "value"), [
    (VisitItem.ORGANISATION, "华"), (VisitItem.ORGANISATION, ""), (VisitItem.PHONE, "没有"), (VisitItem.CONTACT, "刘" * 61),
])  # fmt: skip
def test_a_value_that_cannot_be_is_refused_beside_its_field(database: str, cast: Cast, which: VisitItem, value: str) -> None:
    id = taken(cast)
    with pytest.raises(InvalidInput) as refused:
        verify(id, cast.li, which, ItemVerdict.CORRECTED, value=value)
    assert set(refused.value.problems) == {"value"}
    assert item(id, which).verdict is None
    assert in_archive(id, which) == (SALES[which] if which is not VisitItem.SOFTWARE else "薪酬管理")


@pytest.mark.rule("F-02", "A-01")
def test_a_name_that_another_archive_has_is_refused_with_its_number(database: str, cast: Cast) -> None:
    id = taken(cast)
    with pytest.raises(NameOfAnother) as refused:
        verify(id, cast.li, VisitItem.ORGANISATION, ItemVerdict.CORRECTED, value="华源机械集团有限公司")
    assert refused.value.facts == {"number": "C-2025-000001"}


def test_what_sales_left_empty_cannot_be_confirmed_but_filled_in(database: str, cast: Cast) -> None:
    id = taken(cast)
    from portal.db.session import writing

    with writing() as session:
        session.get_one(FirstVisitItem, item(id, VisitItem.ADDRESS).id).sales_value = None
    with pytest.raises(NothingToConfirm):
        verify(id, cast.li, VisitItem.ADDRESS)
    verify(id, cast.li, VisitItem.ADDRESS, ItemVerdict.CORRECTED, value="上海市")
    assert in_archive(id, VisitItem.ADDRESS) == "上海市"


@pytest.mark.rule("F-04")
def test_an_unfinished_visit_is_not_closed_and_says_exactly_what_is_missing(database: str, cast: Cast) -> None:
    id = taken(cast)
    carried_out(cast, id)
    act(tell_item, TellItem, id, cast.li, item="phones_known", told=False)
    with pytest.raises(VisitIncomplete) as refused:
        act(close_first_visit, CloseFirstVisit, id, cast.li)
    assert refused.value.facts["missing"] == "Not told: Service supervision and technical telephone known."
    assert visit(id).status is FirstVisitStatus.OPEN
    act(tell_item, TellItem, id, cast.li, item="phones_known")
    act(close_first_visit, CloseFirstVisit, id, cast.li)
    assert (visit(id).status, visit(id).closed_by_id) == (FirstVisitStatus.CLOSED, cast.ids["li"])


@pytest.mark.rule("F-04")
def test_an_untouched_visit_lacks_everything_in_the_order_of_the_conversation(database: str, cast: Cast) -> None:
    id = taken(cast)
    with pytest.raises(VisitIncomplete) as refused:
        act(close_first_visit, CloseFirstVisit, id, cast.li)
    missing = str(refused.value.facts["missing"])
    assert missing.startswith("The customer has not been reached yet. Not verified: Organisation.")
    assert missing.endswith("Not asked for demands: record them, or that there are none.")
    assert missing.count("Not verified") == missing.count("Not told") == 5


@pytest.mark.rule("F-05")
def test_asked_and_has_none_is_an_answer_until_a_demand_comes_up(database: str, cast: Cast) -> None:
    id = taken(cast)
    act(state_no_demands, StateNoDemands, id, cast.li)
    assert visit(id).no_demands
    demanded(cast, department=a_department(cast), visit_id=id)
    assert not visit(id).no_demands
    with pytest.raises(DemandsRecorded):
        act(state_no_demands, StateNoDemands, id, cast.li)


@pytest.mark.rule("F-05")
def test_a_demand_of_a_visit_is_said_back_to_the_customer_before_it_is_recorded(database: str, cast: Cast) -> None:
    id, department = taken(cast), a_department(cast)
    asked = {"customer_id": visit(id).customer_id, "first_visit_id": id, "department_id": department, "wish": "培训"}
    with pytest.raises(NotConfirmed):
        do(record_demand, RecordDemand.of(**asked), cast.li)
    assert rows(Demand) == []


@pytest.mark.rule("F-05")
def test_a_demand_goes_to_a_department_that_takes_some_and_to_the_customer_of_the_visit(database: str, cast: Cast) -> None:
    id, department = taken(cast), a_department(cast)
    do(edit_department, EditDepartment.of(id=department, seen=1, name="实施部", active=False), cast.sun)
    with pytest.raises(DepartmentGone):
        demanded(cast, department=department, visit_id=id)
    foreign = {"customer_id": cast.huayuan, "first_visit_id": id, "department_id": department, "wish": "培训", "confirmed": True}
    with pytest.raises(NotFound):
        do(record_demand, RecordDemand.of(**foreign), cast.li)


def test_a_visit_belongs_to_who_took_it_until_a_colleague_takes_it_over(database: str, cast: Cast) -> None:
    id = handed_over(cast)
    with pytest.raises(NotTaken):
        verify(id, cast.li, VisitItem.PHONE)
    act(take_first_visit, TakeFirstVisit, id, cast.li, seen=1)
    with pytest.raises(WithSomebodyElse) as refused:
        verify(id, cast.zhao, VisitItem.PHONE)
    assert refused.value.facts == {"name": "李敏"}
    with pytest.raises(ChangedMeanwhile):
        act(take_first_visit, TakeFirstVisit, id, cast.zhao, seen=1)
    act(take_first_visit, TakeFirstVisit, id, cast.zhao, seen=2)
    verify(id, cast.zhao, VisitItem.PHONE)
    with pytest.raises(WithSomebodyElse):
        act(reveal_first_visit, FirstVisitCommand, id, cast.li)


def test_a_visit_that_is_over_takes_nothing_more(database: str, cast: Cast) -> None:
    id = closed(cast)
    for action, command, given in (
        (verify_item, VerifyItem, {"item": "phone", "verdict": "unknown"}),
        (record_attempt, RecordAttempt, {"reached": True}),
        (cancel_first_visit, CancelFirstVisit, {"reason": "重复"}),
    ):
        with pytest.raises(StepNotPossible):
            act(action, command, id, cast.li, **given)


def test_a_visit_is_called_off_with_its_reason(database: str, cast: Cast) -> None:
    id = taken(cast)
    act(cancel_first_visit, CancelFirstVisit, id, cast.li, reason="客户已退货")
    assert (visit(id).status, visit(id).close_reason) == (FirstVisitStatus.CANCELLED, "客户已退货")


@pytest.mark.rule("A-01")
def test_everything_stands_in_the_customers_time_line(database: str, cast: Cast) -> None:
    id = closed(cast)
    told = [each.kind for each in rows(Event, col(Event.customer_id) == visit(id).customer_id)]
    assert told == [
        "visit_taken",
        "visit_reached",
        *["item_verified"] * 5,
        *["visit_told"] * 5,
        "demand_recorded",
        "visit_closed",
    ]


@pytest.mark.rule("Q-09", "B-01")
def test_a_visit_keeps_the_lists_of_the_day_on_which_sales_handed_it_over(database: str, cast: Cast) -> None:
    old = taken(cast)
    later = NOW + timedelta(days=1)
    points = SetChecklist.of(
        key="first_visit.told", points="会用客户网页 | Knows the web page", valid_from=later.date(), reason="精简"
    )
    do(set_checklist, points, cast.sun)
    do(set_items, SetItems.of(items=["phone"], valid_from=later.date(), reason="精简"), cast.sun)
    new = taken(cast, at=later, number=2, name="南山物流有限公司")
    with pytest.raises(NotFound):
        act(tell_item, TellItem, new, cast.li, item="phones_known")
    act(tell_item, TellItem, old, cast.li, item="phones_known")
    with pytest.raises(VisitIncomplete) as refused:
        act(close_first_visit, CloseFirstVisit, new, cast.li, at=later)
    missing = str(refused.value.facts["missing"])
    assert "Not verified: Telephone. Not told: Knows the web page." in missing
    assert missing.count("Not verified") == 1
    assert len(rows(FirstVisitTold)) == 1
