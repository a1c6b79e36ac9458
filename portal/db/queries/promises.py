"""The promises of a ticket: each clock, who held it, when it stood still (rules L-09, H-10)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlmodel import Session, col

from portal.db.asking import all_of, once
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.tickets import Promise, PromiseLeg, PromisePause
from portal.rules.promises import Verdict, verdict
from portal.rules.tickets import PromiseKind


@dataclass(frozen=True)
class PromiseRow:
    """One promise; times are aware UTC, `allowance_minutes` are of working time where `working_time` says so."""

    id: int
    kind: PromiseKind
    order_number: str | None
    working_time: bool
    allowance_minutes: int
    opened_at: datetime
    due_at: datetime
    warn_at: datetime
    paused_at: datetime | None
    settled_at: datetime | None
    withdrawn: bool
    holder: str | None

    def verdict(self, now: datetime) -> Verdict:
        """How the promise stands at a moment."""
        return verdict(
            due_at=self.due_at,
            warn_at=self.warn_at,
            settled_at=self.settled_at,
            paused_at=self.paused_at,
            now=now,
            withdrawn=self.withdrawn,
        )


@dataclass(frozen=True)
class LegRow:
    """Who held a promise from when to when; `until` is None while they hold it."""

    promise_id: int
    holder: str | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class PauseRow:
    """When a promise stood still, and why; `until` is None while it does."""

    promise_id: int
    since: datetime
    until: datetime | None
    reason: str


def promises_of(session: Session, ticket_id: int) -> list[PromiseRow]:
    """Every promise of a ticket in the order in which they were made."""
    return once(
        session, "promises", ticket_id, lambda: [PromiseRow(*row) for row in all_of(session, _promises(), ticket=ticket_id)]
    )


@lru_cache
def _promises() -> Select[*tuple[Any, ...]]:
    """Written once: building it costs more than asking."""
    return (
        select(
            col(Promise.id), col(Promise.kind), col(DispatchOrder.number), col(Promise.working_time),
            col(Promise.allowance_minutes), col(Promise.opened_at), col(Promise.due_at), col(Promise.warn_at),
            col(Promise.paused_at), col(Promise.settled_at), col(Promise.withdrawn), col(Person.name),
        )
        .outerjoin(DispatchOrder, col(DispatchOrder.id) == col(Promise.order_id))
        .outerjoin(Person, col(Person.id) == col(Promise.holder_id))
        .where(col(Promise.ticket_id) == bindparam("ticket"))
        .order_by(col(Promise.opened_at), col(Promise.id))
    )  # fmt: skip


def legs_of(session: Session, ticket_id: int) -> list[LegRow]:
    """Who held the promises of a ticket, in order: a broken one is charged to the leg that used up the time."""
    statement = (
        select(col(PromiseLeg.promise_id), col(Person.name), col(PromiseLeg.since), col(PromiseLeg.until))
        .join(Promise, col(Promise.id) == col(PromiseLeg.promise_id))
        .outerjoin(Person, col(Person.id) == col(PromiseLeg.holder_id))
        .where(col(Promise.ticket_id) == ticket_id)
        .order_by(col(PromiseLeg.id))
    )
    return [LegRow(*row) for row in all_of(session, statement)]


def pauses_of(session: Session, ticket_id: int) -> list[PauseRow]:
    """When the promises of a ticket stood still, in order."""
    statement = (
        select(col(PromisePause.promise_id), col(PromisePause.since), col(PromisePause.until), col(PromisePause.reason))
        .join(Promise, col(Promise.id) == col(PromisePause.promise_id))
        .where(col(Promise.ticket_id) == ticket_id)
        .order_by(col(PromisePause.id))
    )
    return [PauseRow(*row) for row in all_of(session, statement)]


def running(ticket: Any, kind: Any) -> ColumnElement[bool]:
    """Whether a promise is the running one of this kind (a column or a value) in this ticket (a column or an id)."""
    unsettled = and_(col(Promise.settled_at).is_(None), col(Promise.paused_at).is_(None))
    return and_(col(Promise.ticket_id) == ticket, col(Promise.kind) == kind, unsettled)
