"""Working time: office hours, Chinese public holidays, make-up working days, and the department's own special days (rule L-09).

Public holidays and make-up days come from the `holidays` library; what a manager enters for a date goes before them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

Span = tuple[time, time]
LONGEST_BREAK = timedelta(days=60)


@lru_cache(maxsize=64)
def _public_calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def is_public_working_day(day: date) -> bool:
    """Whether the state's calendar makes a day a working day: weekends and holidays are not, make-up days are."""
    return bool(_public_calendar(day.year).is_working_day(day))


@lru_cache
def make_up_days_known(year: int) -> bool:
    """Whether the year's make-up days are in the library; before the State Council announces them they are not."""
    return any(day.year == year for day in _public_calendar(year).weekend_workdays)


@dataclass(frozen=True)
class WorkingCalendar:
    """Office hours of a working day (in order, with breaks between them) and days that differ from the state's calendar."""

    zone: ZoneInfo
    hours: tuple[Span, ...]
    special_days: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on a day."""
        special = self.special_days.get(day)
        return is_public_working_day(day) if special is None else special

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at a moment."""
        return any(start <= moment < end for start, end in self._spans(moment.astimezone(self.zone).date()))

    def closes_at(self, day: date) -> datetime | None:
        """When a day's work is over; None where the office is closed all day."""
        return max((closes for _opens, closes in self._spans(day)), default=None)

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_working_day(day):
            for start, end in self.hours:
                yield datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone)

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open periods from a moment on, without end. Raises ValueError where a calendar has none for two months."""
        day = last_open = moment.astimezone(self.zone).date()
        while True:
            for start, end in self._spans(day):
                last_open = day
                if end > moment:
                    yield max(start, moment), end
            day += timedelta(days=1)
            if day - last_open > LONGEST_BREAK:
                raise ValueError(f"the office is closed for two months from {last_open}")

    def after(self, start: datetime, allowance: timedelta) -> datetime:
        """The moment at which `allowance` of working time has passed since `start`, in the zone of `start`."""
        for opens, closes in self.spans_from(start):
            if allowance <= closes - opens:
                return (opens + allowance).astimezone(start.tzinfo)
            allowance -= closes - opens
        raise AssertionError("spans_from never ends")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; nothing if they are the wrong way round."""
        worked = timedelta()
        if end <= start:
            return worked
        for opens, closes in self.spans_from(start):
            if opens >= end:
                return worked
            worked += min(closes, end) - opens
        raise AssertionError("spans_from never ends")


def calendar_from(value: Mapping[str, Any], zone: ZoneInfo) -> WorkingCalendar:
    """The calendar written in a standard: `{"hours": [["08:30", "12:00"], ...], "special_days": {"2026-12-31": false}}`."""
    hours = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in value["hours"])
    special = {date.fromisoformat(day): bool(works) for day, works in value.get("special_days", {}).items()}
    return WorkingCalendar(zone, hours, special)
