"""The time line of one customer: everything that was ever done for it, newest first (rule A-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, func, select, union_all
from sqlmodel import Session, col

from portal.db.asking import all_of, ask, given
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.i18n import N_
from portal.rules.labels import Labelled

COUNTED_TO = 10_000


class StoryKind(Labelled):
    """What a time line can be narrowed to."""

    TICKETS = "tickets", N_("Tickets")
    DISPATCH = "dispatch", N_("Dispatch")
    SURVEYS = "surveys", N_("Surveys")
    FIRST_VISITS = "first_visits", N_("First visits and demands")
    PROJECTS = "projects", N_("Projects and documents")
    PLANS = "plans", N_("Service plans")
    UPGRADES = "upgrades", N_("Upgrades and contracts")
    PEOPLE = "people", N_("Archive and contacts")
    IMPORTS = "imports", N_("Imports and merging")


SUBJECTS: Mapping[StoryKind, tuple[str, ...]] = {
    StoryKind.TICKETS: ("ticket", "problem", "article"),
    StoryKind.DISPATCH: ("order",),
    StoryKind.SURVEYS: ("survey",),
    StoryKind.FIRST_VISITS: ("first_visit", "demand", "digest"),
    StoryKind.PROJECTS: ("project", "project_document", "leftover_problem"),
    StoryKind.PLANS: ("plan", "plan_item"),
    StoryKind.UPGRADES: ("upgrade", "contract", "installation", "ending"),
    StoryKind.PEOPLE: ("customer", "contact"),
    StoryKind.IMPORTS: ("import", "merge"),
}


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened with a customer; `ticket` and `order` are the numbers of those that it belongs to."""

    id: int
    at: datetime
    kind: str
    subject: str
    subject_id: int
    ticket: str | None
    order: str | None
    person: str | None
    text: str
    facts: dict[str, object]

    @property
    def number(self) -> str:
        """The number of the record that it is about, to say on the telephone; empty for what has none."""
        said = self.facts.get("number")
        return said if isinstance(said, str) else self.order or self.ticket or ""


@dataclass(frozen=True)
class TimelineFilter:
    """Whose entries: of these archives (one, and those merged into it), of a kind, from `since` until before `until`."""

    customer_ids: tuple[int, ...]
    kind: StoryKind | None = None
    since: datetime | None = None
    until: datetime | None = None

    def values(self, before: int | None, limit: int) -> dict[str, Any]:
        """What the statement of this filter is asked with."""
        archives = {f"customer_{place}": id for place, id in enumerate(self.customer_ids)}
        return {**archives, **self.edges(before), "most": limit}

    def edges(self, before: int | None) -> dict[str, Any]:
        """From when and until when is asked, and behind which entry."""
        return given(since=self.since, until=self.until, before=before)


def timeline(session: Session, wanted: TimelineFilter, before: int | None = None, limit: int = 30) -> list[TimelineEntry]:
    """What happened with a customer, newest first; `before` is the last id of the page before."""
    statement = _entries(_shape(wanted, before))
    return [TimelineEntry(*row) for row in all_of(session, statement, **wanted.values(before, limit))]


def count_entries(session: Session, wanted: TimelineFilter) -> int:
    """How many entries there are, counted to COUNTED_TO at most."""
    return int(ask(session, _count(_shape(wanted, None)), **wanted.values(None, COUNTED_TO)).scalar_one())


class _Shape(NamedTuple):
    """What makes one statement different from another: how many archives, which kind, which edges."""

    archives: int
    kind: StoryKind | None
    edges: tuple[str, ...]


def _shape(wanted: TimelineFilter, before: int | None) -> _Shape:
    return _Shape(len(wanted.customer_ids), wanted.kind, tuple(wanted.edges(before)))


@lru_cache
def _entries(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """Written once: building it costs more than asking."""
    of_order = and_(col(Event.subject) == "order", col(DispatchOrder.id) == col(Event.subject_id))
    return (
        select(
            col(Event.id), col(Event.at), col(Event.kind), col(Event.subject), col(Event.subject_id), col(Ticket.number),
            col(DispatchOrder.number), col(Person.name), col(Event.text), col(Event.facts),
        )
        .join(Person, col(Person.id) == col(Event.person_id), isouter=True)
        .join(Ticket, col(Ticket.id) == col(Event.ticket_id), isouter=True)
        .join(DispatchOrder, of_order, isouter=True)
        .where(col(Event.id).in_(select(_newest(shape).c.id)))
        .order_by(col(Event.id).desc())
        .limit(bindparam("most"))
    )  # fmt: skip


@lru_cache
def _count(shape: _Shape) -> Select[Any]:
    return select(func.count()).select_from(_newest(shape))


def _newest(shape: _Shape) -> Subquery:
    """The newest ids of each archive along its own stretch of the index: together they hold the newest of all."""
    edges: dict[str, ColumnElement[bool]] = {
        "since": col(Event.at) >= bindparam("since"),
        "until": col(Event.at) < bindparam("until"),
        "before": col(Event.id) < bindparam("before"),
    }
    conditions = [edges[name] for name in shape.edges]
    if shape.kind is not None:
        conditions.append(col(Event.subject).in_(SUBJECTS[shape.kind]))
    parts: list[Select[Any]] = []
    for place in range(shape.archives):
        of_archive = col(Event.customer_id) == bindparam(f"customer_{place}")
        part: Select[Any] = select(col(Event.id).label("id")).where(of_archive, *conditions)
        parts.append(select(part.order_by(col(Event.id).desc()).limit(bindparam("most")).subquery().c.id))
    return parts[0].subquery("newest") if len(parts) == 1 else union_all(*parts).subquery("newest")
