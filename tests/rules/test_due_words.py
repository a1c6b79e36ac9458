"""How near a moment is, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.i18n import speaking
from portal.rules.due_words import due_words, span_words

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "english", "chinese"),
    [
        (timedelta(seconds=59), "due in less than 1 min", "剩 不到 1 分钟"),
        (timedelta(minutes=18), "due in 18 min", "剩 18 分钟"),
        (timedelta(minutes=60), "due in 1 h 00 min", "剩 1 小时 00 分"),
        (timedelta(hours=23, minutes=59, seconds=59), "due in 23 h 59 min", "剩 23 小时 59 分"),
        (timedelta(days=1), "due in 1 day", "剩 1 天"),
        (timedelta(days=2, hours=4), "due in 2 days 4 h", "剩 2 天 4 小时"),
        (timedelta(days=40, hours=4), "due in 40 days", "剩 40 天"),
        (-timedelta(hours=2, minutes=5), "2 h 05 min late", "超时 2 小时 05 分"),
        (-timedelta(days=1, hours=3), "1 day 3 h late", "超时 1 天 3 小时"),
    ],
)
def test_a_due_time_is_said_as_people_say_it(ahead: timedelta, english: str, chinese: str) -> None:
    with speaking("en"):
        assert due_words(NOW + ahead, NOW) == english
    with speaking("zh_CN"):
        assert due_words(NOW + ahead, NOW) == chinese


def test_nothing_is_said_where_nothing_is_due() -> None:
    assert due_words(None, NOW) == ""


def test_a_span_drops_its_seconds() -> None:
    with speaking("en"):
        assert span_words(timedelta(minutes=2, seconds=59)) == "2 min"
