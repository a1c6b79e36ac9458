"""Working time. Office hours 08:30-12:00 and 13:30-18:00 in Shanghai; 2026: Spring Festival 15 to 23 February, with make-up
working Saturdays on 14 and 28 February; National Day 1 to 7 October, made up on 20 September and 10 October.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.working_time import WorkingCalendar, calendar_from, is_public_working_day, make_up_days_known

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingCalendar(SHANGHAI, ((time(8, 30), time(12, 0)), (time(13, 30), time(18, 0))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.rule("L-09")
@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-11T10:00", 60, "2026-03-11T11:00"),
        ("2026-03-11T11:30", 60, "2026-03-11T14:00"),  # over lunch
        ("2026-03-11T12:30", 60, "2026-03-11T14:30"),  # begun during lunch
        ("2026-03-11T11:00", 60, "2026-03-11T12:00"),  # ends with the morning
        ("2026-03-11T17:30", 60, "2026-03-12T09:00"),  # over night
        ("2026-03-11T03:00", 60, "2026-03-11T09:30"),  # begun before the office opens
        ("2026-03-13T17:00", 120, "2026-03-16T09:30"),  # over a weekend
        ("2026-03-14T10:00", 60, "2026-03-16T09:30"),  # begun on a Saturday
        ("2026-02-13T17:30", 60, "2026-02-14T09:00"),  # the Saturday before the Spring Festival is made up
        ("2026-02-14T17:30", 60, "2026-02-24T09:00"),  # over the Spring Festival
        ("2026-02-24T17:00", 5 * 480, "2026-03-02T17:00"),  # five days, one of them the made-up Saturday 28 February
        ("2025-12-31T17:30", 60, "2026-01-04T09:00"),  # over the year's end: 1 to 3 January off, Sunday 4 made up
        ("2028-02-28T17:30", 60, "2028-02-29T09:00"),  # 29 February is a day like others
        ("2028-02-29T17:30", 60, "2028-03-01T09:00"),
        ("2026-03-11T08:30", 16 * 60, "2026-03-12T18:00"),  # two whole days end with the second, not with the third's morning
    ],
)
def test_an_allowance_runs_only_while_the_office_is_open(start: str, minutes: int, due: str) -> None:
    assert OFFICE.after(at(start), timedelta(minutes=minutes)) == at(due)


@pytest.mark.rule("L-09")
@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-03-14", False),
        ("2026-10-01", False),
        ("2026-10-10", True),
    ],
)
def test_holidays_and_make_up_days_are_the_states(day: str, works: bool) -> None:
    assert is_public_working_day(date.fromisoformat(day)) is works


@pytest.mark.rule("Q-09")
def test_a_managers_special_day_goes_before_the_states_calendar() -> None:
    value = {"hours": [["09:00", "17:00"]], "special_days": {"2026-03-12": False, "2026-03-14": True}}
    calendar = calendar_from(value, SHANGHAI)
    assert calendar.after(at("2026-03-11T16:30"), timedelta(hours=1)) == at("2026-03-13T09:30")
    assert calendar.is_working_day(date(2026, 3, 14))


def test_make_up_days_of_a_far_year_are_not_known_and_that_can_be_said() -> None:
    assert make_up_days_known(2026)
    assert not make_up_days_known(2090)


def test_an_office_that_never_opens_is_said_so_instead_of_searched_forever() -> None:
    closed = {str(date(2026, 3, 1) + timedelta(days=day)): False for day in range(90)}
    calendar = calendar_from({"hours": [["09:00", "17:00"]], "special_days": closed}, SHANGHAI)
    with pytest.raises(ValueError, match="closed for two months"):
        calendar.after(at("2026-03-02T10:00"), timedelta(hours=1))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False), ("17:59", True), ("18:00", False)],
)
def test_the_office_opens_at_the_first_minute_and_is_closed_at_the_last(moment: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(f"2026-03-11T{moment}")) is is_open


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
allowances = st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=150, deadline=None)
@given(moments, allowances)
def test_between_measures_what_after_gave(start: datetime, allowance: timedelta) -> None:
    assert OFFICE.between(start, OFFICE.after(start, allowance)) == allowance


@settings(max_examples=150, deadline=None)
@given(moments, allowances, allowances)
def test_two_allowances_one_after_the_other_are_one_long_one(start: datetime, first: timedelta, second: timedelta) -> None:
    assert OFFICE.after(OFFICE.after(start, first), second) == OFFICE.after(start, first + second)


@settings(max_examples=100, deadline=None)
@given(moments, moments)
def test_working_time_is_never_more_than_elapsed_time(one: datetime, other: datetime) -> None:
    start, end = min(one, other), max(one, other)
    assert timedelta() <= OFFICE.between(start, end) <= end - start
    assert OFFICE.between(end, start) == timedelta()
