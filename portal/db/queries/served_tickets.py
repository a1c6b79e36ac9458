"""Tickets served under contract or without any right (rule A-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal, select, tuple_, union_all
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.tickets import Ticket
from portal.db.rows import columns_of
from portal.rules.entitlement import EntitlementKind

PAGE = 50
COUNTED_TO = 1_000
A_BAR_COUNTS_TO = 500
NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)
PAID_WORK = (EntitlementKind.CONTRACT, EntitlementKind.NONE)


def tickets_by_month(
    session: Session, months: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, EntitlementKind, int]]:
    """How many tickets were registered in these months (first moment, moment after) under contract and without any right."""
    parts = [
        select(literal(place, Integer), literal(PAID_WORK.index(kind), Integer), _tickets(kind, since, until))
        for place, (since, until) in enumerate(months)
        for kind in PAID_WORK
    ]
    rows = all_of(session, union_all(*parts))
    return [(months[place][0], PAID_WORK[kind], number) for place, kind, number in rows]


def _tickets(kind: EntitlementKind, since: datetime, until: datetime) -> Any:
    some = (
        select(col(Ticket.id))
        .where(col(Ticket.entitlement) == kind, col(Ticket.registered_at) >= since, col(Ticket.registered_at) < until)
        .limit(A_BAR_COUNTS_TO)
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


@dataclass(frozen=True)
class ServedFilter:
    """Tickets registered within [since, until) by this right."""

    kind: EntitlementKind
    since: datetime
    until: datetime


@dataclass(frozen=True)
class ServedRow:
    """A ticket, by what right it was served, and who is responsible for the customer."""

    id: int
    number: str
    registered_at: datetime
    customer_number: str
    customer: str
    responsible: str | None
    symptom: str
    owner: str


def served_tickets(
    session: Session, asked: ServedFilter, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[ServedRow]:
    """The tickets that match, newest first, behind `after` (registered at, id)."""
    owner, responsible = columns_of(Person).alias(), columns_of(Person).alias()
    statement = (
        select(
            col(Ticket.id), col(Ticket.number), col(Ticket.registered_at), col(Customer.number), NAME, responsible.c.name,
            col(Ticket.symptom), owner.c.name,
        )
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .join(owner, owner.c.id == col(Ticket.owner_id))
        .outerjoin(responsible, responsible.c.id == col(Customer.responsible_id))
        .where(*_served(asked))
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(col(Ticket.registered_at), col(Ticket.id)) < after)
    ordered = statement.order_by(col(Ticket.registered_at).desc(), col(Ticket.id).desc()).limit(limit)
    return [ServedRow(*row) for row in all_of(session, ordered)]


def count_served(session: Session, asked: ServedFilter, at_most: int = COUNTED_TO) -> int:
    """How many tickets match, counted to `at_most`."""
    some = select(col(Ticket.id)).where(*_served(asked)).limit(at_most).subquery()
    return int(ask(session, select(func.count()).select_from(some)).scalar_one())


def _served(asked: ServedFilter) -> list[ColumnElement[bool]]:
    return [
        col(Ticket.entitlement) == asked.kind,
        col(Ticket.registered_at) >= asked.since,
        col(Ticket.registered_at) < asked.until,
    ]
