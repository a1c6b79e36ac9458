"""The board of projects and the page of each: what is missing, what is due, who may do what (rules A-02 to A-06, O-04)."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.leftover_problems import RecordLeftover, record_leftover
from portal.rules.projects import DocumentKind
from tests.actions.projects import a_project, hand_in, leftover_of, project_of, withdraw
from tests.cast import Cast, do
from tests.desk import register
from tests.pages import signed_in_as
from tests.pages.desk import figures, open_figure, said, tables, ticket, unfold

pytestmark = pytest.mark.usefixtures("sqlite_database")
DAY = timedelta(days=1)
SIX = list(DocumentKind)[:6]


def opened(cast: Cast, id: int, who: str = "li", language: str = "en") -> AppTest:
    return signed_in_as(cast, who, "project", id=project_of(id).number or f"P-{id}", language=language)


def a_project_due(cast: Cast) -> int:
    """Its documents came in so long ago that the joint period is over."""
    id = a_project(cast, at=clock.now() - 120 * DAY)
    hand_in(cast, id, at=clock.now() - 110 * DAY)
    return id


def a_project_in_joint_period(cast: Cast) -> int:
    id = a_project(cast, at=clock.now() - 20 * DAY)
    hand_in(cast, id, at=clock.now() - 10 * DAY)
    return id


@pytest.mark.rule("A-03", "A-04", "A-05")
def test_the_board_counts_every_state_and_shows_what_needs_a_decision_on_top(cast: Cast) -> None:
    a_project_due(cast)
    a_project_in_joint_period(cast)
    hand_in(cast, a_project(cast, accepted_on=clock.at_the_office(clock.now()).date() - 5 * DAY), *SIX)
    a_project(cast)
    at = signed_in_as(cast, "sun", "projects")
    counted = {title: value for title, (value, _fact) in figures(at).items()}
    # Huayuan's project of before has no acceptance date: it counts as being implemented.
    assert counted == {
        "Due for take-over": "1",
        "Joint service period": "1",
        "Documents missing": "1",
        "In implementation": "2",
        "Taken over": "0",
    }
    titles = [markdown.value for markdown in at.markdown if markdown.value.startswith("####")]
    assert [title.split("] ")[1].split(" :")[0] for title in titles] == list(counted)[:4]
    rows = tables(at)[2]
    assert (rows["documents"][0], rows["missing"][0]) == ("6 of 7", "Server configuration")


@pytest.mark.rule("A-05")
def test_a_figure_opens_the_projects_behind_it(cast: Cast) -> None:
    id = a_project_due(cast)
    at = signed_in_as(cast, "sun", "projects")
    open_figure(at, "Due for take-over")
    assert "1 project matches" in said(at)
    assert list(tables(at)[0]["number"]) == [project_of(id).number]


def test_the_board_is_narrowed_by_what_one_knows(cast: Cast) -> None:
    a_project_due(cast)
    at = signed_in_as(cast, "sun", "projects", find="华源")
    assert figures(at)["Due for take-over"][0] == "0"
    at = signed_in_as(cast, "sun", "projects", find="东海")
    assert figures(at)["Due for take-over"][0] == "1"


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_projects_are_for_those_who_serve_and_lead(cast: Cast, who: str) -> None:
    for page in ("projects", "project"):
        with pytest.raises(ValueError, match=r"project"):
            signed_in_as(cast, who, page)


@pytest.mark.parametrize("number", ["", "P-2026-999999", "P-999999", "P-1", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_number_is_no_project(cast: Cast, number: str) -> None:
    a_project(cast)
    if number == "P-1":
        assert signed_in_as(cast, "li", "project", id=number).title[0].value == "华源人力资源系统"
        return
    assert "There is no such record" in signed_in_as(cast, "li", "project", id=number).error[0].value


@pytest.mark.rule("A-03", "A-04")
def test_the_page_says_in_words_how_far_the_hand_over_is(cast: Cast) -> None:
    id = a_project(cast)
    hand_in(cast, id, DocumentKind.SURVEY_REPORT, DocumentKind.CONTACT_LIST, DocumentKind.LEFTOVER_LIST)
    words = said(opened(cast, id))
    assert "3 of 7 documents are in; the joint period begins by itself with the last one." in words
    assert words.count("radio_button_unchecked") == 4
    assert "survey_report.pdf](/files/1?download)" in words
    words = said(opened(cast, id, language="zh_CN"))
    assert "移交文档已收 3/7 份；最后一份收齐后自动开始共同服务期。" in words


@pytest.mark.rule("A-02")
def test_particulars_are_corrected_on_the_page_and_wrong_dates_are_named_beside_their_field(cast: Cast) -> None:
    id = a_project(cast)
    at = unfold(opened(cast, id), f"project.{id}")
    at.date_input(key=f"project.{id}.signed_on").set_value("2026-03-02").run()
    at.date_input(key=f"project.{id}.started_on").set_value("2026-02-01").run()
    at.button(key=f"project.{id}.submit").click().run()
    assert "Implementation start (2026-02-01) is before Signing date (2026-03-02)." in said(at)
    assert project_of(id).signed_on is None
    at.date_input(key=f"project.{id}.started_on").set_value("2026-03-03").run()
    at.button(key=f"project.{id}.submit").click().run()
    assert f"The particulars of {project_of(id).number} are saved." in said(at)
    assert str(project_of(id).started_on) == "2026-03-03"


@pytest.mark.rule("A-02")
def test_particulars_that_are_half_typed_stand_open_after_a_reload(cast: Cast) -> None:
    id = a_project(cast)
    assert not opened(cast, id).date_input
    at = unfold(opened(cast, id), f"project.{id}")
    at.text_input(key=f"project.{id}.manager").set_value("钱经理").run()
    again = opened(cast, id)
    assert again.text_input(key=f"project.{id}.manager").value == "钱经理"


@pytest.mark.rule("A-03")
def test_several_documents_are_handed_in_at_once_each_with_a_proposal_and_a_wrong_one_is_refused_by_name(cast: Cast) -> None:
    id = a_project(cast)
    at = opened(cast, id)
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    at.file_uploader[0].upload("验收报告.pdf", pdf).upload("通讯录.pdf", b"no pdf").run()
    proposals = [box.value for box in at.selectbox if box.key and "upload" in box.key]
    assert proposals == ["acceptance_report", "contact_list"]
    at.button(key=f"project.{id}.upload.0.add").click().run()
    words = said(at)
    assert "1 document is in." in words
    assert "“通讯录.pdf”: The content of “通讯录.pdf” is not what its ending says." in words
    assert "1 of 7 documents are in" in words


@pytest.mark.rule("A-05")
def test_a_manager_takes_over_what_is_due_and_an_agent_has_no_such_button(cast: Cast) -> None:
    id = a_project_due(cast)
    assert f"project.{id}.take_over.submit" not in {button.key for button in opened(cast, id).button}
    at = opened(cast, id, "sun")
    at.button(key=f"project.{id}.take_over.submit").click().run()
    assert f"Project {project_of(id).number} is taken over." in said(at)
    assert project_of(id).taken_over_by_id == cast.ids["sun"]
    assert "Taken over on" in said(opened(cast, id, "zhou"))


@pytest.mark.rule("A-05")
def test_a_take_over_before_its_time_or_with_a_gap_is_refused_with_the_reason(cast: Cast) -> None:
    early = a_project_in_joint_period(cast)
    at = opened(cast, early, "sun")
    at.button(key=f"project.{early}.take_over.submit").click().run()
    assert f"runs until {project_of(early).joint_until}" in said(at)
    gap = a_project_due(cast)
    withdraw(cast, 8, at=clock.now() - 50 * DAY)
    at = opened(cast, gap, "sun")
    assert "the take-over waits for what was withdrawn" in said(at)
    at.button(key=f"project.{gap}.take_over.submit").click().run()
    assert "these documents are missing: Requirement survey report" in said(at)
    assert (project_of(early).taken_over_on, project_of(gap).taken_over_on) == (None, None)


@pytest.mark.rule("A-05", "A-06", "O-04")
def test_due_take_overs_and_leftover_problems_stand_in_the_work_list_of_whom_they_wait_for(cast: Cast) -> None:
    id = a_project_due(cast)
    a_project_in_joint_period(cast)
    for problem, follower in (("李敏跟进的", cast.ids["li"]), ("无人跟进的", None)):
        command = RecordLeftover(project_id=id, problem=problem, followed_by_id=follower)
        do(record_leftover, command, cast.li)
    rows = {who: tables(signed_in_as(cast, who, "work-list")) for who in ("li", "sun")}
    assert list(rows["li"][0]["text"]) == ["李敏跟进的"]
    assert list(rows["sun"][0]["text"]) == ["东海人力资源系统", "无人跟进的"]
    assert tables(signed_in_as(cast, "zhao", "work-list")) == []


@pytest.mark.rule("A-06")
def test_a_leftover_problem_is_recorded_and_an_overdue_one_says_so(cast: Cast) -> None:
    id = a_project(cast)
    at = opened(cast, id)
    assert "Nothing was left over" in said(at)
    left = do(record_leftover, RecordLeftover(project_id=id, problem="加班规则未配置", due_on="2026-01-05"), cast.li).id
    words = said(opened(cast, id))
    assert "Overdue since 2026-01-05" in " ".join([words, *badges(opened(cast, id))])
    assert leftover_of(left).closed_at is None


def badges(at: AppTest) -> list[str]:
    return [str(element.value) for element in at.markdown]


@pytest.mark.rule("A-04")
def test_a_ticket_in_the_joint_period_names_implementations_people(cast: Cast) -> None:
    a_project_in_joint_period(cast)
    register(cast, customer_id=cast.donghai, contact_id=None, caller_name="马科长", at=clock.now())
    words = said(signed_in_as(cast, "li", "ticket", id=ticket(f"T-{clock.now().year}-000001").number))
    assert "handle together with Implementation" in words
    assert "Project manager 郭强 · Implementation staff 何静、罗勇" in words
    words = said(signed_in_as(cast, "li", "new-ticket", customer=str(cast.donghai)))
    assert "Implementation staff 何静、罗勇" in words


@pytest.mark.rule("A-04")
def test_outside_the_joint_period_nobody_is_named(cast: Cast) -> None:
    a_project_due(cast)
    assert "together with Implementation" not in said(signed_in_as(cast, "li", "new-ticket", customer=str(cast.donghai)))
