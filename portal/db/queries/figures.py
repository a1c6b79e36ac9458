"""Figures of the service desk at this moment, from tallies and from the index of running promises: never by counting tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select, union_all
from sqlmodel import Session, col

from portal.db.asking import all_of, ask, once
from portal.db.models.customers import Customer
from portal.db.models.people import Person, PersonRole
from portal.db.models.tickets import Promise, Ticket, TicketFlow, TicketStock
from portal.rules.permissions import WHO_MAY, Right
from portal.rules.tickets import OPEN, TicketStatus

# So many running promises before and after this moment are looked at: beyond it the figure says "more than".
LOOKED_AT = 1_000


@dataclass(frozen=True)
class Stock:
    """How many open tickets of one owner stand in one state."""

    status: TicketStatus
    owner_id: int
    owner: str
    tickets: int


@dataclass(frozen=True)
class DayFlow:
    """How many tickets came in and were solved on an office day (yyyymmdd)."""

    day: int
    registered: int
    solved: int


@dataclass(frozen=True)
class Pressure:
    """How many tickets of one owner have a broken promise, and how many others one at risk; the next due time, aware UTC."""

    owner_id: int
    owner: str
    broken: int
    at_risk: int
    next_due_at: datetime | None


@dataclass(frozen=True)
class Pressures:
    """The pressure on everybody; `capped` where there are more running promises than are looked at."""

    owners: tuple[Pressure, ...]
    capped: bool

    @property
    def broken(self) -> int:
        """Tickets with a broken promise."""
        return sum(each.broken for each in self.owners)

    @property
    def at_risk(self) -> int:
        """Tickets with a promise at risk and none broken."""
        return sum(each.at_risk for each in self.owners)

    @property
    def next_due_at(self) -> datetime | None:
        """When the next promise is due."""
        return min((each.next_due_at for each in self.owners if each.next_due_at), default=None)


def open_stock(session: Session) -> list[Stock]:
    """Open tickets by state and owner."""
    return [Stock(status, owner_id, owner, int(number)) for status, owner_id, owner, number in all_of(session, _stock())]


# Statements here are written once: building one costs more than asking for it, and the queue asks every few seconds.
@lru_cache
def _stock() -> Select[*tuple[Any, ...]]:
    tickets = func.sum(col(TicketStock.tickets))
    return (
        select(col(TicketStock.status), col(TicketStock.owner_id), col(Person.name), tickets)
        .join(Person, col(Person.id) == col(TicketStock.owner_id))
        .where(col(TicketStock.status).in_(sorted(OPEN)), col(TicketStock.tickets) > 0)
        .group_by(col(TicketStock.status), col(TicketStock.owner_id), col(Person.name))
    )


def flow_by_day(session: Session, first_day: int, last_day: int) -> list[DayFlow]:
    """Tickets registered and solved a day, for the days (yyyymmdd) on which there were any."""
    rows = all_of(session, _flow(), first=first_day, last=last_day)
    return [DayFlow(day, int(registered), int(solved)) for day, registered, solved in rows]


@lru_cache
def _flow() -> Select[*tuple[Any, ...]]:
    def of(flow: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((col(TicketFlow.flow) == flow, col(TicketFlow.tickets)))), 0)

    return (
        select(col(TicketFlow.day), of("registered"), of("solved"))
        .where(col(TicketFlow.day) >= bindparam("first"), col(TicketFlow.day) <= bindparam("last"))
        .group_by(col(TicketFlow.day))
        .order_by(col(TicketFlow.day))
    )


def pressure(session: Session, now: datetime) -> Pressures:
    """Whose tickets have broken promises or promises at risk now. A ticket counts once, by its worst promise."""
    rows = ask(session, _pressure(LOOKED_AT), now=now).all()
    return Pressures(tuple(Pressure(*row[:5]) for row in rows), capped=sum(int(row[5]) for row in rows) >= LOOKED_AT)


@lru_cache(maxsize=4)
def _pressure(most: int) -> Select[int, str, int, int, Any, Any]:
    due = col(Promise.due_at)
    moment = bindparam("now", type_=Promise.due_at.type)  # type: ignore[attr-defined]
    running = select(col(Promise.ticket_id), due, col(Promise.warn_at)).where(
        col(Promise.settled_at).is_(None), col(Promise.paused_at).is_(None)
    )
    late = running.where(due < moment).order_by(due.desc()).limit(most).subquery()
    coming = running.where(due >= moment).order_by(due).limit(most).subquery()
    looked_at = union_all(select(late), select(coming)).subquery("looked_at")
    by_ticket = (
        select(
            looked_at.c.ticket_id,
            func.max(case((looked_at.c.due_at < moment, 2), (looked_at.c.warn_at <= moment, 1), else_=0)).label("worst"),
            func.min(case((looked_at.c.due_at >= moment, looked_at.c.due_at))).label("next_due_at"),
            func.count().label("promises"),
        )
        .group_by(looked_at.c.ticket_id)
        .subquery("by_ticket")
    )
    return (
        select(
            col(Ticket.owner_id),
            col(Person.name),
            func.count(case((by_ticket.c.worst == 2, 1))),
            func.count(case((by_ticket.c.worst == 1, 1))),
            func.min(by_ticket.c.next_due_at, type_=Promise.due_at.type),  # type: ignore[attr-defined]
            func.sum(by_ticket.c.promises),
        )
        .join(Ticket, col(Ticket.id) == by_ticket.c.ticket_id)
        .join(Person, col(Person.id) == col(Ticket.owner_id))
        .group_by(col(Ticket.owner_id), col(Person.name))
    )


def total(stock: Iterable[Stock], *statuses: TicketStatus) -> int:
    """How many tickets of a stock stand in these states (in any, where none is named)."""
    return sum(each.tickets for each in stock if not statuses or each.status in statuses)


def ticket_owners(session: Session) -> dict[int, str]:
    """The people who may own tickets, by name: what the owner filter offers."""
    return once(session, "ticket owners", None, lambda: {int(id): name for id, name in all_of(session, _owners())})


@lru_cache
def _owners() -> Select[*tuple[Any, ...]]:
    roles = sorted(WHO_MAY[Right.HANDLE_TICKET])
    return (
        select(col(Person.id), col(Person.name))
        .where(col(Person.id).in_(select(col(PersonRole.person_id)).where(col(PersonRole.role).in_(roles))))
        .order_by(col(Person.name))
    )


def customer_name(session: Session, customer_id: int) -> str | None:
    """What a customer is called; None where there is none."""
    return ask(session, select(col(Customer.name)).where(col(Customer.id) == customer_id)).scalar_one_or_none()
