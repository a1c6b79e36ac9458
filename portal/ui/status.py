"""States as icon, word and colour together, and moments in the words and the zone of the office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from portal.clock import at_the_office
from portal.rules.due_words import due_words, span_words
from portal.rules.promises import Verdict
from portal.rules.tickets import TicketStatus

__all__ = [
    "Badge", "Colour", "Mark", "day_words", "due_mark", "due_words", "exact", "short", "span_words", "status_badge",
    "status_mark", "verdict_mark",
]  # fmt: skip

Colour = Literal["red", "orange", "green", "gray", "blue", "primary"]


class Mark(NamedTuple):
    """A word in a coloured pill in a table: a state, a verdict, a level."""

    word: str
    colour: Colour


class Badge(NamedTuple):
    """A state in a coloured pill on a page; `hint` is read when somebody points at it."""

    words: str
    colour: Colour
    icon: str = ""
    hint: str = ""


# The four meanings, the same on every page: good, at risk, broken, waiting for others.
VERDICTS: Mapping[Verdict, tuple[Colour, str]] = {
    Verdict.KEPT: ("green", "check_circle"),
    Verdict.RUNNING: ("green", "timer"),
    Verdict.AT_RISK: ("orange", "hourglass_bottom"),
    Verdict.BROKEN: ("red", "timer_off"),
    Verdict.WAITING: ("gray", "pause_circle"),
    Verdict.WITHDRAWN: ("gray", "remove_circle"),
}
STATUSES: Mapping[TicketStatus, tuple[Colour, str]] = {
    TicketStatus.REGISTERED: ("blue", "fiber_new"),
    TicketStatus.IN_PROGRESS: ("blue", "play_circle"),
    TicketStatus.PARKED: ("gray", "pause_circle"),
    TicketStatus.CONSULTING: ("blue", "groups"),
    TicketStatus.DISPATCH_REQUESTED: ("orange", "outgoing_mail"),
    TicketStatus.DISPATCHED: ("blue", "directions_car"),
    TicketStatus.WITH_OTHERS: ("gray", "hourglass_empty"),
    TicketStatus.SOLVED: ("green", "task_alt"),
    TicketStatus.CONFIRMED: ("green", "check_circle"),
    TicketStatus.ARCHIVED: ("gray", "inventory_2"),
    TicketStatus.CLOSED: ("gray", "cancel"),
}


def status_badge(status: TicketStatus) -> Badge:
    """Where a ticket stands."""
    colour, icon = STATUSES[status]
    return Badge(status.label, colour, icon)


def verdict_mark(verdict: Verdict | None) -> Mark | None:
    """How a promise stands, for a table."""
    return Mark(verdict.label, VERDICTS[verdict][0]) if verdict else None


def due_mark(verdict: Verdict | None, due_at: datetime | None, now: datetime) -> Mark | None:
    """How long until something is due, or how late it is, in the colour of its verdict; for a table."""
    if verdict is None:
        return None
    return Mark(due_words(due_at, now) or verdict.label, VERDICTS[verdict][0])


def status_mark(status: TicketStatus) -> Mark:
    """Where a ticket stands, for a table."""
    return Mark(status.label, STATUSES[status][0])


def exact(moment: datetime | None) -> str:
    """The exact moment on the office's clock: 2026-03-11 10:00:00."""
    return at_the_office(moment).isoformat(" ", "seconds")[:19] if moment else ""


def short(moment: datetime | None, now: datetime, *, by_day: bool = False) -> str:
    """A moment as briefly as it stays clear: the time today, the day in this year, else the whole date.

    `by_day`: the day alone, where the hour means nothing.
    """
    if moment is None:
        return ""
    local, today = at_the_office(moment), at_the_office(now)
    if local.year != today.year:
        return f"{local:%Y-%m-%d}"
    if by_day:
        return f"{local:%m-%d}"
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%m-%d %H:%M}"


def day_words(moment: datetime | None) -> str:
    """The day on the office's calendar: 2026-03-11."""
    return f"{at_the_office(moment):%Y-%m-%d}" if moment else ""
