"""The one place that reads the clock. Everything else is handed `now`."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.settings import settings


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@lru_cache
def office_zone() -> ZoneInfo:
    """The time zone in which the department works and in which every screen shows time."""
    return ZoneInfo(settings().time_zone)


def at_the_office(moment: datetime) -> datetime:
    """The same moment on the office's wall clock."""
    return moment.astimezone(office_zone())


def day_at_the_office(day: date) -> tuple[datetime, datetime]:
    """The first and the last second of a day on the office's wall clock."""
    return datetime.combine(day, time(), office_zone()), datetime.combine(day, time(23, 59, 59), office_zone())
