"""Dispatch orders as lists: what waits for the manager, what an engineer has to do, who is where this week (rules D-01, D-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, case, func, or_, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Absence, Person, PersonRole
from portal.db.models.tickets import Ticket
from portal.rules.dispatch import OPEN_ORDERS, WITH_ENGINEER, OrderStatus
from portal.rules.permissions import Role
from portal.rules.tickets import FaultLevel, PromiseKind

TO_DECIDE = (OrderStatus.NOT_SOLVED, OrderStatus.REQUESTED, OrderStatus.DONE)
MINE = WITH_ENGINEER | {OrderStatus.DONE, OrderStatus.NOT_SOLVED}
LIST_LIMIT = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class OrderRow:
    """An order in a list; times are aware UTC."""

    id: int
    number: str
    status: OrderStatus
    ticket_number: str
    symptom: str
    level: FaultLevel
    customer: str
    region: str
    engineer_id: int | None
    engineer: str | None
    requested_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    next_due_at: datetime | None
    next_promise: PromiseKind | None
    previous_id: int | None


@dataclass(frozen=True)
class OrderFilter:
    """Which orders: in these states, of this engineer, appointed within [since, until), by the beginning of a number."""

    states: Collection[OrderStatus] = ()
    engineer_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    number: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on the order and its ticket."""
        wanted: list[ColumnElement[bool]] = []
        if self.states:
            wanted.append(col(DispatchOrder.status).in_(sorted(self.states)))
        if self.engineer_id is not None:
            wanted.append(col(DispatchOrder.engineer_id) == self.engineer_id)
        if self.since is not None:
            wanted.append(col(DispatchOrder.starts_at) >= self.since)
        if self.until is not None:
            wanted.append(col(DispatchOrder.starts_at) < self.until)
        if self.number:
            wanted.append(_numbered(self.number))
        return wanted


def _numbered(text: str) -> ColumnElement[bool]:
    wanted = text.strip().upper()
    return or_(_begins(col(DispatchOrder.number), wanted), _begins(col(Ticket.number), wanted))


# A range instead of LIKE: it walks the unique index on both databases, and "%" is an ordinary character.
def _begins(column: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    return and_(column >= text, column < f"{text}\uffff")


@lru_cache
def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(DispatchOrder.id),
            col(DispatchOrder.number),
            col(DispatchOrder.status),
            col(Ticket.number).label("ticket_number"),
            col(Ticket.symptom),
            col(Ticket.level),
            func.coalesce(func.nullif(col(Customer.short_name), ""), col(Customer.name)).label("customer"),
            col(Customer.region),
            col(DispatchOrder.engineer_id),
            col(Person.name).label("engineer"),
            col(DispatchOrder.requested_at),
            col(DispatchOrder.starts_at),
            col(DispatchOrder.ends_at),
            col(DispatchOrder.arrived_at),
            col(DispatchOrder.left_at),
            col(Ticket.next_due_at),
            col(Ticket.next_promise),
            col(DispatchOrder.previous_id),
        )
        .join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
        .join(Customer, col(Customer.id) == col(DispatchOrder.customer_id))
        .outerjoin(Person, col(Person.id) == col(DispatchOrder.engineer_id))
    )


def _read(session: Session, statement: Select[*tuple[Any, ...]], **values: Any) -> list[OrderRow]:
    return [OrderRow(**row) for row in ask(session, statement, **values).mappings()]


def waiting_for_decision(session: Session, limit: int = LIST_LIMIT) -> list[OrderRow]:
    """What only the service manager can move on: unsolved orders, requests to check, then orders to write off; oldest first."""
    return _read(session, _waiting().limit(limit))


@lru_cache
def _waiting() -> Select[*tuple[Any, ...]]:
    urgency = case({status.value: place for place, status in enumerate(TO_DECIDE)}, value=col(DispatchOrder.status))
    waiting = _rows().where(col(DispatchOrder.status).in_(TO_DECIDE))
    return waiting.order_by(urgency, col(DispatchOrder.id))


_BY_STATUS = (
    select(col(DispatchOrder.status), func.count())
    .where(col(DispatchOrder.status).in_(sorted(OPEN_ORDERS)))
    .group_by(col(DispatchOrder.status))
)


def count_by_status(session: Session) -> dict[OrderStatus, int]:
    """How many orders stand in each open state."""
    return {status: number for status, number in all_of(session, _BY_STATUS)}


def orders_matching(session: Session, wanted: OrderFilter, after: int | None = None, limit: int = LIST_LIMIT) -> list[OrderRow]:
    """The orders that match, newest first, behind the order id `after`."""
    matching = _rows().where(*wanted.conditions())
    if after is not None:
        matching = matching.where(col(DispatchOrder.id) < after)
    return _read(session, matching.order_by(col(DispatchOrder.id).desc()).limit(limit))


def count_orders(session: Session, wanted: OrderFilter, at_most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many orders match, counted up to `at_most`, and whether there are more."""
    matching = select(col(DispatchOrder.id)).where(*wanted.conditions())
    if wanted.number:
        matching = matching.join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
    capped = matching.limit(at_most + 1).subquery()
    number: int = ask(session, select(func.count()).select_from(capped)).scalar_one()
    return min(number, at_most), number > at_most


def orders_of_engineer(session: Session, engineer_id: int, limit: int = LIST_LIMIT) -> list[OrderRow]:
    """What an engineer has in hand, in the order of appointments; what has none yet comes first."""
    return _read(session, _in_hand().limit(limit), engineer_id=engineer_id)


@lru_cache
def _in_hand() -> Select[*tuple[Any, ...]]:
    mine = _rows().where(col(DispatchOrder.engineer_id) == bindparam("engineer_id"), col(DispatchOrder.status).in_(sorted(MINE)))
    appointed = case((col(DispatchOrder.starts_at).is_(None), 0), else_=1)
    return mine.order_by(appointed, col(DispatchOrder.starts_at), col(DispatchOrder.id))


def appointments(session: Session, since: datetime, until: datetime) -> list[OrderRow]:
    """All appointments that begin within [since, until), in the order of time."""
    return _read(session, _appointed(), since=since, until=until)


@lru_cache
def _appointed() -> Select[*tuple[Any, ...]]:
    starts_at = col(DispatchOrder.starts_at)
    within = _rows().where(starts_at >= bindparam("since"), starts_at < bindparam("until"))
    return within.order_by(starts_at, col(DispatchOrder.id)).limit(500)


@dataclass(frozen=True)
class EngineerRow:
    """Somebody who can be sent out, and how many orders they have in hand."""

    id: int
    name: str
    region: str | None
    in_hand: int


_HIS_ORDERS = and_(col(DispatchOrder.engineer_id) == col(Person.id), col(DispatchOrder.status).in_(sorted(WITH_ENGINEER)))
_ENGINEERS = (
    select(col(Person.id), col(Person.name), col(Person.region), func.count(col(DispatchOrder.id)).label("in_hand"))
    .join(PersonRole, and_(col(PersonRole.person_id) == col(Person.id), col(PersonRole.role) == Role.ENGINEER))
    .outerjoin(DispatchOrder, _HIS_ORDERS)
    .where(col(Person.active))
    .group_by(col(Person.id), col(Person.name), col(Person.region))
    .order_by(col(Person.name))
)


def engineers(session: Session) -> list[EngineerRow]:
    """The active field engineers by name, with their load."""
    return [EngineerRow(**row) for row in ask(session, _ENGINEERS).mappings()]


_AWAY = select(col(Absence.person_id), col(Absence.first_day), col(Absence.last_day)).where(
    col(Absence.first_day) <= bindparam("last_day"), col(Absence.last_day) >= bindparam("first_day")
)


def absent_engineers(session: Session, first_day: date, last_day: date) -> list[tuple[int, date, date]]:
    """Who is away on any of these days, from when to when (both included)."""
    away = ask(session, _AWAY, first_day=first_day, last_day=last_day)
    return [(person_id, first, last) for person_id, first, last in away]
