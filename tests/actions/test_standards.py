"""Changing service standards."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col

from portal.actions.standards import (
    DayIsPast,
    NotPossible,
    SetDuration,
    SetNumber,
    SetStandard,
    set_duration,
    set_number,
    set_standard,
)
from portal.db.models.standards import Standard
from portal.db.queries.standards import standards_on, working_calendar
from portal.db.session import reading
from portal.errors import NotFound
from portal.rules.standards import Duration
from tests.cast import NOW, Cast, do
from tests.desk import rows

TODAY = date(2026, 3, 11)


def duration_on(day: date) -> Duration:
    with reading() as session:
        return standards_on(session, day).duration("promise.callback")


@pytest.mark.rule("Q-09")
def test_a_standard_has_a_day_from_which_it_holds(database: str, cast: Cast) -> None:
    change = SetDuration(key="promise.callback", minutes=30, valid_from=TODAY + timedelta(days=2), reason="提速")
    do(set_duration, change, cast.sun)
    assert [duration_on(TODAY + timedelta(days=after)).minutes for after in range(4)] == [60, 60, 30, 30]
    (row,) = rows(Standard, col(Standard.key) == "promise.callback", col(Standard.reason) == "提速")
    assert (row.set_by_id, row.set_at) == (cast.ids["sun"], NOW)


@pytest.mark.rule("Q-09")
def test_of_two_changes_for_one_day_the_later_one_holds(database: str, cast: Cast) -> None:
    for minutes in (30, 45):
        do(set_duration, SetDuration(key="promise.callback", minutes=minutes, valid_from=TODAY, reason="调整"), cast.sun)
    assert duration_on(TODAY).minutes == 45


@pytest.mark.rule("Q-09")
def test_the_past_is_not_changed(database: str, cast: Cast) -> None:
    with pytest.raises(DayIsPast):
        do(
            set_number,
            SetNumber(key="target.satisfaction", value=70, valid_from=TODAY - timedelta(days=1), reason="美化"),
            cast.sun,
        )
    assert duration_on(TODAY - timedelta(days=1)).minutes == 60


@pytest.mark.rule("Q-09")
def test_the_working_calendar_is_a_standard_too(database: str, cast: Cast) -> None:
    value = {"hours": [["09:00", "17:00"]], "special_days": {"2026-03-13": False}}
    do(set_standard, SetStandard(key="calendar.office_hours", value=value, valid_from=TODAY, reason="夏令时间"), cast.sun)
    with reading() as session:
        before, after = working_calendar(session, TODAY - timedelta(days=1)), working_calendar(session, TODAY)
    twelve_thirty = datetime.fromisoformat("2026-03-11T12:30+08:00")
    assert not before.is_open(twelve_thirty)
    assert after.is_open(twelve_thirty)
    assert not after.is_working_day(date(2026, 3, 13))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("promise.callback", {"minutes": 0}),
        ("promise.callback", {"minutes": "60"}),
        ("promise.callback", {"minutes": True}),
        ("promise.callback", {"value": 60}),
        ("target.satisfaction", {"value": 101}),
        ("target.satisfaction", {"value": -1}),
        ("target.satisfaction", {}),
        ("calendar.office_hours", {"hours": []}),
        ("calendar.office_hours", {"hours": [["12:00", "08:00"]]}),
        ("calendar.office_hours", {"hours": [["08:00", "12:00"], ["11:00", "18:00"]]}),
        ("calendar.office_hours", {"hours": [["08:00"]]}),
        ("calendar.office_hours", {"hours": [["acht", "neun"]]}),
        ("calendar.office_hours", {"hours": "08:00"}),
        ("calendar.office_hours", {"hours": [["08:00", "12:00"]], "special_days": {"morgen": True}}),
        ("ticket.keywords", {"technical": "报错"}),
        ("contact.points", {}),
    ],
)
def test_a_value_that_does_not_fit_its_standard_is_refused(
    sqlite_database: str, cast: Cast, key: str, value: dict[str, object]
) -> None:
    before = len(rows(Standard))
    with pytest.raises(NotPossible):
        do(set_standard, SetStandard(key=key, value=value, valid_from=TODAY, reason="试"), cast.sun)
    assert len(rows(Standard)) == before


def test_an_unknown_standard_is_not_found(sqlite_database: str, cast: Cast) -> None:
    with pytest.raises(NotFound):
        do(set_number, SetNumber(key="no.such", value=1, valid_from=TODAY, reason="试"), cast.sun)
