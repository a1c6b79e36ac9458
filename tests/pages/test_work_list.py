"""The work list: one list across all processes, by what is due first (rule O-04)."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.callbacks import ParkTicket, park_ticket
from portal.actions.leftover_problems import RecordLeftover, record_leftover
from portal.db.queries import work_items
from tests.actions.projects import a_project
from tests.cast import Cast, do
from tests.desk import go, register
from tests.pages import signed_in_as
from tests.pages.desk import said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def work_list(cast: Cast, who: str, language: str = "en") -> AppTest:
    at = signed_in_as(cast, who, "work-list", language=language)
    assert not at.exception
    return at


def lines(at: AppTest) -> list[dict[str, Any]]:
    return tables(at)[0].to_dict("records") if tables(at) else []


@pytest.mark.rule("O-04")
@pytest.mark.rule("H-07")
def test_a_promised_callback_stands_before_tickets_that_are_due_later(cast: Cast) -> None:
    now = clock.now()
    register(cast, symptom="明天到期", at=now)
    parked = register(cast, symptom="答应回拨", at=now)
    go(park_ticket, ParkTicket, parked, cast.li, at=now, agreed=True)
    found = lines(work_list(cast, "li"))
    assert [line["text"] for line in found] == ["答应回拨", "明天到期"]
    assert found[0]["kind"] == "Call back"
    assert found[0]["due"].startswith("due in 59 min")


@pytest.mark.rule("O-04")
def test_nobody_finds_the_work_of_others(cast: Cast) -> None:
    register(cast, symptom="李敏的", at=clock.now())
    assert not lines(work_list(cast, "zhao"))
    assert "Nothing waits for you" in said(work_list(cast, "zhao"))


def test_the_list_says_how_much_is_late_and_at_risk(cast: Cast) -> None:
    now = clock.now()
    register(cast, at=now - timedelta(hours=30))
    register(cast, at=now - timedelta(hours=23))
    register(cast, at=now)
    words = said(work_list(cast, "li"))
    assert "3 things to do" in words
    assert "1 late" in words
    assert "1 at risk" in words


def test_of_very_much_work_the_foremost_is_shown_and_all_is_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_items, "FOREMOST", 2)
    for hours in (1, 5, 30):
        register(cast, symptom=f"{hours}小时前", at=clock.now() - timedelta(hours=hours))
    at = work_list(cast, "li")
    assert [line["text"] for line in lines(at)] == ["30小时前", "5小时前"]
    assert "3 things to do" in said(at)
    assert "The first 2 are shown" in said(at)


def test_the_list_is_chinese_for_who_reads_chinese(cast: Cast) -> None:
    register(cast, at=clock.now())
    at = work_list(cast, "li", language="zh_CN")
    assert "1 项待办" in said(at)
    assert lines(at)[0]["due"].startswith("剩")


def test_what_is_due_in_the_course_of_a_day_names_the_day_without_an_hour(cast: Cast) -> None:
    today = clock.at_the_office(clock.now()).date()
    problem = {"problem": "报表少一列", "responsible": "郭强", "due_on": today, "followed_by_id": cast.ids["zhao"]}
    do(record_leftover, RecordLeftover.of(project_id=a_project(cast), **problem), cast.li, at=clock.now())
    (line,) = lines(work_list(cast, "zhao"))
    assert line["at"] == f"{today:%m-%d}"


@pytest.mark.rule("X-01")
def test_whoever_has_no_work_list_has_no_such_page(cast: Cast) -> None:
    with pytest.raises(ValueError, match="work_list"):
        signed_in_as(cast, "zhou", "work-list")
