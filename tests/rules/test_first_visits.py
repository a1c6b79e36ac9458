"""First visits by rule: when an attempt comes back, what is missing, what lists and scripts may be (F-02 to F-05, F-07)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import speaking
from portal.rules.checklists import Point, ScriptPart, points_of, spoken, written_points
from portal.rules.first_visits import (
    ItemVerdict,
    Progress,
    TimeIsPast,
    TimeIsTooFar,
    VisitItem,
    When,
    missing,
    next_attempt,
    proposals,
)
from portal.rules.standards import is_possible
from portal.rules.working_time import calendar_from
from seed.standards import default_values

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = calendar_from({"hours": [["08:30", "12:00"], ["13:30", "18:00"]]}, SHANGHAI)
STRAIGHT_THROUGH = calendar_from({"hours": [["09:00", "17:00"]]}, SHANGHAI)
POINTS = points_of(default_values()["first_visit.told"])


def here(day: int, clock: str, month: int = 3) -> datetime:
    """A moment in March 2026 on the office's clock."""
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=SHANGHAI)


@pytest.mark.rule("F-03", "L-09")
@pytest.mark.parametrize(
    ("asked", "comes_back"),
    [
        (here(11, "10:00"), here(11, "10:00")),
        (here(11, "12:00"), here(11, "13:30")),
        (here(11, "12:45"), here(11, "13:30")),
        (here(11, "18:00"), here(12, "08:30")),
        (here(11, "23:59"), here(12, "08:30")),
        (here(13, "19:00"), here(16, "08:30")),
        (here(15, "10:00"), here(16, "08:30")),
        (here(4, "10:00", 4), here(7, "08:30", 4)),  # Qingming
    ],
)
def test_another_time_is_within_working_hours(asked: datetime, comes_back: datetime) -> None:
    assert next_attempt(asked, here(11, "09:00") if asked.month == 3 else here(2, "09:00", 4), OFFICE) == comes_back


@pytest.mark.rule("F-03")
def test_another_time_is_later_than_now_and_not_beyond_a_quarter() -> None:
    now = here(11, "10:00")
    with pytest.raises(TimeIsPast):
        next_attempt(now, now, OFFICE)
    with pytest.raises(TimeIsTooFar):
        next_attempt(now + timedelta(days=90, seconds=1), now, OFFICE)
    with pytest.raises(TimeIsTooFar):
        next_attempt(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), now, OFFICE)


@pytest.mark.rule("F-03")
@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), wait=st.timedeltas(timedelta(seconds=1), timedelta(days=90))
)
def test_a_visit_never_comes_back_while_the_office_is_closed_nor_before_it_was_asked_for(now: datetime, wait: timedelta) -> None:
    begun = now.replace(tzinfo=SHANGHAI)
    again = next_attempt(begun + wait, begun, OFFICE)
    assert again >= begun + wait
    assert OFFICE.is_open(again)
    assert not OFFICE.is_open(begun + wait) or again == begun + wait


@pytest.mark.rule("F-03")
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (here(11, "09:02"), {"soon": here(11, "10:05"), "afternoon": here(11, "14:00"), "next_day": here(12, "09:00")}),
        (here(11, "11:30"), {"soon": here(11, "13:30"), "afternoon": here(11, "14:00"), "next_day": here(12, "09:00")}),
        (here(11, "15:00"), {"soon": here(11, "16:00"), "next_day": here(12, "09:00")}),
        (here(13, "17:40"), {"soon": here(16, "08:30"), "next_day": here(16, "09:00")}),
        (here(14, "10:00"), {"soon": here(16, "08:30"), "next_day": here(16, "09:00")}),
    ],
)
def test_the_usual_times_are_offered(now: datetime, expected: dict[str, datetime]) -> None:
    assert proposals(now, OFFICE) == {When(name): moment for name, moment in expected.items()}


@pytest.mark.rule("F-03")
@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)))
def test_every_time_offered_would_be_taken_as_it_is_and_no_two_are_alike(now: datetime) -> None:
    begun = now.replace(tzinfo=SHANGHAI)
    for calendar in (OFFICE, STRAIGHT_THROUGH):
        offered = list(proposals(begun, calendar).values())
        assert [next_attempt(moment, begun, calendar) for moment in offered] == offered
        assert len(set(offered)) == len(offered) >= 1


COMPLETE = Progress(
    reached=True, verdicts=dict.fromkeys(VisitItem, ItemVerdict.CONFIRMED), told={point.key for point in POINTS}, demands=1
)


@pytest.mark.rule("F-04")
def test_a_complete_visit_lacks_nothing_also_with_unknown_items_and_without_demands() -> None:
    items = list(VisitItem)
    assert missing(COMPLETE, items, POINTS) == []
    unknown = Progress(True, dict.fromkeys(VisitItem, ItemVerdict.UNKNOWN), COMPLETE.told, demands=0, no_demands=True)
    assert missing(unknown, items, POINTS) == []


@pytest.mark.rule("F-04")
@given(
    reached=st.booleans(),
    verified=st.sets(st.sampled_from(VisitItem)),
    told=st.sets(st.sampled_from([point.key for point in POINTS])),
    demands=st.integers(0, 2),
    none=st.booleans(),
)
def test_what_is_missing_is_exactly_what_is_not_there(
    reached: bool, verified: set[VisitItem], told: set[str], demands: int, none: bool
) -> None:
    progress = Progress(reached, dict.fromkeys(verified, ItemVerdict.CONFIRMED), told, demands, none)
    with speaking("en"):
        lacking = missing(progress, list(VisitItem), POINTS)
        assert [line for line in lacking if line.startswith("Not verified")] == [
            f"Not verified: {item.label}." for item in VisitItem if item not in verified
        ]
        assert [line for line in lacking if line.startswith("Not told")] == [
            f"Not told: {point.en}." for point in POINTS if point.key not in told
        ]
    others = len(lacking) - (5 - len(verified)) - (5 - len(told))
    assert others == (not reached) + (not demands and not none)


@pytest.mark.rule("F-04", "Q-09")
def test_points_are_written_one_a_line_and_keep_their_keys() -> None:
    known = [Point("old", "知道热线", "Knows the hotline")]
    written = written_points("知道热线 | Knows the hotline\n\n  会提交请求｜Can submit \n只有中文", known)
    assert [(point.zh, point.en) for point in written] == [
        ("知道热线", "Knows the hotline"),
        ("会提交请求", "Can submit"),
        ("只有中文", "只有中文"),
    ]
    assert written[0].key == "old"
    assert len({point.key for point in written}) == 3


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("checklist", {}),
        ("checklist", {"points": []}),
        ("checklist", {"points": [{"key": "a", "zh": "一", "en": "one"}] * 2}),
        ("checklist", {"points": [{"key": "a", "zh": "", "en": "one"}]}),
        ("checklist", {"points": [{"key": "a", "zh": "一" * 121, "en": "one"}]}),
        ("checklist", {"points": [{"key": "a", "zh": "一"}]}),
        ("checklist", {"points": "abc"}),
        ("script", {}),
        ("script", {part.value: {"zh": 1, "en": ""} for part in ScriptPart}),
        ("script", {part.value: {"zh": "好" * 4001, "en": ""} for part in ScriptPart}),
        ("items", {"items": []}),
        ("items", {"items": ["shoe size"]}),
        ("items", {"items": "phone"}),
    ],
)
def test_a_list_or_script_that_makes_no_sense_is_impossible(kind: str, value: dict[str, object]) -> None:
    assert not is_possible(kind, value)  # type: ignore[arg-type]


@pytest.mark.rule("F-07", "B-01")
@given(name=st.text(max_size=40))
def test_names_are_put_into_the_script_as_they_are(name: str) -> None:
    value = {part.value: {"zh": "您好，{customer}的{contact}，{其他}", "en": "Hello"} for part in ScriptPart}
    with speaking("zh_CN"):
        assert spoken(value, ScriptPart.OPENING, {"customer": name, "contact": "刘"}) == f"您好，{name}的刘，{{其他}}"
        assert spoken(value, ScriptPart.OPENING, {"customer": "{contact}", "contact": "刘"}) == "您好，{contact}的刘，{其他}"
    with speaking("en"):
        assert spoken(value, ScriptPart.OPENING, {}) == "Hello"


def test_the_day_of_a_visit_is_a_working_day_also_on_make_up_days() -> None:
    saturday_that_is_worked = date(2026, 2, 28)
    assert next_attempt(here(28, "10:00", 2), here(27, "10:00", 2), OFFICE).date() == saturday_that_is_worked
