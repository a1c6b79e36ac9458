"""What service a customer is entitled to on a day (rule A-07)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.i18n import N_
from portal.rules.labels import Labelled


class EntitlementKind(Labelled):
    """By what right a customer is served."""

    JOINT = "joint", N_("Joint service period")
    FREE = "free", N_("Free service period")
    CONTRACT = "contract", N_("Service contract")
    NONE = "none", N_("No entitlement")


@dataclass(frozen=True)
class Term:
    """A period of service, both days included; an open end is None."""

    kind: EntitlementKind
    start: date
    end: date | None


@dataclass(frozen=True)
class Entitlement:
    """The right that holds on a day, its last day, and the days left (None: no end, or no right)."""

    kind: EntitlementKind
    until: date | None = None
    days_left: int | None = None


_BEST_FIRST = (EntitlementKind.JOINT, EntitlementKind.FREE, EntitlementKind.CONTRACT)


def entitlement(terms: Iterable[Term], on: date) -> Entitlement:
    """The best right that holds on `on`: joint period before free period before contract; of two alike the longer one."""
    holding = [term for term in terms if term.start <= on and (term.end is None or on <= term.end)]
    for kind in _BEST_FIRST:
        ends = [term.end for term in holding if term.kind is kind]
        if ends:
            until = None if None in ends else max(end for end in ends if end is not None)
            return Entitlement(kind, until, (until - on).days if until else None)
    return Entitlement(EntitlementKind.NONE)


class Standing(Labelled):
    """How a customer's right to service stands, seen over all its periods."""

    SERVED = "served", N_("Entitled")
    ENDING = "ending", N_("Ends soon")
    ENDED = "ended", N_("Ended")
    NEVER = "never", N_("Never entitled so far")


@dataclass(frozen=True)
class Coverage:
    """How long a customer is served without a break.

    `kind` is the right that ends last, `until` its last day (None: no end), `days_left` negative where it is over, `resumes_on`
    the day on which service begins again after a gap.
    """

    standing: Standing
    kind: EntitlementKind = EntitlementKind.NONE
    until: date | None = None
    days_left: int | None = None
    resumes_on: date | None = None


DAY = timedelta(days=1)


def coverage(terms: Iterable[Term], on: date, warn_days: int) -> Coverage:
    """How a right to service stands on a day; periods that follow each other without a day between them count as one."""
    known = [term for term in terms if term.end is None or term.start <= term.end]
    holding = [term for term in known if term.start <= on and (term.end is None or on <= term.end)]
    if not holding:
        return _not_served(known, on)
    last = _reaches(known, holding)
    if last.end is None:
        return Coverage(Standing.SERVED, last.kind)
    end = last.end
    left = (end - on).days
    resumes_on = min((term.start for term in known if term.start > end), default=None)
    return Coverage(Standing.ENDING if left <= warn_days else Standing.SERVED, last.kind, end, left, resumes_on)


def _reaches(known: Sequence[Term], holding: Sequence[Term]) -> Term:
    """The period with which an unbroken chain of periods ends."""
    last = _longest(holding)
    while last.end is not None:
        following = [term for term in known if term.start <= last.end + DAY and (term.end is None or term.end > last.end)]
        if not following:
            break
        last = _longest(following)
    return last


def _longest(terms: Sequence[Term]) -> Term:
    """Of several periods the one that ends last; of two that end alike the better right."""
    return max(terms, key=lambda term: (term.end or date.max, -list(EntitlementKind).index(term.kind)))


def _not_served(known: Sequence[Term], on: date) -> Coverage:
    resumes_on = min((term.start for term in known if term.start > on), default=None)
    over = [term for term in known if term.end is not None and term.end < on]
    if not over:
        return Coverage(Standing.NEVER, resumes_on=resumes_on)
    last = _longest(over)
    assert last.end is not None
    return Coverage(Standing.ENDED, last.kind, last.end, (last.end - on).days, resumes_on)


def served_months(terms: Iterable[Term], year: int) -> frozenset[int]:
    """The months of a year with at least one day of service by right (1 .. 12)."""
    periods = [(term.start, term.end or date.max) for term in terms]
    return frozenset(
        month
        for month in range(1, 13)
        if any(start <= last_day(year, month) and date(year, month, 1) <= end for start, end in periods)
    )


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def overlapping(terms: Sequence[Term]) -> list[tuple[Term, Term]]:
    """The pairs of periods that have a day in common; periods that follow each other have none."""
    ordered = sorted(terms, key=lambda term: term.start)
    return [
        (earlier, later)
        for place, earlier in enumerate(ordered)
        for later in ordered[place + 1 :]
        if earlier.end is None or later.start <= earlier.end
    ]
