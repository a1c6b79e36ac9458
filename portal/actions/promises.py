"""Promises: opened by what happens, held by one person at a time, stopped while others are waited for, settled by deeds."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from portal import clock
from portal.actions.deed import Work
from portal.db.base import id_of
from portal.db.models.tickets import Promise, PromiseLeg, PromisePause, Ticket
from portal.db.queries.standards import standards_on, working_calendar
from portal.db.rows import insert_rows
from portal.rules import promises as rules
from portal.rules.tickets import PromiseKind

# A customer who waits for a first word or for a promised call back waits on, whomever we ask meanwhile.
NEVER_PAUSED = frozenset({PromiseKind.RESPONSE, PromiseKind.CALLBACK})


# What a promise says before it is about a ticket; every column but the ticket's.
Terms = dict[str, Any]

_FIRST_LEGS = text(
    "INSERT INTO promise_leg (promise_id, holder_id, since) "
    "SELECT id, holder_id, opened_at FROM promise WHERE ticket_id = :ticket_id ORDER BY id"
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
    work.session.connection().execute(_FIRST_LEGS, {"ticket_id": ticket_id})


def open_promise(work: Work, ticket: Ticket, kind: PromiseKind, holder_id: int | None, order_id: int | None = None) -> Promise:
    """Start a clock by the standard of today, which is copied, and make it the ticket's next one if it is due first."""
    promise = work.add(Promise(ticket_id=id_of(ticket), **terms(work, kind, holder_id, order_id)))
    work.session.add(PromiseLeg(promise_id=id_of(promise), holder_id=holder_id, since=work.now))
    follow_next_due(work, ticket)
    return promise


def unsettled(work: Work, ticket: Ticket, kinds: Collection[PromiseKind] | None = None) -> list[Promise]:
    """The clocks of a ticket that still run or stand still, earliest first."""
    work.session.flush()
    found = work.session.exec(
        select(Promise)
        .where(col(Promise.ticket_id) == ticket.id, col(Promise.settled_at).is_(None))
        .order_by(col(Promise.due_at), col(Promise.id))
    )
    return [promise for promise in found if kinds is None or promise.kind in kinds]


def settle(work: Work, ticket: Ticket, kinds: Iterable[PromiseKind]) -> None:
    """Stop these clocks for good: what was promised was done now."""
    _end(work, ticket, frozenset(kinds), withdrawn=False)


def withdraw(work: Work, ticket: Ticket, kinds: Iterable[PromiseKind] = PromiseKind) -> None:
    """Take these promises back: they were neither kept nor broken, because what they were about has gone."""
    _end(work, ticket, frozenset(kinds), withdrawn=True)


def _end(work: Work, ticket: Ticket, kinds: frozenset[PromiseKind], *, withdrawn: bool) -> None:
    ending = unsettled(work, ticket, kinds)
    _go_on(work, ending)
    for promise in ending:
        promise.settled_at = work.now
        promise.settled_by_id = work.actor.id
        promise.withdrawn = withdrawn
    for leg in _open_legs(work, ending):
        leg.until = work.now
    follow_next_due(work, ticket)


def pause(work: Work, ticket: Ticket, reason: str) -> None:
    """Stop the ticket's clocks while somebody else is waited for. First response and callback run on."""
    for promise in unsettled(work, ticket):
        if promise.paused_at is None and promise.kind not in NEVER_PAUSED:
            promise.paused_at = work.now
            work.session.add(PromisePause(promise_id=id_of(promise), since=work.now, reason=reason[:200]))
    follow_next_due(work, ticket)


def resume(work: Work, ticket: Ticket) -> None:
    """Let the stopped clocks go on with what was left; the stops stay on record."""
    _go_on(work, unsettled(work, ticket))
    follow_next_due(work, ticket)


def _go_on(work: Work, promises: list[Promise]) -> None:
    ids = []
    for promise in promises:
        if promise.paused_at is None:
            continue
        calendar = working_calendar(work.session, clock.at_the_office(promise.opened_at).date())
        was = rules.Due(promise.due_at, promise.warn_at)
        due = rules.resumed(was, promise.paused_at, work.now, working_time=promise.working_time, calendar=calendar)
        promise.due_at, promise.warn_at, promise.paused_at = due.due_at, due.warn_at, None
        ids.append(id_of(promise))
    if not ids:
        return
    for stop in work.session.exec(
        select(PromisePause).where(col(PromisePause.promise_id).in_(ids), col(PromisePause.until).is_(None))
    ):
        stop.until = work.now


def hand_promises(work: Work, ticket: Ticket, to: int, *, held_by: int | None = None) -> None:
    """From now on somebody else uses up the time of the ticket's clocks (only of those `held_by` one person): each gets a leg."""
    handed = [promise for promise in unsettled(work, ticket) if promise.holder_id != to and held_by in (None, promise.holder_id)]
    for leg in _open_legs(work, handed):
        leg.until = work.now
    for promise in handed:
        promise.holder_id = to
        work.session.add(PromiseLeg(promise_id=id_of(promise), holder_id=to, since=work.now))
    follow_next_due(work, ticket)


def _open_legs(work: Work, promises: list[Promise]) -> list[PromiseLeg]:
    ids = [promise.id for promise in promises]
    if not ids:
        return []
    return list(work.session.exec(select(PromiseLeg).where(col(PromiseLeg.promise_id).in_(ids), col(PromiseLeg.until).is_(None))))


def follow_next_due(work: Work, ticket: Ticket) -> None:
    """Repeat on the ticket which of its running clocks is due first."""
    running = [promise for promise in unsettled(work, ticket) if promise.paused_at is None]
    ticket.next_due_at, ticket.next_promise = (running[0].due_at, running[0].kind) if running else (None, None)


def as_facts(promises: Iterable[Promise]) -> dict[str, str]:
    """Due moments by kind, for an event: what stood when somebody changed something (rule L-07)."""
    return {promise.kind.value: _moment(promise.due_at) for promise in promises}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
