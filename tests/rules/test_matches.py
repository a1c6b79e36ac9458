"""Where a search found what it found (rule K-03)."""

import pytest

from portal.rules.matches import first_match

PARTS = {
    "title": "Salary run stops",
    "symptom": "月末工资计算后系统崩溃，所有操作员无法登录",
    "cause": "",
    "solution": "重建索引 idx_salary",
}


@pytest.mark.rule("K-03")
@pytest.mark.parametrize(
    ("asked", "part", "found"),
    [
        ("salary", "title", "Salary"),
        ("系统崩溃", "symptom", "系统崩溃"),
        ("索引", "solution", "索引"),
        ("工 资", "symptom", "工"),
        ("ＳＡＬＡＲＹ", "title", "Salary"),
    ],
)
def test_a_result_shows_the_part_and_the_words_that_were_found(asked: str, part: str, found: str) -> None:
    match = first_match(asked, PARTS)
    assert match is not None
    assert (match.part, match.found) == (part, found)


@pytest.mark.rule("K-03")
def test_a_long_text_is_cut_around_what_was_found() -> None:
    match = first_match("needle", {"symptom": "a" * 100 + " needle " + "b" * 100})
    assert match is not None
    assert match.before.startswith("…a")
    assert match.after.endswith("b…")
    assert len(match.before + match.found + match.after) < 80


def test_nothing_is_shown_for_what_does_not_occur() -> None:
    assert first_match("考勤", PARTS) is None
    assert first_match("", PARTS) is None
