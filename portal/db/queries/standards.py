"""Which service standards hold on a day (rule Q-09)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from portal.clock import office_zone
from portal.db.models.standards import Standard
from portal.db.newest import newest
from portal.rules.standards import Standards
from portal.rules.working_time import WorkingCalendar, calendar_from
from portal.settings import settings

# (database, newest row, number of rows): rows are only ever added, so this changes whenever a standard does.
Edition = tuple[str, int, int]
Row = tuple[str, date, Mapping[str, Any]]

_rows: dict[Edition, tuple[Row, ...]] = {}


def edition(session: Session) -> Edition:
    """What distinguishes today's book of standards from a later one; asked of the database once a session."""
    new = newest(session)
    return settings().database, new.standard, new.standards


def standards_on(session: Session, day: date) -> Standards:
    """The standards in force on a day; of two from one day the later entry holds. A copy is kept until one is added."""
    return _on(_read(session), day)


def working_calendar(session: Session, day: date) -> WorkingCalendar:
    """The working calendar in force on a day."""
    return _calendar(_read(session), day)


def _read(session: Session) -> Edition:
    now = edition(session)
    if now not in _rows:
        book = select(col(Standard.key), col(Standard.valid_from), col(Standard.value))
        rows = session.execute(book.order_by(col(Standard.valid_from), col(Standard.id)))
        for old in [known for known in _rows if known[0] == now[0]]:
            del _rows[old]
        _rows[now] = tuple((key, valid_from, value) for key, valid_from, value in rows)
    return now


@lru_cache(maxsize=64)
def _on(book: Edition, day: date) -> Standards:
    return Standards({key: value for key, valid_from, value in _rows[book] if valid_from <= day})


@lru_cache(maxsize=64)
def _calendar(book: Edition, day: date) -> WorkingCalendar:
    return calendar_from(_on(book, day).value("calendar.office_hours"), office_zone())
