"""Tickets as lists: the queue by what is due next, all tickets newest first, and how many there are.

Each list walks an index of its own order and is paged by the last row seen; a list by words walks the word index. Somebody
without the right to see all tickets finds only those of the own dispatch orders, here and in every count (rule X-01).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import Session, col

from portal.db import search
from portal.db.asking import KEPT, all_of, ask
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.tickets import Promise, Ticket
from portal.db.queries.one_ticket import StoryEntry, TicketDetail, story, ticket
from portal.db.queries.promises import PromiseRow, promises_of, running
from portal.db.queries.ticket_filters import QueueFilter, Scope, TicketFilter
from portal.db.queries.viewing import sees_all
from portal.db.session import is_postgresql
from portal.rules.promises import Verdict, verdict
from portal.rules.tickets import Category, Channel, FaultLevel, PromiseKind, TicketStatus

__all__ = [
    "Count", "PromiseRow", "QueueFilter", "QueueRow", "Scope", "StoryEntry", "TicketDetail", "TicketFilter", "TicketRow",
    "count_tickets", "promises_of", "queue", "queue_count", "story", "ticket", "tickets_matching",
]  # fmt: skip

COUNTED = 10_000
# Tickets that contain a word are counted to so many where nothing else is asked: each one costs, and nobody reads them all.
COUNTED_BY_WORDS = 1_000
# A search in the queue looks at so many of the newest tickets with the words asked for: open tickets are among the newest.
SEARCHED = 2_000


@dataclass(frozen=True)
class Count:
    """How many match; `capped` where there are that many or more."""

    number: int
    capped: bool = False


@dataclass(frozen=True)
class TicketRow:
    """A ticket in a list; times are aware UTC. `next_due_at` is None while the ticket waits, or is over."""

    id: int
    number: str
    symptom: str
    customer_id: int
    customer: str
    owner_id: int
    owner: str
    offered_to: str | None
    channel: Channel
    category: Category
    level: FaultLevel
    priority: int
    status: TicketStatus
    is_open: bool
    registered_at: datetime
    solved_at: datetime | None
    next_promise: PromiseKind | None
    next_due_at: datetime | None
    next_warn_at: datetime | None

    def verdict(self, now: datetime) -> Verdict | None:
        """How the next promise of an open ticket stands; None for one that is over."""
        if not self.is_open:
            return None
        if self.next_due_at is None:
            return Verdict.WAITING
        warn_at = self.next_warn_at or self.next_due_at
        return verdict(due_at=self.next_due_at, warn_at=warn_at, settled_at=None, paused_at=None, now=now)


QueueRow = TicketRow
Place = tuple[datetime | None, int]


def queue(session: Session, wanted: QueueFilter, after: Place | None = None, limit: int = 50) -> list[QueueRow]:
    """Open tickets, the next promise due first, waiting ones last; `after` is (next_due_at, id) of the last row seen."""
    return _rows(session, _queue(wanted, after, limit, is_postgresql(session)))


@lru_cache(KEPT)
def _queue(wanted: QueueFilter, after: Place | None, limit: int, postgresql: bool) -> Select[Any]:
    due, id = col(Ticket.next_due_at), col(Ticket.id)
    found = _containing(wanted.text, postgresql, newest=SEARCHED)
    base = select(id).where(*wanted.conditions())
    if found is not None:
        # Few enough to be sorted, so the place may be worded with OR.
        after_place = true() if after is None else _behind(after)
        matching = base.join(found, found.c.id == id).where(after_place).order_by(due.nulls_last(), id).limit(limit)
        return _shown_of(matching, due.nulls_last(), id)
    base = base.where(*_number(wanted.text))
    waiting = base.where(due.is_(None)).order_by(id).limit(limit)
    if after is not None and after[0] is None:
        return _shown_of(waiting.where(id > after[1]), id)
    running = base.where(due.is_not(None) if after is None else tuple_(due, id) > tuple_(*after)).order_by(due, id).limit(limit)
    # Two walks of one index instead of "NULLS LAST", whose place would need an OR that no index serves.
    both = select(running.subquery("running").c.id).union_all(select(waiting.subquery("waiting").c.id))
    return _shown_of(both, due.nulls_last(), id).limit(limit)


def _behind(after: Place) -> ColumnElement[bool]:
    due, (moment, id) = col(Ticket.next_due_at), after
    if moment is None:
        return and_(due.is_(None), col(Ticket.id) > id)
    return or_(tuple_(due, col(Ticket.id)) > tuple_(moment, id), due.is_(None))


def queue_count(session: Session, wanted: QueueFilter) -> Count:
    """How many open tickets match, counted up to ten thousand."""
    return _count(session, wanted)


def tickets_matching(session: Session, wanted: TicketFilter, after: int | None = None, limit: int = 50) -> list[TicketRow]:
    """Tickets of every state, the newest first; `after` is the id of the last row seen."""
    return _rows(session, _newest(wanted, after, limit, is_postgresql(session)))


@lru_cache(KEPT)
def _newest(wanted: TicketFilter, after: int | None, limit: int, postgresql: bool) -> Select[Any]:
    id: SQLColumnExpression[int | None] = col(Ticket.id)
    statement = select(id).where(*wanted.conditions())
    found = _containing(wanted.text, postgresql)
    if found is not None:
        # Ordered by the word index's own key: it then hands out its newest entries first instead of all for sorting.
        statement, id = statement.join(found, found.c.id == id), found.c.id
    if after is not None:
        statement = statement.where(id < after)
    newest_first = statement.where(*_number(wanted.text)).order_by(id.desc()).limit(limit)
    return _shown_of(newest_first, col(Ticket.id).desc())


def count_tickets(session: Session, wanted: TicketFilter) -> Count:
    """How many tickets match, counted up to ten thousand; with words, among ten thousand that contain them.

    By words alone they are counted up to a thousand.
    """
    return _count(session, wanted)


def _is_number(asked: str) -> bool:
    return asked.strip().upper().startswith("T-")


def _number(asked: str) -> list[ColumnElement[bool]]:
    """A ticket's number finds that ticket alone."""
    return [col(Ticket.number) == asked.strip().upper()] if _is_number(asked) else []


def _containing(asked: str, postgresql: bool, newest: int | None = None, at_most: int | None = None) -> Subquery | None:
    """The ids of the tickets that contain the words asked for; None where none, or a number, was asked for."""
    found = None if _is_number(asked) else search.ids_matching("ticket_words", asked, postgresql=postgresql, newest=newest)
    return None if found is None else (found if at_most is None else found.limit(at_most)).subquery("words")


def _count(session: Session, wanted: QueueFilter | TicketFilter) -> Count:
    at_most = _counted_to(wanted)
    number, hits = ask(session, _counted(wanted, at_most, is_postgresql(session))).one()
    return Count(min(number, at_most), capped=number > at_most or hits == at_most)


def _counted_to(wanted: QueueFilter | TicketFilter) -> int:
    """Of many hits only those looked at can match the other filters, so with these more of them are looked at."""
    words_alone = TicketFilter(wanted.viewer, text=wanted.text)
    return COUNTED_BY_WORDS if wanted.text and sees_all(wanted.viewer) and wanted == words_alone else COUNTED


@lru_cache(KEPT)
def _counted(wanted: QueueFilter | TicketFilter, at_most: int, postgresql: bool) -> Select[*tuple[Any, ...]]:
    """How many match, and how many of the words' hits were looked at."""
    conditions = wanted.conditions()
    found = _containing(wanted.text, postgresql, at_most=at_most)
    if found is None:
        bounded = select(col(Ticket.id)).where(*conditions, *_number(wanted.text)).limit(at_most + 1).subquery("counted")
        return select(func.count(), literal(0)).select_from(bounded)
    fitting = and_(col(Ticket.id) == found.c.id, *conditions)
    return select(func.count(col(Ticket.id)), func.count()).select_from(found.outerjoin(Ticket, fitting))


def _rows(session: Session, statement: Select[Any]) -> list[TicketRow]:
    return [TicketRow(*row) for row in all_of(session, statement)]


def _shown_of(ids: Any, *order: SQLColumnExpression[Any]) -> Select[Any]:
    return _shown().where(col(Ticket.id).in_(ids)).order_by(*order)


@lru_cache
def _shown() -> Select[Any]:
    """The columns of a row, made once: building them costs more than asking for them."""
    owner, offered = aliased(Person), aliased(Person)
    warnings = select(func.min(col(Promise.warn_at))).where(running(col(Ticket.id), col(Ticket.next_promise)))
    columns: list[Any] = [
        Ticket.id, Ticket.number, Ticket.symptom, Ticket.customer_id,
        func.coalesce(func.nullif(Customer.short_name, ""), Customer.name), Ticket.owner_id, owner.name, offered.name,
        Ticket.channel, Ticket.category, Ticket.level, Ticket.priority, Ticket.status, Ticket.is_open, Ticket.registered_at,
        Ticket.solved_at, Ticket.next_promise, Ticket.next_due_at, warnings.correlate(Ticket).scalar_subquery(),
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .join(owner, col(owner.id) == col(Ticket.owner_id))
        .outerjoin(offered, col(offered.id) == col(Ticket.offered_to_id))
    )
