"""The months that the page looks at, by the month in which the customer was asked: this one, the last, quarters, the year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from portal.clock import at_the_office, office_zone
from portal.i18n import N_

SPANS: Mapping[str, str] = {
    "month": N_("This month"),
    "last-month": N_("Last month"),
    "quarter": N_("This quarter"),
    "last-quarter": N_("Last quarter"),
    "year": N_("This year"),
}


@dataclass(frozen=True)
class Span:
    """Whole months of the office's calendar, both included, each named by its first day."""

    first: date
    last: date

    @property
    def months(self) -> tuple[int, int]:
        """First and last month as yyyymm."""
        return self.first.year * 100 + self.first.month, self.last.year * 100 + self.last.month

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first moment after it."""
        begin, end = (datetime.combine(day, time(), office_zone()) for day in (self.first, month_after(self.last)))
        return begin, end


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month that many months later."""
    place = month.year * 12 + month.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def span(name: str, now: datetime) -> Span:
    """The months of a name."""
    month = at_the_office(now).date().replace(day=1)
    quarter = month_after(month, -((month.month - 1) % 3))
    named: Mapping[str, Callable[[], Span]] = {
        "month": lambda: Span(month, month),
        "last-month": lambda: Span(month_after(month, -1), month_after(month, -1)),
        "quarter": lambda: Span(quarter, month_after(quarter, 2)),
        "last-quarter": lambda: Span(month_after(quarter, -3), month_after(quarter, -1)),
        "year": lambda: Span(month.replace(month=1), month.replace(month=12)),
    }
    return named[name]()
