"""Promises: opened by what happens, held by one person at a time, stopped while others are waited for, settled by deeds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam, select, text, update

from portal import clock
from portal.actions.deed import Work
from portal.db.base import id_of
from portal.db.models.tickets import Promise, PromiseLeg, PromisePause, Ticket
from portal.db.prepared import Prepared
from portal.db.queries.standards import standards_on, working_calendar
from portal.db.rows import columns_of, insert_row, insert_rows
from portal.rules import promises as rules
from portal.rules.tickets import PromiseKind

# A customer who waits for a first word or for a promised call back waits on, whomever we ask meanwhile.
NEVER_PAUSED = frozenset({PromiseKind.RESPONSE, PromiseKind.CALLBACK})


# What a promise says before it is about a ticket; every column but the ticket's.
Terms = dict[str, Any]


@dataclass(slots=True)
class Unsettled:
    """A promise that is not settled, as this deed found it and leaves it; each change is written at once."""

    id: int
    kind: PromiseKind
    opened_at: datetime
    due_at: datetime
    warn_at: datetime
    paused_at: datetime | None
    holder_id: int | None
    working_time: bool


_PROMISES, _LEGS, _STOPS = (columns_of(model) for model in (Promise, PromiseLeg, PromisePause))
_UNSETTLED = select(*(_PROMISES.c[name] for name in Unsettled.__dataclass_fields__)).where(
    _PROMISES.c.ticket_id == bindparam("ticket"), _PROMISES.c.settled_at.is_(None)
)


def _change_of_one(*columns: str) -> Prepared:
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    return Prepared(update(_PROMISES).where(_PROMISES.c.id == bindparam("promise")).values(changed))


_SETTLE = _change_of_one("settled_at", "settled_by_id", "withdrawn")
_STOP = _change_of_one("paused_at")
_GO_ON = _change_of_one("paused_at", "due_at", "warn_at")
_HAND = _change_of_one("holder_id")
_END_LEG, _END_STOP = (
    Prepared(
        update(table).where(table.c.promise_id == bindparam("promise"), table.c.until.is_(None)).values(until=bindparam("at"))
    )
    for table in (_LEGS, _STOPS)
)
_FIRST_LEGS = Prepared(
    text(
        "INSERT INTO promise_leg (promise_id, holder_id, since) "
        "SELECT id, holder_id, opened_at FROM promise WHERE ticket_id = :ticket ORDER BY id"
    )
)


def terms(work: Work, kind: PromiseKind, holder_id: int | None, order_id: int | None = None) -> Terms:
    """What is promised now, by the standard and the working calendar of today."""
    today = clock.at_the_office(work.now).date()
    key = f"promise.{kind.value}"
    standards = standards_on(work.session, today)
    allowance = standards.duration(key)
    due = rules.due(work.now, allowance, standards.number("warn.at_percent"), working_calendar(work.session, today))
    return {
        "order_id": order_id,
        "kind": kind,
        "working_time": allowance.working_time,
        "allowance_minutes": allowance.minutes,
        "standard_key": key,
        "opened_at": work.now,
        "due_at": due.due_at,
        "warn_at": due.warn_at,
        "holder_id": holder_id,
    }


def open_first(work: Work, ticket_id: int, first: Sequence[Terms]) -> None:
    """Start the clocks of a ticket that has none yet."""
    insert_rows(work.session, Promise, [{"ticket_id": ticket_id, **promised} for promised in first])
    _FIRST_LEGS.run(work.session, {"ticket": ticket_id})


def open_promise(work: Work, ticket: Ticket, kind: PromiseKind, holder_id: int | None, order_id: int | None = None) -> None:
    """Start a clock by the standard of today, which is copied, and make it the ticket's next one if it is due first."""
    known = _promises_of(work, ticket)
    promised = terms(work, kind, holder_id, order_id)
    id = insert_row(work.session, Promise, {"ticket_id": id_of(ticket), **promised})
    insert_rows(work.session, PromiseLeg, [{"promise_id": id, "holder_id": holder_id, "since": work.now}])
    known.append(
        Unsettled(id, kind, work.now, promised["due_at"], promised["warn_at"], None, holder_id, promised["working_time"])
    )
    follow_next_due(work, ticket)


def unsettled(work: Work, ticket: Ticket, kinds: Collection[PromiseKind] | None = None) -> list[Unsettled]:
    """The clocks of a ticket that still run or stand still, earliest first."""
    found = sorted(_promises_of(work, ticket), key=lambda promise: (promise.due_at, promise.id))
    return [promise for promise in found if kinds is None or promise.kind in kinds]


def _promises_of(work: Work, ticket: Ticket) -> list[Unsettled]:
    """The ticket's unsettled promises, read once a deed: the ticket is locked, nobody else changes them meanwhile."""
    id = id_of(ticket)
    if id not in work.promises:
        rows = work.session.connection().execute(_UNSETTLED, {"ticket": id})
        work.promises[id] = [Unsettled(*row) for row in rows]
    return cast(list[Unsettled], work.promises[id])


def settle(work: Work, ticket: Ticket, kinds: Iterable[PromiseKind]) -> None:
    """Stop these clocks for good: what was promised was done now."""
    _end(work, ticket, frozenset(kinds), withdrawn=False)


def withdraw(work: Work, ticket: Ticket, kinds: Iterable[PromiseKind] = PromiseKind) -> None:
    """Take these promises back: they were neither kept nor broken, because what they were about has gone."""
    _end(work, ticket, frozenset(kinds), withdrawn=True)


def _end(work: Work, ticket: Ticket, kinds: frozenset[PromiseKind], *, withdrawn: bool) -> None:
    ending = unsettled(work, ticket, kinds)
    _go_on(work, ending)
    end = {"new_settled_at": work.now, "new_settled_by_id": work.actor.id, "new_withdrawn": withdrawn}
    _SETTLE.run_for_each(work.session, [{"promise": promise.id, **end} for promise in ending])
    _end_legs(work, ending)
    for promise in ending:
        _promises_of(work, ticket).remove(promise)
    follow_next_due(work, ticket)


def pause(work: Work, ticket: Ticket, reason: str) -> None:
    """Stop the ticket's clocks while somebody else is waited for. First response and callback run on."""
    stopping = [promise for promise in unsettled(work, ticket) if promise.paused_at is None and promise.kind not in NEVER_PAUSED]
    for promise in stopping:
        promise.paused_at = work.now
    _STOP.run_for_each(work.session, [{"promise": promise.id, "new_paused_at": work.now} for promise in stopping])
    stop = {"since": work.now, "reason": reason[:200]}
    insert_rows(work.session, PromisePause, [{"promise_id": promise.id, **stop} for promise in stopping])
    follow_next_due(work, ticket)


def resume(work: Work, ticket: Ticket) -> None:
    """Let the stopped clocks go on with what was left; the stops stay on record."""
    _go_on(work, unsettled(work, ticket))
    follow_next_due(work, ticket)


def _go_on(work: Work, promises: list[Unsettled]) -> None:
    going_on = [promise for promise in promises if promise.paused_at is not None]
    for promise in going_on:
        assert promise.paused_at is not None
        calendar = working_calendar(work.session, clock.at_the_office(promise.opened_at).date())
        was = rules.Due(promise.due_at, promise.warn_at)
        due = rules.resumed(was, promise.paused_at, work.now, working_time=promise.working_time, calendar=calendar)
        promise.due_at, promise.warn_at, promise.paused_at = due.due_at, due.warn_at, None
    changes = [
        {"promise": promise.id, "new_paused_at": None, "new_due_at": promise.due_at, "new_warn_at": promise.warn_at}
        for promise in going_on
    ]
    _GO_ON.run_for_each(work.session, changes)
    _END_STOP.run_for_each(work.session, [{"promise": promise.id, "at": work.now} for promise in going_on])


def hand_promises(work: Work, ticket: Ticket, to: int, *, held_by: int | None = None) -> None:
    """From now on somebody else uses up the time of the ticket's clocks (only of those `held_by` one person): each gets a leg."""
    handed = [promise for promise in unsettled(work, ticket) if promise.holder_id != to and held_by in (None, promise.holder_id)]
    _end_legs(work, handed)
    for promise in handed:
        promise.holder_id = to
    _HAND.run_for_each(work.session, [{"promise": promise.id, "new_holder_id": to} for promise in handed])
    new = {"holder_id": to, "since": work.now}
    insert_rows(work.session, PromiseLeg, [{"promise_id": promise.id, **new} for promise in handed])
    follow_next_due(work, ticket)


def _end_legs(work: Work, promises: list[Unsettled]) -> None:
    _END_LEG.run_for_each(work.session, [{"promise": promise.id, "at": work.now} for promise in promises])


def follow_next_due(work: Work, ticket: Ticket) -> None:
    """Repeat on the ticket which of its running clocks is due first."""
    running = [promise for promise in unsettled(work, ticket) if promise.paused_at is None]
    ticket.next_due_at, ticket.next_promise = (running[0].due_at, running[0].kind) if running else (None, None)


def as_facts(promises: Iterable[Unsettled]) -> dict[str, str]:
    """Due moments by kind, for an event: what stood when somebody changed something (rule L-07)."""
    return {promise.kind.value: _moment(promise.due_at) for promise in promises}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
