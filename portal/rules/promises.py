"""Promises: when one is due, when it is at risk, what a pause does, and whose time it was (design: Promises)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.standards import Duration
from portal.rules.working_time import WorkingCalendar


class Verdict(Labelled):
    """How a promise stands at a moment; computed, never stored."""

    KEPT = "kept", N_("Kept")
    BROKEN = "broken", N_("Broken")
    AT_RISK = "at_risk", N_("At risk")
    RUNNING = "running", N_("On time")
    WAITING = "waiting", N_("Waiting for others")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


@dataclass(frozen=True)
class Due:
    """The moment a promise is due, and the moment from which it is at risk."""

    due_at: datetime
    warn_at: datetime


def due(opened_at: datetime, allowance: Duration, warn_percent: int, calendar: WorkingCalendar) -> Due:
    """When a promise opened at a moment is at risk and due."""
    whole = timedelta(minutes=allowance.minutes)
    warn = whole * warn_percent / 100
    if allowance.working_time:
        return Due(calendar.after(opened_at, whole), calendar.after(opened_at, warn))
    return Due(opened_at + whole, opened_at + warn)


def resumed(was: Due, paused_at: datetime, now: datetime, *, working_time: bool, calendar: WorkingCalendar) -> Due:
    """The moments after a pause: what was left when the clock stopped is left when it goes on; a broken promise stays broken."""

    def moved(moment: datetime) -> datetime:
        if moment <= paused_at:
            return moment
        if working_time:
            return calendar.after(now, calendar.between(paused_at, moment))
        return now + (moment - paused_at)

    return Due(moved(was.due_at), moved(was.warn_at))


def verdict(  # noqa: PLR0913 - the moments of one promise
    *,
    due_at: datetime,
    warn_at: datetime,
    settled_at: datetime | None,
    paused_at: datetime | None,
    now: datetime,
    withdrawn: bool = False,
) -> Verdict:
    """How a promise stands now."""
    if withdrawn:
        return Verdict.WITHDRAWN
    if settled_at is not None:
        return Verdict.KEPT if settled_at <= due_at else Verdict.BROKEN
    if paused_at is not None:
        return Verdict.BROKEN if due_at < paused_at else Verdict.WAITING
    if now > due_at:
        return Verdict.BROKEN
    return Verdict.AT_RISK if now >= warn_at else Verdict.RUNNING
