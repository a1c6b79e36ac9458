"""Streamlit's own words: every text that Streamlit is known to say has one of ours, in Chinese, and with its changing part."""

import re

import pytest

from portal.browser.words import EXACT, PATTERNS, words_of


def test_a_chinese_reader_meets_no_english_word_of_streamlit() -> None:
    words = words_of("zh_CN")
    assert words["lang"] == "zh-CN"
    assert set(words["exact"]) == set(EXACT)
    assert all(re.search(r"[\u4e00-\u9fff–]", ours) for ours in words["exact"].values())


def test_an_english_reader_is_told_what_the_portal_does_when_it_does_not_answer() -> None:
    words = words_of("en")
    lost = next(ours for theirs, ours in words["exact"].items() if theirs.startswith("Is Streamlit still running"))
    assert "kept as a draft" in lost
    assert "Upload" not in words["exact"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("20MB per file", "单个文件不超过 20 MB"),
        ("20MB per file • PNG, PDF", "单个文件不超过 20 MB，PNG, PDF"),
        ("Show data: 折线图", "查看数据：折线图"),
        ("Value must be 2026-01-01 or later.", "不能早于 2026-01-01。"),
    ],
)
def test_a_changing_part_is_kept(theirs: str, ours: str) -> None:
    for pattern, words in words_of("zh_CN")["patterns"]:
        if re.match(pattern, theirs):
            assert re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", words), theirs) == ours
            return
    pytest.fail(f"nothing says {theirs}")


def test_each_pattern_keeps_all_its_parts() -> None:
    for pattern, words in PATTERNS.items():
        parts = set(re.findall(r"\$\d", words))
        assert parts == {f"${number}" for number in range(1, re.compile(pattern).groups + 1)}
