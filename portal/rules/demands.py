"""Service demands of customers, each for a responsible department, and the digests that take them there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.tickets import StepNotPossible
from portal.rules.working_time import LONGEST_BREAK, WorkingCalendar


class DemandStatus(Labelled):
    """Where a demand stands on its way."""

    RECORDED = "recorded", N_("Recorded")
    SENT = "sent", N_("Passed on")
    IN_HAND = "in_hand", N_("In hand")
    DONE = "done", N_("Met")
    DECLINED = "declined", N_("Declined")


class DigestStatus(Labelled):
    """Where a department's digest of one day stands. Unclear: the portal was stopped while the mail server was taking it."""

    WAITING = "waiting", N_("Waiting to be sent")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    UNCLEAR = "unclear", N_("Unclear whether it was sent")


class Trouble(Labelled):
    """Why a digest has not gone out."""

    NO_ADDRESS = "no_address", N_("The department has no e-mail address")
    UNREACHABLE = "unreachable", N_("The mail server cannot be reached")
    REFUSED = "refused", N_("The mail server refused it")


@dataclass(frozen=True)
class DemandArrow:
    """One step on a demand's way; `words` says whether an answer or a reason goes with it."""

    name: str
    start: DemandStatus
    end: DemandStatus
    words: bool = False


def _arrows() -> tuple[DemandArrow, ...]:
    s = DemandStatus
    return (
        DemandArrow("send", s.RECORDED, s.SENT),
        # A department without mail hears of it otherwise: what waits for its digest can be taken in hand as well.
        DemandArrow("take_in_hand", s.RECORDED, s.IN_HAND),
        DemandArrow("take_in_hand", s.SENT, s.IN_HAND),
        DemandArrow("finish", s.IN_HAND, s.DONE, words=True),
        DemandArrow("decline", s.RECORDED, s.DECLINED, words=True),
        DemandArrow("decline", s.SENT, s.DECLINED, words=True),
        DemandArrow("decline", s.IN_HAND, s.DECLINED, words=True),
    )


ARROWS = _arrows()
FROM: Mapping[DemandStatus, Mapping[str, DemandArrow]] = {
    status: {arrow.name: arrow for arrow in ARROWS if arrow.start is status} for status in DemandStatus
}
OPEN_DEMANDS = frozenset({DemandStatus.RECORDED, DemandStatus.SENT, DemandStatus.IN_HAND})


def arrow(name: str, status: DemandStatus) -> DemandArrow:
    """The arrow of that name leading away from a state; refuses where there is none."""
    try:
        return FROM[status][name]
    except KeyError:
        raise StepNotPossible(status=status.message) from None


def digest_day(recorded_at: datetime, calendar: WorkingCalendar) -> date:
    """The working day with whose digest a demand goes: its own, or the next one after hours, on holidays and weekends (F-06)."""
    day = recorded_at.astimezone(calendar.zone).date()
    for _step in range(LONGEST_BREAK.days + 1):
        closes = calendar.closes_at(day)
        if closes is not None and recorded_at < closes:
            return day
        day += timedelta(days=1)
    raise ValueError(f"the office is closed for two months from {recorded_at}")


def last_closed_day(now: datetime, calendar: WorkingCalendar) -> date:
    """The latest working day that is over: its digests can be made."""
    day = now.astimezone(calendar.zone).date()
    for _step in range(LONGEST_BREAK.days + 1):
        closes = calendar.closes_at(day)
        if closes is not None and closes <= now:
            return day
        day -= timedelta(days=1)
    raise ValueError(f"the office was closed for two months before {now}")


FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)


def next_try(tries: int, now: datetime) -> datetime:
    """When a digest is tried again after so many tries: after 1, 2, 4, 8 minutes, then every quarter of an hour."""
    doublings = min(max(tries - 1, 0), 10)
    return now + min(LONGEST_WAIT, FIRST_WAIT * int(2**doublings))
