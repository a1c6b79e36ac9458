"""Numbers that people can say on the telephone: T-2026-004711."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from portal import clock
from portal.db.prepared import Prepared

# One statement on both databases: the row stays locked until the deed ends, so no number is given out twice.
_NEXT = Prepared(
    text(
        "INSERT INTO number_series (prefix, year, last) VALUES (:prefix, :year, :count) "
        "ON CONFLICT (prefix, year) DO UPDATE SET last = number_series.last + :count RETURNING last"
    )
)


def next_number(session: Session, prefix: str, now: datetime) -> str:
    """The next number of a series in the office's year. Unique under concurrent use; a deed that fails gives its number back."""
    return next_numbers(session, prefix, now, 1)[0]


def next_numbers(session: Session, prefix: str, now: datetime, count: int) -> list[str]:
    """The next numbers of a series, one behind the other."""
    year = clock.at_the_office(now).year
    last = _NEXT.run(session, {"prefix": prefix, "year": year, "count": count}).scalar_one()
    return [f"{prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]
