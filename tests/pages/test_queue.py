"""The queue: what breaks first stands on top, figures and bars open their rows, and everybody reads it in their language."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.deed import Actor
from portal.db.models.people import PersonRole
from portal.db.models.tickets import Promise
from portal.db.session import reading, writing
from portal.rules.permissions import Role
from portal.rules.tickets import FaultLevel
from portal.ui.gate import Look
from portal.ui.queue_board import load
from tests.cast import NOW, Cast
from tests.desk import register, rows
from tests.pages import signed_in_as
from tests.pages.desk import figures, filters, narrow, open_figure, said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def queue(cast: Cast, who: str = "sun", language: str = "en", **query: str) -> AppTest:
    at = signed_in_as(cast, who, "queue", language=language, **query)
    assert not at.exception
    return at


def a_day_at_the_desk(cast: Cast) -> dict[str, str]:
    """One ticket is broken, one at risk, one on time."""
    now = clock.now()
    register(cast, at=now - timedelta(hours=30), symptom="超时的问题", level=FaultLevel.TWO)
    register(cast, at=now - timedelta(hours=23), symptom="将到期的问题")
    register(cast, at=now - timedelta(hours=1), symptom="正常的问题")
    return {"broken": "超时的问题", "at risk": "将到期的问题", "on time": "正常的问题"}


def lines(at: AppTest) -> list[dict[str, Any]]:
    return tables(at)[0].to_dict("records")


def problems(at: AppTest) -> list[str]:
    return [line["symptom"] for line in lines(at)]


@pytest.mark.rule("Q-01")
def test_a_promise_that_breaks_is_counted_in_the_very_next_second(cast: Cast) -> None:
    register(cast, at=NOW + timedelta(seconds=2))
    due = min(promise.due_at for promise in rows(Promise))

    def broken(seconds: int) -> int:
        with reading() as session:
            sun = Actor(cast.ids["sun"], "孙丽", frozenset({Role.SUPERVISOR}))
            return load(Look(session, sun, due + timedelta(seconds=seconds), cast.sun)).pressures.broken

    assert [broken(-1), broken(1)] == [0, 1]


@pytest.mark.rule("Q-01")
def test_what_breaks_first_stands_on_top_with_its_countdown(cast: Cast) -> None:
    day = a_day_at_the_desk(cast)
    at = queue(cast)
    assert problems(at) == list(day.values())
    words = [line["due"] for line in lines(at)]
    assert words[0].endswith("late")
    assert all(word.startswith("due in") for word in words[1:])


@pytest.mark.rule("Q-02")
def test_the_figures_say_what_waits_what_is_at_risk_and_what_is_broken(cast: Cast) -> None:
    a_day_at_the_desk(cast)
    shown = {title: value for title, (value, _fact) in figures(queue(cast)).items()}
    assert (shown["Open tickets"], shown["At risk"], shown["Broken"], shown["Dispatch requests"]) == ("3", "1", "1", "0")
    assert shown["Satisfied this month"] == "–"


@pytest.mark.rule("Q-02")
@pytest.mark.parametrize(("figure", "title"), [("broken", "Broken"), ("at risk", "At risk")])
def test_a_figure_opens_the_rows_behind_it(cast: Cast, figure: str, title: str) -> None:
    day = a_day_at_the_desk(cast)
    at = queue(cast)
    open_figure(at, title)
    assert problems(at) == [day[figure]]
    open_figure(at, "Open tickets")
    assert len(problems(at)) == 3


def test_the_filters_narrow_the_queue_and_stand_in_the_address(cast: Cast) -> None:
    day = a_day_at_the_desk(cast)
    at = queue(cast)
    narrow(at, level="2")
    assert problems(at) == [day["broken"]]
    assert at.query_params["level"] == "2"
    narrow(at, level="", find="将到期")
    assert problems(at) == [day["at risk"]]
    assert at.query_params["find"] == "将到期"


def test_a_link_opens_the_queue_as_it_was_filtered(cast: Cast) -> None:
    a_day_at_the_desk(cast)
    register(cast, by=cast.zhao, symptom="赵宁的问题", at=clock.now())
    assert problems(queue(cast, "zhao", scope="mine")) == ["赵宁的问题"]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    "forged",
    [
        {"level": "9"},
        {"state": "' OR 1=1 --"},
        {"owner": "x"},
        {"owner": "99999999999999"},
        {"promise": "soon"},
        {"scope": "<b>"},
    ],
)
def test_a_forged_address_shows_the_whole_queue(cast: Cast, forged: dict[str, str]) -> None:
    a_day_at_the_desk(cast)
    assert len(problems(queue(cast, **forged))) == 3


def test_an_empty_queue_says_what_will_appear(cast: Cast) -> None:
    at = queue(cast)
    assert "New tickets appear here by themselves" in said(at)
    assert not tables(at)


def test_the_queue_speaks_chinese_and_nothing_else(cast: Cast) -> None:
    a_day_at_the_desk(cast)
    at = queue(cast, language="zh_CN")
    assert "服务队列" in at.title[0].value
    assert {"未结服务单", "将到期", "超时", "派发申请", "本月满意度"} == set(figures(at))
    assert lines(at)[0]["due"].startswith("超时")
    assert [words for _value, words in filters(at)["level"]["choices"]] == ["全部", "一级", "二级", "三级"]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_whoever_may_not_see_the_queue_has_no_such_page(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="queue"):
        signed_in_as(cast, who, "queue")


@pytest.mark.rule("X-01")
def test_a_right_that_is_withdrawn_ends_the_queue_at_the_next_refresh(cast: Cast) -> None:
    day = a_day_at_the_desk(cast)
    at = queue(cast, "zhao")
    with writing() as session:
        session.delete(session.get_one(PersonRole, (cast.ids["zhao"], Role.AGENT)))
    at.run()
    assert day["broken"] not in said(at)
    assert not tables(at)


def test_management_looks_but_registers_nothing(cast: Cast) -> None:
    assert not [button for button in queue(cast, "zhou").button if button.key == "queue.register"]
    assert [button for button in queue(cast, "li").button if button.key == "queue.register"]


@pytest.mark.parametrize(("page", "room"), [("queue", 686), ("tickets", 908)])
def test_on_a_small_screen_only_the_end_of_a_problem_is_cut_off(cast: Cast, page: str, room: int) -> None:
    """What a list has to itself on a screen of 1280 pixels: every column but the last, and a few words of that one."""
    a_day_at_the_desk(cast)
    table = tables(signed_in_as(cast, "sun", page))[0]
    widths = table.attrs["widths"]
    *others, last = table
    assert last == "symptom"
    assert sum(widths[name] for name in others) <= room - 100
