"""Questions about one customer: its facts, its people (masked), what it runs, and by what right it is served."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Result, bindparam, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Contact, Customer, Installation, Project
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.tickets import Ticket
from portal.db.queries.entitlement import terms_of
from portal.errors import NotFound
from portal.rules.dispatch import OrderStatus
from portal.rules.entitlement import Entitlement, entitlement
from portal.rules.masking import masked_mail, masked_phone, masked_text
from portal.rules.tickets import FaultLevel, Importance, PromiseKind, TicketStatus


@dataclass(frozen=True)
class ContactRow:
    """Somebody we speak to; telephone, mail and QQ are masked."""

    id: int
    name: str
    position: str
    phone: str
    mail: str
    qq: str
    main: bool
    active: bool
    version: int


@dataclass(frozen=True)
class InstallationRow:
    """A product, its version and its dongle."""

    id: int
    product: str
    product_version: str
    dongle_number: str


@dataclass(frozen=True)
class CustomerFacts:
    """One customer; the address is masked."""

    id: int
    number: str
    name: str
    short_name: str
    importance: Importance
    region: str
    address: str
    remark: str
    last_visit_at: datetime | None
    version: int
    responsible_id: int | None = None
    responsible: str = ""
    merged_into: str = ""
    merged_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProjectRow:
    """An implementation project and its service periods."""

    id: int
    name: str
    manager: str
    accepted_on: date | None
    joint_from: date | None
    joint_until: date | None
    free_from: date | None
    free_until: date | None


@dataclass(frozen=True)
class TicketLine:
    """A ticket in one line."""

    number: str
    symptom: str
    status: TicketStatus
    level: FaultLevel
    owner: str
    registered_at: datetime
    next_promise: PromiseKind | None
    next_due_at: datetime | None


@dataclass(frozen=True)
class VisitLine:
    """A visit on site in one line."""

    number: str
    problem: str
    status: OrderStatus
    engineer: str
    at: datetime


# Written once: they are asked beside every ticket and telephone call, and building them costs more than asking.
_CUSTOMER: Any = bindparam("customer")
_KEPT, _MERGED_HERE = aliased(Customer), aliased(Customer)
_FACTS = (
    select(
        col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.short_name), col(Customer.importance),
        col(Customer.region), col(Customer.address), col(Customer.remark), col(Customer.last_visit_at), col(Customer.version),
        col(Customer.responsible_id), col(Person.name), col(_KEPT.number),
        exists().where(col(_MERGED_HERE.merged_into_id) == col(Customer.id)),
    )
    .outerjoin(Person, col(Person.id) == col(Customer.responsible_id))
    .outerjoin(_KEPT, col(_KEPT.id) == col(Customer.merged_into_id))
)  # fmt: skip
_BY_ID = _FACTS.where(col(Customer.id) == _CUSTOMER)
_BY_NUMBER = _FACTS.where(col(Customer.number) == bindparam("number"))
_MERGED = select(col(Customer.id)).where(col(Customer.merged_into_id) == _CUSTOMER)
_INSTALLATIONS = (
    select(col(Installation.id), col(Installation.product), col(Installation.product_version), col(Installation.dongle_number))
    .where(col(Installation.customer_id) == _CUSTOMER)
    .order_by(col(Installation.id))
)
_CONTACTS = (
    select(
        col(Contact.id), col(Contact.name), col(Contact.position), col(Contact.phone), col(Contact.mail), col(Contact.qq),
        col(Contact.main), col(Contact.active), col(Contact.version),
    )
    .where(col(Contact.customer_id) == _CUSTOMER, or_(col(Contact.active), bindparam("former", type_=Boolean)))
    .order_by(col(Contact.active).desc(), col(Contact.main).desc(), col(Contact.id))
)  # fmt: skip
_TICKETS = {
    over: select(
        col(Ticket.number), col(Ticket.symptom), col(Ticket.status), col(Ticket.level), col(Person.name),
        col(Ticket.registered_at), col(Ticket.next_promise), col(Ticket.next_due_at),
    )
    .join(Person, col(Person.id) == col(Ticket.owner_id))
    .where(col(Ticket.customer_id) == _CUSTOMER, col(Ticket.is_open) != over)
    .order_by(col(Ticket.id).desc())
    .limit(bindparam("limit"))
    for over in (False, True)
}  # fmt: skip
_VISITS = (
    select(
        col(DispatchOrder.number), col(DispatchOrder.problem), col(DispatchOrder.status), col(Person.name),
        col(DispatchOrder.arrived_at),
    )
    .join(Person, col(Person.id) == col(DispatchOrder.engineer_id))
    .where(col(DispatchOrder.customer_id) == _CUSTOMER, col(DispatchOrder.arrived_at).is_not(None))
    .order_by(col(DispatchOrder.id).desc())
    .limit(bindparam("limit"))
)  # fmt: skip


def customer_facts(session: Session, customer_id: int) -> CustomerFacts:
    """One customer, with the archives that were merged into it. Raises NotFound."""
    return _facts(session, ask(session, _BY_ID, customer=customer_id))


def customer_numbered(session: Session, number: str) -> CustomerFacts:
    """The customer with a number. Raises NotFound."""
    return _facts(session, ask(session, _BY_NUMBER, number=number))


def _facts(session: Session, asked: Result[*tuple[Any, ...]]) -> CustomerFacts:
    found = asked.first()
    if found is None:
        raise NotFound
    id, number, name, short_name, importance, region, address, *more = found
    remark, last_visit_at, version, responsible_id, responsible, kept, holds_others = more
    merged = tuple(ask(session, _MERGED, customer=id).scalars()) if holds_others else ()
    return CustomerFacts(
        id, number, name, short_name, importance, region, masked_text(address), remark, last_visit_at, version,
        responsible_id, responsible or "", kept or "", merged,
    )  # fmt: skip


def contacts_of(session: Session, customer_id: int, *, former: bool = False) -> list[ContactRow]:
    """The people we speak to, the main contact first; `former` adds those who are there no more."""
    return [
        ContactRow(
            contact.id, contact.name, contact.position, masked_phone(contact.phone), masked_mail(contact.mail),
            masked_text(contact.qq, 3), contact.main, contact.active, contact.version,
        )
        for contact in all_of(session, _CONTACTS, customer=customer_id, former=former)
    ]  # fmt: skip


def installations_of(session: Session, customer_id: int) -> list[InstallationRow]:
    """What a customer runs."""
    return [InstallationRow(*row) for row in all_of(session, _INSTALLATIONS, customer=customer_id)]


def projects_of(session: Session, customer_id: int) -> list[ProjectRow]:
    """The implementation projects of a customer, newest first."""
    asked = select(Project).where(col(Project.customer_id) == customer_id).order_by(col(Project.id).desc())
    return [
        ProjectRow(
            project.id or 0, project.name, project.manager, project.accepted_on,
            project.joint_from, project.joint_until, project.free_from, project.free_until,
        )
        for project in session.scalars(asked)
    ]  # fmt: skip


def entitlement_of(session: Session, customer_id: int, on: date) -> Entitlement:
    """By what right a customer is served on a day (rule A-07)."""
    return entitlement(terms_of(session, customer_id), on)


def open_tickets(session: Session, customer_id: int, limit: int = 20) -> list[TicketLine]:
    """The customer's tickets that are not solved yet, newest first."""
    return _tickets(session, customer_id, limit, over=False)


def last_tickets(session: Session, customer_id: int, limit: int = 5) -> list[TicketLine]:
    """The customer's last tickets that are over."""
    return _tickets(session, customer_id, limit, over=True)


def _tickets(session: Session, customer_id: int, limit: int, *, over: bool) -> list[TicketLine]:
    return [TicketLine(*row) for row in all_of(session, _TICKETS[over], customer=customer_id, limit=limit)]


def last_visits(session: Session, customer_id: int, limit: int = 3) -> list[VisitLine]:
    """The last times an engineer was there."""
    return [VisitLine(*row) for row in all_of(session, _VISITS, customer=customer_id, limit=limit)]
