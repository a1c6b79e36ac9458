"""What a spreadsheet makes of numbers and dates, and what people meant (rule A-10)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sheets.cells import UnreadableCell, day_of, text_of, was_rounded, whole

pytestmark = pytest.mark.rule("A-10")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000.0, "13800138000"), (8.3, "8.3"), ("8.0", "8.0"), (True, "TRUE"), (None, ""), ("=1+1", "=1+1"),
        (date(2026, 3, 1), "2026-03-01"), (datetime(2026, 3, 1), "2026-03-01"), (datetime(2026, 3, 1, 8, 30), "2026-03-01 08:30"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_was_meant(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"), ("13800138000.0", "13800138000"), ("1.3800138001E+10", "13800138001"),
        ("1.3800138E10", "13800138000"), ("021-6888 1234", "021-6888 1234"), ("HY-20931", "HY-20931"), ("12E", "12E"),
    ],
)  # fmt: skip
def test_a_telephone_keeps_its_digits(text: str, number: str) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["1.38E+10", "1.38001E+10", "1E+10", "4.40301E+17"])
def test_a_number_whose_end_is_gone_is_not_taken_for_whole(text: str) -> None:
    with pytest.raises(UnreadableCell):
        whole(text)


@given(st.integers(10**10, 10**11 - 1))
def test_a_mobile_number_survives_being_a_number(number: int) -> None:
    assert whole(text_of(float(number))) == str(number)
    assert not was_rounded(float(number))


def test_more_digits_than_a_spreadsheet_keeps_are_noticed() -> None:
    assert was_rounded(440301199001011234.0)


@pytest.mark.parametrize(
    "text", ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "2026年03月01日", "20260301", "46082", "2026-03-01 00:00:00"]
)
def test_a_day_is_understood_however_it_is_written(text: str) -> None:
    assert day_of(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["3/1/2026", "2026-02-30", "soon", "2026", "99999999", "12", "２０２６年", "-1", "1e9"])
def test_what_is_no_day_or_two_days_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableCell):
        day_of(text)


@given(st.dates(date(1950, 1, 2), date(2099, 12, 30)))
def test_every_day_is_the_same_day_in_each_spelling(day: date) -> None:
    spellings = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        text_of(datetime(day.year, day.month, day.day)),
    )
    assert {day_of(text) for text in spellings} == {day}
