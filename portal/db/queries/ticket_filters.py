"""Which tickets a list or the queue shows, as conditions of one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlmodel import col

from portal.db.models.tickets import Promise, Ticket
from portal.db.queries.promises import running
from portal.db.queries.viewing import Viewer, visible_to
from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.promises import Verdict
from portal.rules.tickets import Category, Channel, FaultLevel, TicketStatus


class Scope(Labelled):
    """Whose open tickets the queue shows."""

    ALL = "all", N_("All")
    MINE = "mine", N_("My own")
    OFFERED = "offered", N_("Offered")


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
    verdict_now: tuple[Verdict, datetime] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter without its words, as conditions on the ticket."""
        mine = {Scope.ALL: None, Scope.MINE: self.viewer.id, Scope.OFFERED: None}[self.scope]
        wanted = _equal({"level": self.level, "status": self.status, "priority": self.priority, "owner_id": self.owner_id})
        wanted += _equal({"owner_id": mine})
        if self.scope is Scope.OFFERED:
            wanted.append(col(Ticket.offered_to_id).is_not(None))
        if self.verdict_now is not None:
            wanted += _standing(*self.verdict_now)
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


def _equal(values: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [getattr(Ticket, name) == value for name, value in values.items() if value is not None]


def _standing(wanted: Verdict, now: datetime) -> list[ColumnElement[bool]]:
    """Tickets whose next promise stands so: broken, at risk, on time, or waiting; other verdicts are of settled promises."""
    due = col(Ticket.next_due_at)
    warned = select(col(Promise.id)).where(running(col(Ticket.id), col(Ticket.next_promise)), col(Promise.warn_at) <= now)
    conditions: dict[Verdict, list[ColumnElement[bool]]] = {
        Verdict.BROKEN: [due < now],
        Verdict.AT_RISK: [due >= now, warned.correlate(Ticket).exists()],
        Verdict.RUNNING: [due >= now, ~warned.correlate(Ticket).exists()],
        Verdict.WAITING: [due.is_(None)],
    }
    return conditions.get(wanted, [false()])
