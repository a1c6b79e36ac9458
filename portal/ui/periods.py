"""Periods of a list or a chart: by name ("this-month") or by their days ("2026-03-01..2026-03-31"), on the office's calendar."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from portal.clock import at_the_office, office_zone
from portal.i18n import N_

PRESETS: Mapping[str, str] = {
    "today": N_("Today"),
    "7-days": N_("Last 7 days"),
    "30-days": N_("Last 30 days"),
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "this-year": N_("This year"),
}


def is_period(text: str) -> bool:
    """Whether a text names a period."""
    return text in PRESETS or _days(text) is not None


def period(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The first moment of a period and the first moment after it, aware; None where the text names none."""
    days = _days(text) or _preset(text, at_the_office(now).date())
    if days is None:
        return None
    first, last = days
    return datetime.combine(first, time(), office_zone()), datetime.combine(last + timedelta(days=1), time(), office_zone())


def _preset(name: str, today: date) -> tuple[date, date] | None:
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    return {
        "today": (today, today),
        "7-days": (today - timedelta(days=6), today),
        "30-days": (today - timedelta(days=29), today),
        "this-month": (month, today),
        "last-month": (last_month, month - timedelta(days=1)),
        "this-year": (today.replace(month=1, day=1), today),
    }.get(name)


def _days(text: str) -> tuple[date, date] | None:
    first, dots, last = text.partition("..")
    if not dots:
        return None
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return days if days[0] <= days[1] and days[1].year < 9000 else None
