"""Months and days in which rights to service end and tickets were served."""

from datetime import date, datetime, time

from portal.clock import office_zone
from portal.rules.entitlement import last_day

AHEAD = 6
BACK = 6


def month_words(first: date) -> str:
    """A month as addresses and charts write it: 2026-03."""
    return f"{first:%Y-%m}"


def month_of(text: str) -> date | None:
    """The first day of the month that a text names, None where it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def months_from(first: date, count: int) -> list[tuple[date, date]]:
    """So many months from one on (backwards where the count is negative, that one included), first and last day, in order."""
    places = range(count) if count > 0 else range(count + 1, 1)
    starts = [_shifted(first, place) for place in places]
    return [(start, last_day(start.year, start.month)) for start in starts]


def _shifted(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def moments(first: date) -> tuple[datetime, datetime]:
    """The first moment of a month and the first after it, in the office's zone."""
    begins, ends = (datetime.combine(day, time(), office_zone()) for day in (first, _shifted(first, 1)))
    return begins, ends
