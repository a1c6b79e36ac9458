"""One first visit with its items, attempts and ticks (rules F-02 to F-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from portal.clock import at_the_office
from portal.db.asking import all_of
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.first_visits import ContactAttempt, FirstVisit, FirstVisitItem, FirstVisitTold
from portal.db.models.people import Person
from portal.db.queries.standards import standards_on
from portal.errors import NotFound
from portal.rules.checklists import Point, points_of
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, Progress, VisitItem
from portal.rules.masking import masked_phone, masked_text

ATTEMPTS = 50


@dataclass(frozen=True)
class ItemRow:
    """One item: what Sales said, and what came of verifying it. Masked for whoever has not taken the visit."""

    item: VisitItem
    sales_value: str
    verdict: ItemVerdict | None
    value: str


@dataclass(frozen=True)
class AttemptRow:
    """One attempt to reach the customer."""

    at: datetime
    by: str
    reached: bool
    remark: str
    next_at: datetime | None


@dataclass(frozen=True)
class VisitDetail:
    """One first visit; `items` are those that the standard of its day verifies, `points` what the customer is told."""

    id: int
    number: str
    version: int
    status: FirstVisitStatus
    customer_id: int
    customer_number: str
    customer: str
    contact: str
    phone: str
    product: str
    product_version: str
    dongle_number: str
    agent_id: int | None
    agent: str | None
    submitted_by: str | None
    submitted_at: datetime
    due_at: datetime
    next_at: datetime
    talked_to: str
    no_demands: bool
    remark: str
    sales_remark: str
    closed_at: datetime | None
    close_reason: str
    items: Sequence[ItemRow]
    tries: Sequence[AttemptRow]
    told: Mapping[str, datetime]
    points: Sequence[Point]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status is FirstVisitStatus.OPEN

    def progress(self, demands: int) -> Progress:
        """How far it is, with so many demands recorded."""
        return Progress(
            reached=any(attempt.reached for attempt in self.tries),
            verdicts={row.item: row.verdict for row in self.items if row.verdict is not None},
            told=self.told.keys(),
            demands=demands,
            no_demands=self.no_demands,
        )


_AGENT, _SALES = Person.__table__.alias("agent"), Person.__table__.alias("sales")  # type: ignore[attr-defined]
_VISIT = (
    select(FirstVisit, Customer, _AGENT.c.name, _SALES.c.name)
    .join(Customer, col(Customer.id) == col(FirstVisit.customer_id))
    .outerjoin(_AGENT, _AGENT.c.id == col(FirstVisit.agent_id))
    .outerjoin(_SALES, _SALES.c.id == col(FirstVisit.submitted_by_id))
    .where(col(FirstVisit.number) == bindparam("number"))
)
_ITEMS = select(FirstVisitItem).where(col(FirstVisitItem.first_visit_id) == bindparam("visit"))
_ATTEMPTS = (
    select(
        col(ContactAttempt.at), func.coalesce(col(Person.name), ""), col(ContactAttempt.reached), col(ContactAttempt.remark),
        col(ContactAttempt.next_at),
    )
    .outerjoin(Person, col(Person.id) == col(ContactAttempt.by_id))
    .where(col(ContactAttempt.first_visit_id) == bindparam("visit"))
    .order_by(col(ContactAttempt.id).desc())
    .limit(ATTEMPTS)
)  # fmt: skip
_TOLD = select(col(FirstVisitTold.item), col(FirstVisitTold.told_at)).where(
    col(FirstVisitTold.first_visit_id) == bindparam("visit")
)


def first_visit(session: Session, number: str, me: int | None = None) -> VisitDetail:
    """The visit with a number; telephone and address in full for the agent who has it (`me`) and while it is open."""
    found = session.execute(_VISIT, {"number": number[:20]}).first()
    if found is None:
        raise NotFound
    visit, customer, agent_name, sales_name = found
    full = me is not None and visit.agent_id == me and visit.status is FirstVisitStatus.OPEN
    standards = standards_on(session, at_the_office(visit.submitted_at).date())
    wanted = [VisitItem(item) for item in standards.value("first_visit.items")["items"]]
    installation = _installation(session, visit)
    contact = _contact(session, visit)
    return VisitDetail(
        **{name: getattr(visit, name) for name in VisitDetail.__dataclass_fields__ if name in FirstVisit.model_fields},
        customer=customer.name,
        customer_number=customer.number,
        sales_remark=customer.remark,
        contact=contact.name if contact else "",
        phone=((contact.phone or "") if full else masked_phone(contact.phone)) if contact else "",
        product=installation.product if installation else "",
        product_version=installation.product_version if installation else "",
        dongle_number=installation.dongle_number if installation else "",
        agent=agent_name,
        submitted_by=sales_name,
        items=_items(session, visit.id, wanted, full=full),
        tries=_attempts(session, visit.id),
        told=_told(session, visit.id),
        points=points_of(standards.value("first_visit.told")),
    )


def _contact(session: Session, visit: FirstVisit) -> Contact | None:
    if visit.contact_id is not None:
        return session.get(Contact, visit.contact_id)
    people = select(Contact).where(col(Contact.customer_id) == visit.customer_id, col(Contact.active))
    return session.scalars(people.order_by(col(Contact.main).desc(), col(Contact.id)).limit(1)).first()


def _installation(session: Session, visit: FirstVisit) -> Installation | None:
    if visit.installation_id is not None:
        return session.get(Installation, visit.installation_id)
    bought = select(Installation).where(col(Installation.customer_id) == visit.customer_id)
    return session.scalars(bought.order_by(col(Installation.id)).limit(1)).first()


def _items(session: Session, visit_id: int, wanted: Sequence[VisitItem], *, full: bool) -> list[ItemRow]:
    rows = {row.item: row for row in session.scalars(_ITEMS, {"visit": visit_id})}
    return [
        ItemRow(
            item,
            _shown(item, rows[item].sales_value, full=full) if item in rows else "",
            rows[item].verdict if item in rows else None,
            _shown(item, rows[item].value, full=full) if item in rows else "",
        )
        for item in wanted
    ]


def _shown(item: VisitItem, value: str | None, *, full: bool) -> str:
    if not full and item is VisitItem.PHONE:
        return masked_phone(value)
    if not full and item is VisitItem.ADDRESS:
        return masked_text(value)
    return value or ""


def _attempts(session: Session, visit_id: int) -> list[AttemptRow]:
    return [AttemptRow(*row) for row in all_of(session, _ATTEMPTS, visit=visit_id)]


def _told(session: Session, visit_id: int) -> dict[str, datetime]:
    return {item: at for item, at in all_of(session, _TOLD, visit=visit_id)}
