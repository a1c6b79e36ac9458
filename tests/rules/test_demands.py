"""Demands by rule: their way as a table, the day whose digest they go with, how long a digest waits (F-05, F-06)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import speaking
from portal.rules.demands import ARROWS, FROM, OPEN_DEMANDS, DemandStatus, arrow, digest_day, last_closed_day, next_try
from portal.rules.digests import DigestLine, digest_subject, digest_text
from portal.rules.tickets import StepNotPossible
from portal.rules.working_time import calendar_from

pytestmark = pytest.mark.rule("F-06")

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = calendar_from({"hours": [["08:30", "12:00"], ["13:30", "18:00"]], "special_days": {"2026-03-18": False}}, SHANGHAI)
MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))


def at(month: int, day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("recorded", "day"),
    [
        (at(3, 11, "00:10"), date(2026, 3, 11)),  # before the office opens
        (at(3, 11, "12:30"), date(2026, 3, 11)),  # in the noon break
        (at(3, 11, "17:59"), date(2026, 3, 11)),
        (at(3, 11, "18:00"), date(2026, 3, 12)),
        (at(3, 13, "18:30"), date(2026, 3, 16)),  # Friday evening
        (at(3, 14, "09:00"), date(2026, 3, 16)),  # Saturday
        (at(3, 17, "19:00"), date(2026, 3, 19)),  # the department's own day off is skipped
        (at(2, 14, "10:00"), date(2026, 2, 14)),  # a Saturday worked before Spring Festival
        (at(2, 14, "20:00"), date(2026, 2, 24)),  # nine days of Spring Festival
        (at(2, 28, "10:00"), date(2026, 2, 28)),  # and one worked after it
        (at(12, 31, "23:00"), date(2027, 1, 4)),
    ],
)
def test_a_demand_goes_with_the_day_on_which_it_can_be_read(recorded: datetime, day: date) -> None:
    assert digest_day(recorded, OFFICE) == day


@given(recorded=MOMENTS)
def test_a_demand_goes_with_the_first_working_day_that_ends_after_it(recorded: datetime) -> None:
    day = digest_day(recorded, OFFICE)
    closes = OFFICE.closes_at(day)
    assert closes is not None
    assert closes > recorded
    between = [recorded.date() + timedelta(days=n) for n in range((day - recorded.date()).days)]
    assert all((OFFICE.closes_at(each) or recorded) <= recorded for each in between)


@given(now=MOMENTS)
def test_the_last_day_that_is_over_and_the_next_digest_lie_around_now(now: datetime) -> None:
    last = last_closed_day(now, OFFICE)
    closes = OFFICE.closes_at(last)
    assert closes is not None
    assert closes <= now
    assert last < digest_day(now, OFFICE)
    assert digest_day(closes - timedelta(microseconds=1), OFFICE) == last


@pytest.mark.rule("F-05")
def test_the_way_of_a_demand() -> None:
    with pytest.raises(StepNotPossible):
        arrow("finish", DemandStatus.RECORDED)
    for over in (DemandStatus.DONE, DemandStatus.DECLINED):
        assert FROM[over] == {}
    assert set(DemandStatus) - {DemandStatus.DONE, DemandStatus.DECLINED} == OPEN_DEMANDS
    reached = {DemandStatus.RECORDED}
    while more := {each.end for each in ARROWS if each.start in reached} - reached:
        reached |= more
    assert reached == set(DemandStatus)
    assert all(each.words for each in ARROWS if each.end not in OPEN_DEMANDS), "nothing ends without an answer or a reason"


def test_a_digest_that_cannot_go_out_is_tried_ever_more_rarely_up_to_a_quarter_of_an_hour() -> None:
    now = at(3, 11, "18:00")
    minutes = [(next_try(tries, now) - now) / timedelta(minutes=1) for tries in (0, 1, 2, 3, 4, 5, 6, 1_000_000)]
    assert minutes == [1, 1, 2, 4, 8, 15, 15, 15]


def test_a_digest_names_every_demand_its_customer_and_when_it_is_wanted() -> None:
    lines = [
        DigestLine("N-2026-000001", "华源机械", "安排培训\n分两批", date(2026, 3, 20), "2026-03-11 10:00", "李敏"),
        DigestLine("N-2026-000002", "东海纺织", "双语工资条", None, "2026-03-11 16:20", "赵宁"),
    ]
    with speaking("zh_CN"):
        assert digest_subject(date(2026, 3, 11), "实施部", 2) == "服务需求汇总（实施部，2026-03-11）：2 条服务需求"
        text = digest_text(date(2026, 3, 11), "实施部", "", lines)
    assert text.startswith("实施部：您好！")
    assert "1. N-2026-000001  华源机械\n   安排培训\n   分两批\n   希望完成：2026-03-20\n   登记：李敏，2026-03-11 10:00" in text
    assert text.count("希望完成") == 1
