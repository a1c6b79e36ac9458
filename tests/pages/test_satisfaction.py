"""Satisfaction: rates against target, the answers behind them, and asking customers (rules S-01 to S-03)."""

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.surveys import EnterAnswer, SendSurvey, enter_answer, send_survey
from portal.db.models.surveys import Survey
from portal.db.session import reading
from portal.i18n import speaking
from portal.rules.calls import Ending
from portal.rules.tickets import Backup
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import figures, open_figure, registered, said, tables, ticket, unfold

pytestmark = pytest.mark.usefixtures("sqlite_database")


def solved(cast: Cast, who: str = "li") -> int:
    """A ticket solved on the call."""
    by = getattr(cast, who)
    return registered(cast, by, ending=Ending.SOLVED, cause="参数", solution="修改参数", backup=Backup.DONE).id


def answered(cast: Cast, overall: int, who: str = "li", comment: str = "") -> None:
    """A customer's answer on the telephone."""
    marks = {"speed": overall, "ability": overall, "attitude": 5, "overall": overall, "comment": comment}
    command = EnterAnswer.of(ticket_id=solved(cast, who), channel="phone", **marks)
    do(enter_answer, command, getattr(cast, who), at=clock.now())


def survey(id: int = 1) -> Survey:
    with reading() as session:
        found = session.get_one(Survey, id)
        session.expunge(found)
    return found


def listed(at: AppTest) -> list[int]:
    return [int(mark) for mark in tables(at)[-1]["overall"]] if tables(at) else []


def choose(at: AppTest, number: str = "T-2026-000001") -> AppTest:
    return unfold(at, "asking").selectbox(key="asking.ticket").set_value(number).run()


@pytest.mark.rule("S-02")
def test_a_rate_shows_its_denominator_and_says_when_there_are_fewer_than_ten(cast: Cast) -> None:
    for overall in (5, 4, 3):
        answered(cast, overall)
    shown = figures(signed_in_as(cast, "zhou", "satisfaction"))
    assert shown["Satisfaction rate"] == ("66.7 %", "2 of only 3, target 85 %")
    assert shown["Not satisfied"][0] == "1"
    assert shown["Mean mark of 5"][0] == "4.0"


@pytest.mark.rule("S-02")
def test_ten_answers_are_enough_to_say_no_more(cast: Cast) -> None:
    for _ in range(10):
        answered(cast, 5)
    assert figures(signed_in_as(cast, "zhou", "satisfaction"))["Satisfaction rate"] == ("100.0 %", "10 of 10, target 85 %")


@pytest.mark.rule("S-03")
def test_coverage_and_feedback_are_shown_against_their_targets(cast: Cast) -> None:
    answered(cast, 5)
    do(send_survey, SendSurvey(ticket_id=solved(cast)), cast.li, at=clock.now())
    solved(cast)
    shown = figures(signed_in_as(cast, "sun", "satisfaction"))
    assert shown["Feedback rate"] == ("50.0 %", "1 of only 2, target 50 %")
    assert shown["Customers asked"] == ("100.0 %", "1 of only 1, target 70 %")


def test_before_the_first_answer_the_page_says_so(cast: Cast) -> None:
    at = unfold(signed_in_as(cast, "sun", "satisfaction"), "asking")
    assert figures(at)["Satisfaction rate"][0] == "–"
    words = said(at)
    assert "The line begins with the first answer." in words
    assert "No answer matches." in words
    assert "Nobody has to be asked." in words
    assert not at.exception


@pytest.mark.rule("S-02")
def test_a_figure_opens_the_answers_behind_it(cast: Cast) -> None:
    answered(cast, 5)
    answered(cast, 2, "zhao", "等了太久")
    at = signed_in_as(cast, "sun", "satisfaction")
    assert sorted(listed(at)) == [2, 5]
    open_figure(at, "Not satisfied")
    assert listed(at) == [2]
    assert list(tables(at)[-1]["comment"]) == ["等了太久"]
    open_figure(at, "Satisfaction rate")
    assert listed(at) == [5]


@pytest.mark.rule("S-02")
def test_the_period_chooses_by_the_month_of_asking(cast: Cast) -> None:
    answered(cast, 5)
    assert listed(signed_in_as(cast, "sun", "satisfaction", span="quarter")) == [5]
    assert listed(signed_in_as(cast, "sun", "satisfaction", span="last-month")) == []
    assert listed(signed_in_as(cast, "sun", "satisfaction", span="<script>")) == [5]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "wu", "qian", "admin"])
def test_satisfaction_is_for_those_who_answer_for_it(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="satisfaction"):
        signed_in_as(cast, who, "satisfaction")


@pytest.mark.rule("X-01")
def test_management_looks_and_asks_nobody(cast: Cast) -> None:
    solved(cast)
    assert "Ask the customer" not in said(signed_in_as(cast, "zhou", "satisfaction"))


@pytest.mark.rule("S-01")
def test_an_answer_on_the_telephone_moves_the_figure(cast: Cast) -> None:
    solved(cast)
    at = choose(signed_in_as(cast, "li", "satisfaction"))
    form = f"survey.{survey().id}.answer"
    at.button(key=f"{form}.submit").click().run()
    assert "Please fill this in." in said(at)
    for name in ("speed", "ability", "attitude", "overall"):
        at.selectbox(key=f"{form}.{name}").set_value(4).run()
    at.text_area(key=f"{form}.comment").input("处理得很快").run()
    at.button(key=f"{form}.submit").click().run()
    assert (survey().overall, survey().comment) == (4, "处理得很快")
    assert figures(at.run())["Satisfaction rate"][0] == "100.0 %"


@pytest.mark.rule("S-01")
def test_a_link_is_shown_once_and_is_not_kept(cast: Cast) -> None:
    solved(cast)
    at = choose(signed_in_as(cast, "li", "satisfaction"))
    at.button(key=f"survey.{survey().id}.link.submit").click().run()
    links = [str(element.value) for element in at.code]
    assert len(links) == 1
    assert "/s/" in links[0]
    assert survey().sent_at is not None
    at.run()
    assert not at.code
    assert f"survey.{survey().id}.link.made" not in at.session_state


@pytest.mark.rule("S-01")
def test_a_link_from_a_ticket_comes_to_ask_its_customer(cast: Cast) -> None:
    solved(cast)
    at = signed_in_as(cast, "li", "satisfaction", ask="T-2026-000001")
    assert at.selectbox(key="asking.ticket").value == "T-2026-000001"
    assert not signed_in_as(cast, "li", "satisfaction").selectbox


@pytest.mark.rule("S-01")
def test_an_answered_request_is_asked_no_more(cast: Cast) -> None:
    answered(cast, 5)
    assert ticket().number not in said(signed_in_as(cast, "li", "satisfaction"))


def test_satisfaction_speaks_chinese_throughout(cast: Cast) -> None:
    answered(cast, 2, comment="等了太久")
    solved(cast)
    at = signed_in_as(cast, "sun", "satisfaction", language="zh_CN")
    with speaking("zh_CN"):  # the driver words the choices itself
        choose(at, "T-2026-000002")
    words = said(at)
    assert "满意率" in words
    for foreign in ("None'", "target", "Asked", "answer"):
        assert foreign not in words
