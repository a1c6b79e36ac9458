"""One dispatch order, its steps of conduct, and its contact for the engineer (rules D-03 to D-08)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Contact, Customer
from portal.db.models.dispatch import DispatchOrder, OrderStep
from portal.db.models.people import Person
from portal.db.models.records import SavedCommand
from portal.db.models.tickets import Ticket
from portal.errors import NotFound
from portal.rules.dispatch import OBLIGATORY, Conduct, OrderStatus, Skill
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Backup, Category, FaultLevel, PromiseKind, TicketStatus


@dataclass(frozen=True)
class OrderDetail:
    """A dispatch order with what it takes from its ticket and customer; no telephone and no address."""

    id: int
    number: str
    version: int
    status: OrderStatus
    previous_id: int | None
    ticket_id: int
    ticket_number: str
    ticket_status: TicketStatus
    ticket_version: int
    symptom: str
    description: str
    category: Category
    level: FaultLevel
    entitlement: EntitlementKind
    product: str
    ticket_backup: Backup | None
    next_due_at: datetime | None
    next_promise: PromiseKind | None
    customer_id: int
    customer: str
    region: str
    contact_id: int | None
    contact: str | None
    contact_position: str | None
    requested_by: str
    requested_at: datetime
    suggestion: str
    reason: str
    returned_reason: str
    skill: Skill | None
    engineer_id: int | None
    engineer: str | None
    ordered_by: str | None
    ordered_at: datetime | None
    problem: str
    proposed_solution: str
    confirmed_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    agreed_with: str
    arrived_at: datetime | None
    left_at: datetime | None
    backup: Backup | None
    backup_said_by: str
    backup_at: datetime | None
    cause: str
    work_done: str
    outcome: str
    not_solved_because: str
    signed_by: str
    signed_at: datetime | None
    signature_id: int | None
    record_id: int | None
    record_en_id: int | None
    written_off_by: str | None
    written_off_at: datetime | None
    write_off_remark: str


_OWN = [name for name in OrderDetail.__dataclass_fields__ if name in DispatchOrder.model_fields and name != "contact_id"]


_REQUESTER, _ENGINEER, _ORDERER, _CLOSER = (aliased(Person) for _ in range(4))
_CONTACT_ID = func.coalesce(col(DispatchOrder.contact_id), col(Ticket.contact_id))
_ORDERS: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(DispatchOrder, name) for name in _OWN),
        col(Ticket.number).label("ticket_number"),
        col(Ticket.status).label("ticket_status"),
        col(Ticket.version).label("ticket_version"),
        col(Ticket.backup).label("ticket_backup"),
        *(col(getattr(Ticket, name)) for name in ("symptom", "description", "category", "level", "entitlement", "product")),
        col(Ticket.next_due_at),
        col(Ticket.next_promise),
        col(Customer.name).label("customer"),
        col(Customer.region),
        _CONTACT_ID.label("contact_id"),
        col(Contact.name).label("contact"),
        col(Contact.position).label("contact_position"),
        col(_REQUESTER.name).label("requested_by"),
        col(_ENGINEER.name).label("engineer"),
        col(_ORDERER.name).label("ordered_by"),
        col(_CLOSER.name).label("written_off_by"),
    )
    .join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
    .join(Customer, col(Customer.id) == col(DispatchOrder.customer_id))
    .join(_REQUESTER, col(_REQUESTER.id) == col(DispatchOrder.requested_by_id))
    .outerjoin(Contact, col(Contact.id) == _CONTACT_ID)
    .outerjoin(_ENGINEER, col(_ENGINEER.id) == col(DispatchOrder.engineer_id))
    .outerjoin(_ORDERER, col(_ORDERER.id) == col(DispatchOrder.ordered_by_id))
    .outerjoin(_CLOSER, col(_CLOSER.id) == col(DispatchOrder.written_off_by_id))
)
_ORDER_BY_ID = _ORDERS.where(col(DispatchOrder.id) == bindparam("reference"))
_ORDER_BY_NUMBER = _ORDERS.where(col(DispatchOrder.number) == bindparam("reference"))


def order(session: Session, reference: int | str, *, engineer_id: int | None = None) -> OrderDetail:
    """The order of that id or number. Raises NotFound where there is none, or where it is not this engineer's."""
    statement = _ORDER_BY_NUMBER if isinstance(reference, str) else _ORDER_BY_ID
    found = ask(session, statement, reference=reference).mappings().first()
    if found is None or engineer_id not in (None, found["engineer_id"]):
        raise NotFound
    return OrderDetail(**found)


@dataclass(frozen=True)
class StepState:
    """One step of conduct: still to come (`at` is None), ticked, or skipped for a reason."""

    step: Conduct
    obligatory: bool
    at: datetime | None = None
    skipped_because: str = ""


_TICKED = select(col(OrderStep.step), col(OrderStep.at), col(OrderStep.skipped_because)).where(
    col(OrderStep.order_id) == bindparam("order_id")
)


def steps(session: Session, order_id: int) -> list[StepState]:
    """The nine steps in their order."""
    done = {step: (at, because) for step, at, because in all_of(session, _TICKED, order_id=order_id)}
    return [StepState(step, step in OBLIGATORY, *done.get(step, (None, ""))) for step in Conduct]


@dataclass(frozen=True)
class OnSiteContact:
    """Whom to ask for and where; personal, for the engineer who goes there."""

    contact_id: int | None
    name: str | None
    position: str | None
    phone: str | None
    address: str | None


_ON_SITE = (
    select(
        col(Contact.id),
        col(Contact.name),
        col(Contact.position),
        col(Contact.phone),
        col(DispatchOrder.address),
        col(Customer.address),
    )
    .select_from(DispatchOrder)
    .join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
    .join(Customer, col(Customer.id) == col(DispatchOrder.customer_id))
    .outerjoin(Contact, col(Contact.id) == _CONTACT_ID)
    .where(col(DispatchOrder.id) == bindparam("order_id"), col(DispatchOrder.engineer_id) == bindparam("engineer_id"))
)


def contact_for_engineer(session: Session, order_id: int, engineer_id: int) -> OnSiteContact:
    """Telephone and address of the own order. Raises NotFound for anybody else's order."""
    found = ask(session, _ON_SITE, order_id=order_id, engineer_id=engineer_id).first()
    if found is None:
        raise NotFound
    contact, name, position, phone, own_address, customer_address = found
    return OnSiteContact(contact, name, position, phone, own_address or customer_address)


def was_noted(session: Session, key: str) -> bool:
    """Whether the deed with this key was carried out."""
    return session.get(SavedCommand, key) is not None


def address_of(session: Session, order_id: int) -> str:
    """Where the engineer is to go; personal, for who decides or goes."""
    found = ask(session, select(col(DispatchOrder.address)).where(col(DispatchOrder.id) == order_id)).scalar_one_or_none()
    return found or ""


def contacts_of(session: Session, customer_id: int) -> dict[int, str]:
    """The customer's active contacts by name and position."""
    statement = (
        select(col(Contact.id), col(Contact.name), col(Contact.position))
        .where(col(Contact.customer_id) == customer_id, col(Contact.active))
        .order_by(col(Contact.main).desc(), col(Contact.name))
    )
    return {id: " · ".join(filter(None, (name, position))) for id, name, position in all_of(session, statement) if id is not None}
