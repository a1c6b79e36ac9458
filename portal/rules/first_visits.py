"""First visits: what is verified, what the customer must know, when an attempt comes back, when a visit may be closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from portal.errors import Refusal
from portal.i18n import N_, _
from portal.rules.checklists import Point
from portal.rules.labels import Labelled
from portal.rules.working_time import WorkingCalendar


class FirstVisitStatus(Labelled):
    """Where a first visit stands."""

    OPEN = "open", N_("To be called")
    CLOSED = "closed", N_("Complete")
    CANCELLED = "cancelled", N_("Called off")


class VisitItem(Labelled):
    """What Sales hands over and the agent verifies, item by item (rules F-01, F-02)."""

    ORGANISATION = "organisation", N_("Organisation")
    CONTACT = "contact", N_("Contact person")
    PHONE = "phone", N_("Telephone")
    ADDRESS = "address", N_("Address")
    SOFTWARE = "software", N_("Software bought")


class ItemVerdict(Labelled):
    """What verifying an item came to."""

    CONFIRMED = "confirmed", N_("Confirmed")
    CORRECTED = "corrected", N_("Corrected")
    UNKNOWN = "unknown", N_("Unknown")


LONGEST_WAIT = timedelta(days=90)
STEP = timedelta(minutes=5)
SETTLED_IN = timedelta(minutes=30)


class TimeIsPast(Refusal):
    """Another attempt is made later than now."""

    message = N_("This time is past. Choose a later one; nothing was saved.")
    field = "next_at"


class TimeIsTooFar(Refusal):
    """A new customer is not left waiting for a quarter."""

    message = N_("Try again within {days} days. Nothing was saved.")
    field = "next_at"


def next_attempt(asked: datetime, now: datetime, calendar: WorkingCalendar) -> datetime:
    """When a customer is called again: the time asked for, or the next moment at which the office is open (rule F-03).

    Raises TimeIsPast, and TimeIsTooFar beyond ninety days.
    """
    if asked <= now:
        raise TimeIsPast
    if asked - now > LONGEST_WAIT:
        raise TimeIsTooFar(days=LONGEST_WAIT.days)
    return calendar.after(asked, timedelta())


class When(Labelled):
    """The usual times to try again."""

    SOON = "soon", N_("In an hour")
    AFTERNOON = "afternoon", N_("This afternoon")
    NEXT_DAY = "next_day", N_("Next working day")


def proposals(now: datetime, calendar: WorkingCalendar) -> dict[When, datetime]:
    """Times to try again, each within working hours and no two alike; this afternoon only where there is one to come."""
    today = now.astimezone(calendar.zone).date()
    tomorrow = datetime.combine(today + timedelta(days=1), time(), calendar.zone)
    found = {When.SOON: next_attempt(_rounded(now + timedelta(hours=1)), now, calendar)}
    opens = _openings(today, now, calendar)
    # The last opening of a day with a break in it is its afternoon.
    if len(calendar.hours) > 1 and opens and opens[-1] > now:
        found[When.AFTERNOON] = opens[-1] + SETTLED_IN
    found[When.NEXT_DAY] = calendar.after(tomorrow, SETTLED_IN)
    return {when: moment for when, moment in found.items() if moment not in _before(when, found)}


def _before(when: When, found: Mapping[When, datetime]) -> list[datetime]:
    return [moment for other, moment in found.items() if list(found).index(other) < list(found).index(when)]


def _openings(day: date, now: datetime, calendar: WorkingCalendar) -> list[datetime]:
    """When the office opens on a day from now on; where it is open now, now."""
    starts = (opens for opens, _closes in calendar.spans_from(now))
    return list(takewhile(lambda moment: moment.astimezone(calendar.zone).date() == day, starts))


def _rounded(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not over else moment - over + STEP


@dataclass(frozen=True)
class Progress:
    """How far a first visit is: verdicts by item, the keys of what the customer was told, demands recorded."""

    reached: bool = False
    verdicts: Mapping[VisitItem, ItemVerdict] = field(default_factory=dict)
    told: Collection[str] = ()
    demands: int = 0
    no_demands: bool = False


def missing(progress: Progress, items: Sequence[VisitItem], points: Sequence[Point]) -> list[str]:
    """What a visit still lacks to be complete, one sentence each in the order of the conversation; empty when it is complete."""
    lacking = [] if progress.reached else [_("The customer has not been reached yet.")]
    lacking += [_("Not verified: {item}.").format(item=item.label) for item in items if item not in progress.verdicts]
    lacking += [_("Not told: {point}.").format(point=point.words) for point in points if point.key not in progress.told]
    if not progress.demands and not progress.no_demands:
        lacking.append(_("Not asked for demands: record them, or that there are none."))
    return lacking
