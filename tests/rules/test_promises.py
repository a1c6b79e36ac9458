"""Promises by their rules alone. Elapsed clocks run day and night; working clocks 08:30-12:00 and 13:30-18:00 in Shanghai."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.promises import Due, Verdict, due, resumed, verdict
from portal.rules.standards import Duration
from portal.rules.working_time import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingCalendar(SHANGHAI, ((time(8, 30), time(12, 0)), (time(13, 30), time(18, 0))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.rule("L-09")
@pytest.mark.parametrize(
    ("opened", "minutes", "working_time", "warn", "due_at"),
    [
        ("2026-03-11T10:00", 60, False, "2026-03-11T10:45", "2026-03-11T11:00"),
        ("2026-03-11T11:30", 60, False, "2026-03-11T12:15", "2026-03-11T12:30"),  # an elapsed clock knows no lunch
        ("2026-03-11T11:30", 60, True, "2026-03-11T13:45", "2026-03-11T14:00"),
        ("2026-03-13T10:00", 1440, False, "2026-03-14T04:00", "2026-03-14T10:00"),  # nor a weekend
        ("2026-03-13T10:00", 480, True, "2026-03-13T17:30", "2026-03-16T10:00"),
        ("2026-02-14T17:00", 120, True, "2026-02-24T09:00", "2026-02-24T09:30"),  # over the Spring Festival
        ("2026-12-31T23:30", 60, False, "2027-01-01T00:15", "2027-01-01T00:30"),  # into the new year
        ("2028-02-28T12:00", 2880, False, "2028-03-01T00:00", "2028-03-01T12:00"),  # over 29 February
    ],
)
def test_a_promise_is_at_risk_and_due_after_its_allowance(
    opened: str, minutes: int, working_time: bool, warn: str, due_at: str
) -> None:
    assert due(at(opened), Duration(minutes, working_time), 75, OFFICE) == Due(at(due_at), at(warn))


@pytest.mark.rule("L-09")
@pytest.mark.parametrize(
    ("due_at", "paused", "now", "working_time", "expected"),
    [
        ("2026-03-11T12:00", "2026-03-11T11:00", "2026-03-11T16:00", False, "2026-03-11T17:00"),
        ("2026-03-11T12:00", "2026-03-11T11:00", "2026-03-11T16:00", True, "2026-03-11T17:00"),
        ("2026-03-11T12:00", "2026-03-11T11:00", "2026-03-11T17:30", True, "2026-03-12T09:00"),  # what is left goes over night
        ("2026-02-14T18:00", "2026-02-14T17:00", "2026-02-20T10:00", True, "2026-02-24T09:30"),  # paused into the holiday
        ("2026-02-14T18:00", "2026-02-14T17:00", "2026-02-20T10:00", False, "2026-02-20T11:00"),
        ("2026-02-13T18:00", "2026-02-13T17:00", "2026-02-24T14:00", True, "2026-02-24T15:00"),  # paused over the whole holiday
        ("2026-03-11T10:00", "2026-03-11T11:00", "2026-03-11T16:00", False, "2026-03-11T10:00"),  # broken before: stays broken
    ],
)
def test_a_pause_leaves_exactly_what_was_left(due_at: str, paused: str, now: str, working_time: bool, expected: str) -> None:
    after = resumed(Due(at(due_at), at(due_at)), at(paused), at(now), working_time=working_time, calendar=OFFICE)
    assert after.due_at == at(expected)


DUE, WARN = at("2026-03-11T11:00"), at("2026-03-11T10:45")


@pytest.mark.rule("L-08")
@pytest.mark.parametrize(
    ("now", "settled", "paused", "expected"),
    [
        ("2026-03-11T10:44", None, None, Verdict.RUNNING),
        ("2026-03-11T10:45", None, None, Verdict.AT_RISK),
        ("2026-03-11T11:00", None, None, Verdict.AT_RISK),  # the last moment still keeps it
        ("2026-03-11T11:01", None, None, Verdict.BROKEN),
        ("2026-03-12T09:00", "2026-03-11T11:00", None, Verdict.KEPT),
        ("2026-03-12T09:00", "2026-03-11T11:01", None, Verdict.BROKEN),
        ("2026-03-12T09:00", None, "2026-03-11T10:50", Verdict.WAITING),
        ("2026-03-12T09:00", None, "2026-03-11T11:10", Verdict.BROKEN),  # paused too late
    ],
)
def test_how_a_promise_stands(now: str, settled: str | None, paused: str | None, expected: Verdict) -> None:
    stands = verdict(
        due_at=DUE,
        warn_at=WARN,
        settled_at=at(settled) if settled else None,
        paused_at=at(paused) if paused else None,
        now=at(now),
    )
    assert stands is expected


def test_a_withdrawn_promise_is_neither_kept_nor_broken() -> None:
    late = at("2026-03-20T10:00")
    assert verdict(due_at=DUE, warn_at=WARN, settled_at=late, paused_at=None, now=late, withdrawn=True) is Verdict.WITHDRAWN


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
minutes = st.integers(1, 6000)
WORSE = [Verdict.RUNNING, Verdict.AT_RISK, Verdict.BROKEN]


@settings(max_examples=150, deadline=None)
@given(moments, minutes, minutes, minutes, st.booleans())
def test_resuming_never_gives_more_than_the_pause(
    opened: datetime, allowance: int, ran: int, paused: int, working_time: bool
) -> None:
    was = due(opened, Duration(allowance, working_time), 75, OFFICE)
    stopped = opened + timedelta(minutes=ran)
    back = stopped + timedelta(minutes=paused)
    new = resumed(was, stopped, back, working_time=working_time, calendar=OFFICE)
    assert was.due_at <= new.due_at
    assert new.warn_at <= new.due_at
    if working_time:
        assert OFFICE.between(was.due_at, new.due_at) <= OFFICE.between(stopped, back)
    else:
        assert new.due_at - was.due_at <= back - stopped


@settings(max_examples=150, deadline=None)
@given(moments, minutes, minutes, st.booleans())
def test_a_pause_of_no_length_changes_nothing(opened: datetime, allowance: int, ran: int, working_time: bool) -> None:
    was = due(opened, Duration(allowance, working_time), 75, OFFICE)
    stopped = opened + timedelta(minutes=ran)
    new = resumed(was, stopped, stopped, working_time=working_time, calendar=OFFICE)
    assert new.due_at == was.due_at


@settings(max_examples=150, deadline=None)
@given(moments, minutes, minutes, minutes, st.booleans())
def test_a_running_promise_only_ever_gets_worse(
    opened: datetime, allowance: int, one: int, more: int, working_time: bool
) -> None:
    was = due(opened, Duration(allowance, working_time), 75, OFFICE)
    first, second = opened + timedelta(minutes=one), opened + timedelta(minutes=one + more)
    stands = [
        verdict(due_at=was.due_at, warn_at=was.warn_at, settled_at=None, paused_at=None, now=moment) for moment in (first, second)
    ]
    assert WORSE.index(stands[0]) <= WORSE.index(stands[1])
