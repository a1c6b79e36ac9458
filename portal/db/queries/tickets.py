"""Tickets as lists: the queue by what is due next, all tickets newest first, and how many there are.

Each list walks an index of its own order and is paged by the last row seen; a list by words walks the word index. Somebody
without the right to see all tickets finds only those of the own dispatch orders, here and in every count (rule X-01).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import Session, col

from portal.db import search
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.tickets import Promise, Ticket
from portal.db.queries.one_ticket import StoryEntry, TicketDetail, story, ticket
from portal.db.queries.promises import PromiseRow, promises_of, running
from portal.db.queries.viewing import Viewer, visible_to
from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.promises import Verdict, verdict
from portal.rules.tickets import Category, Channel, FaultLevel, PromiseKind, TicketStatus

__all__ = [
    "Count", "PromiseRow", "QueueFilter", "QueueRow", "Scope", "StoryEntry", "TicketDetail", "TicketFilter", "TicketRow",
    "count_tickets", "promises_of", "queue", "queue_count", "story", "ticket", "tickets_matching",
]  # fmt: skip

COUNTED = 10_000
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


class Scope(Labelled):
    """Whose open tickets the queue shows."""

    ALL = "all", N_("Everybody's")
    MINE = "mine", N_("My own")
    OFFERED = "offered", N_("Offered, not accepted yet")


@dataclass(frozen=True)
class QueueFilter:
    """Which open tickets the queue shows, to whom."""

    viewer: Viewer
    scope: Scope = Scope.ALL
    level: FaultLevel | None = None
    status: TicketStatus | None = None
    priority: int | None = None
    owner_id: int | None = None
    text: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter without its words, as conditions on the ticket."""
        mine = {Scope.ALL: None, Scope.MINE: self.viewer.id, Scope.OFFERED: None}[self.scope]
        wanted = _equal({"level": self.level, "status": self.status, "priority": self.priority, "owner_id": self.owner_id})
        wanted += _equal({"owner_id": mine})
        if self.scope is Scope.OFFERED:
            wanted.append(col(Ticket.offered_to_id).is_not(None))
        return [col(Ticket.is_open) == true(), visible_to(self.viewer), *wanted]


@dataclass(frozen=True)
class TicketFilter:
    """Which tickets a list shows, to whom; `since` and `until` are moments of registration, the end not included."""

    viewer: Viewer
    text: str = ""
    status: TicketStatus | None = None
    open_only: bool = False
    owner_id: int | None = None
    customer_id: int | None = None
    level: FaultLevel | None = None
    priority: int | None = None
    channel: Channel | None = None
    category: Category | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter without its words, as conditions on the ticket."""
        names = ("status", "owner_id", "customer_id", "level", "priority", "channel", "category")
        wanted = [visible_to(self.viewer), *_equal({name: getattr(self, name) for name in names})]
        if self.open_only:
            wanted.append(col(Ticket.is_open) == true())
        if self.since is not None:
            wanted.append(col(Ticket.registered_at) >= self.since)
        if self.until is not None:
            wanted.append(col(Ticket.registered_at) < self.until)
        return wanted


def queue(session: Session, wanted: QueueFilter, after: Place | None = None, limit: int = 50) -> list[QueueRow]:
    """Open tickets, the next promise due first, waiting ones last; `after` is (next_due_at, id) of the last row seen."""
    base = _with_words(session, select(col(Ticket.id)).where(*wanted.conditions()), wanted.text, newest=SEARCHED)
    due = col(Ticket.next_due_at)
    waiting = base.where(due.is_(None)).order_by(col(Ticket.id)).limit(limit)
    if after is not None and after[0] is None:
        return _rows(session, waiting.where(col(Ticket.id) > after[1]), col(Ticket.id))
    running = base.where(due.is_not(None) if after is None else tuple_(due, col(Ticket.id)) > tuple_(*after))
    running = running.order_by(due, col(Ticket.id)).limit(limit)
    # Two walks of one index instead of "NULLS LAST", whose keyset would need an OR that no index serves.
    both = select(running.subquery("running").c.id).union_all(select(waiting.subquery("waiting").c.id))
    return _rows(session, both, due.nulls_last(), col(Ticket.id), limit=limit)


def queue_count(session: Session, wanted: QueueFilter) -> Count:
    """How many open tickets match, counted up to ten thousand."""
    return _count(session, _with_words(session, select(col(Ticket.id)).where(*wanted.conditions()), wanted.text, newest=SEARCHED))


def tickets_matching(session: Session, wanted: TicketFilter, after: int | None = None, limit: int = 50) -> list[TicketRow]:
    """Tickets of every state, the newest first; `after` is the id of the last row seen."""
    statement = _with_words(session, select(col(Ticket.id)).where(*wanted.conditions()), wanted.text)
    if after is not None:
        statement = statement.where(col(Ticket.id) < after)
    return _rows(session, statement.order_by(col(Ticket.id).desc()).limit(limit), col(Ticket.id).desc())


def count_tickets(session: Session, wanted: TicketFilter) -> Count:
    """How many tickets match, counted up to ten thousand (with words: among the newest ten thousand that contain them)."""
    return _count(session, _with_words(session, select(col(Ticket.id)).where(*wanted.conditions()), wanted.text, newest=COUNTED))


def _equal(values: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [getattr(Ticket, name) == value for name, value in values.items() if value is not None]


def _with_words(session: Session, statement: Select[Any], asked: str, newest: int | None = None) -> Select[Any]:
    """The tickets that contain what was asked; a ticket's number finds that ticket alone."""
    asked = asked.strip()
    if asked.upper().startswith("T-"):
        return statement.where(col(Ticket.number) == asked.upper())
    found = search.ids_matching(session, "ticket_words", asked, newest=newest)
    if found is None:
        return statement
    words = found.subquery("words")
    return statement.join(words, words.c.id == col(Ticket.id))


def _count(session: Session, statement: Select[Any]) -> Count:
    counted = select(func.count()).select_from(statement.limit(COUNTED + 1).subquery("counted"))
    number = session.execute(counted).scalar_one()
    return Count(min(number, COUNTED), number > COUNTED)


def _rows(session: Session, ids: Any, *order: SQLColumnExpression[Any], limit: int | None = None) -> list[TicketRow]:
    owner, offered = aliased(Person), aliased(Person)
    warn_at = (
        select(func.min(col(Promise.warn_at)))
        .where(running(col(Ticket.id), col(Ticket.next_promise)))
        .correlate(Ticket)
        .scalar_subquery()
    )
    statement = (
        select(
            col(Ticket.id), col(Ticket.number), col(Ticket.symptom), col(Ticket.customer_id),
            func.coalesce(func.nullif(Customer.short_name, ""), Customer.name), col(Ticket.owner_id), col(owner.name),
            col(offered.name), col(Ticket.channel), col(Ticket.category), col(Ticket.level), col(Ticket.priority),
            col(Ticket.status), col(Ticket.is_open), col(Ticket.registered_at), col(Ticket.solved_at),
            col(Ticket.next_promise), col(Ticket.next_due_at), warn_at,
        )
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .join(owner, col(owner.id) == col(Ticket.owner_id))
        .outerjoin(offered, col(offered.id) == col(Ticket.offered_to_id))
        .where(col(Ticket.id).in_(ids))
        .order_by(*order)
        .limit(limit)
    )  # fmt: skip
    return [TicketRow(*row) for row in session.execute(statement)]
