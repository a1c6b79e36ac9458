"""Numbers that people can say on the telephone: T-2026-004711."""

from datetime import datetime

from sqlmodel import Session

from portal import clock
from portal.db.models.records import NumberSeries
from portal.db.session import is_postgresql


def next_number(session: Session, prefix: str, now: datetime) -> str:
    """The next number of a series in the office's year. Unique under concurrent use; a deed that fails gives its number back."""
    year = clock.at_the_office(now).year
    series = session.get(NumberSeries, (prefix, year), with_for_update=is_postgresql(session), populate_existing=True)
    if series is None:
        series = NumberSeries(prefix=prefix, year=year, last=0)
        session.add(series)
    series.last += 1
    session.flush([series])
    return f"{prefix}-{year}-{series.last:06d}"
