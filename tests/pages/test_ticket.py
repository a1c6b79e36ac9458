"""One ticket: only steps that lead on from its state and that this person may take, its story, its promises, its files."""

from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions import tickets as deeds
from portal.actions.dispatch import RequestDispatch, request_dispatch
from portal.db.models.articles import ArticleUse
from portal.db.session import reading
from portal.rules.calls import Ending
from portal.rules.tickets import Backup, FaultLevel, TicketStatus
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import SYMPTOM, press, published, registered, said, ticket

pytestmark = pytest.mark.usefixtures("sqlite_database")


def opened(cast: Cast, who: str = "li", number: str = "T-2026-000001", **more: str) -> AppTest:
    return signed_in_as(cast, who, "ticket", id=number, **more)


def offered(at: AppTest) -> list[str]:
    """The steps on offer, the likeliest first."""
    keys = [str(group.key) for group in at.get("pills")]
    return keys[0].split(".", 3)[3].split(".") if keys else []


def choose(at: AppTest, step: str) -> AppTest:
    pills = next(group for group in at.get("pills") if group.label == "What next?")
    return pills.set_value(step).run()


def form(step: str, field: str = "submit") -> str:
    return f"ticket.{ticket().id}.{step}.{field}"


def send(at: AppTest, step: str) -> AppTest:
    return at.button(key=form(step)).click().run()


def meanwhile(cast: Cast, **values: Any) -> None:
    now = ticket()
    do(deeds.record_answer, deeds.RecordAnswer(id=now.id, seen=now.version, text="请稍候", **values), cast.zhao, at=clock.now())


@pytest.mark.rule("H-11")
def test_a_similar_article_beside_the_ticket_fills_in_its_solution_and_its_use_is_recorded(cast: Cast) -> None:
    registered(cast)
    article = published(cast)
    at = opened(cast)
    assert article.number in said(at)
    assert "清理临时表空间" in said(at)
    press(at, "Use this solution")
    choose(at, "solve")
    assert at.text_area(key=form("solve", "solution")).value == "清理临时表空间"
    with reading() as session:
        assert session.exec(select(ArticleUse.ticket_id)).all() == [ticket().id]


def test_the_head_says_how_the_ticket_stands(cast: Cast) -> None:
    registered(cast, level=FaultLevel.TWO)
    words = said(opened(cast))
    for expected in (
        "T-2026-000001",
        SYMPTOM,
        "In progress",
        "Level 2",
        "Telephone",
        "No entitlement",
        "138****8000",
        "owner: 李敏",
    ):
        assert expected in words


@pytest.mark.rule("H-10")
def test_the_promises_stand_beside_the_story_with_their_verdict_and_holder(cast: Cast) -> None:
    registered(cast)
    words = said(opened(cast))
    assert "First response (1 day)" in words
    assert "Kept, took" in words
    assert "Solution (2 days)" in words
    assert "On time, due in" in words


@pytest.mark.rule("H-10")
def test_an_answer_is_logged_and_stands_in_the_story(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "answer")
    at.text_area(key=form("answer", "text")).set_value("请先不要重启服务器").run()
    send(at, "answer")
    assert "Told the customer" in said(at)
    assert "请先不要重启服务器" in said(at)


@pytest.mark.rule("H-06")
def test_a_ticket_is_solved_with_cause_solution_and_the_backup_answer(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "solve")
    at.text_area(key=form("solve", "cause")).set_value("临时表空间满").run()
    at.text_area(key=form("solve", "solution")).set_value("清理临时表空间").run()
    at.segmented_control(key=form("solve", "backup")).set_value(Backup.DONE.value).run()
    send(at, "solve")
    assert ticket().status is TicketStatus.SOLVED
    assert offered(at)[0] == "confirm"


@pytest.mark.rule("H-07")
def test_a_parked_ticket_offers_the_callback_first(cast: Cast) -> None:
    registered(cast, ending=Ending.PARKED, agreed=True)
    at = opened(cast)
    assert offered(at)[0] == "call_back"
    assert "Callback due in" in said(at)
    at.text_area(key=form("call_back", "said")).set_value("还需要远程看日志").run()
    send(at, "call_back")
    assert ticket().status is TicketStatus.IN_PROGRESS


@pytest.mark.rule("H-09")
def test_what_a_step_needs_is_said_before_somebody_types(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "dispatch")
    assert "needs the customer's written report first" in said(at)
    at.text_area(key=form("dispatch", "reason")).set_value("远程无法处理").run()
    send(at, "dispatch")
    assert "Hold a consultation first" in said(at) or "written report before anyone is sent" in said(at)
    assert at.text_area(key=form("dispatch", "reason")).value == "远程无法处理"
    assert ticket().status is TicketStatus.IN_PROGRESS


@pytest.mark.rule("D-01")
def test_a_dispatch_is_requested_with_suggestion_and_reason(cast: Cast) -> None:
    registered(cast, level=FaultLevel.ONE)
    at = choose(opened(cast), "dispatch")
    at.text_area(key=form("dispatch", "reason")).set_value("远程无法处理").run()
    at.text_area(key=form("dispatch", "suggestion")).set_value("带上安装盘").run()
    send(at, "dispatch")
    assert ticket().status is TicketStatus.DISPATCH_REQUESTED
    assert "Requested as D-2026-000001" in said(at)


@pytest.mark.rule("L-07")
def test_the_level_is_changed_only_with_a_reason(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "level")
    at.segmented_control(key=form("level", "level")).set_value(FaultLevel.TWO.value).run()
    send(at, "level")
    assert "Please fill this in." in said(at)
    at.text_input(key=form("level", "reason")).set_value("所有操作员受影响").run()
    send(at, "level")
    assert ticket().level is FaultLevel.TWO
    assert "Level 3 → Level 2" in said(at)


@pytest.mark.rule("H-05")
def test_a_colleague_is_asked_to_take_over_and_the_owner_changes_on_acceptance(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "offer")
    at.selectbox(key=form("offer", "to_id")).set_value(cast.ids["zhao"]).run()
    at.text_input(key=form("offer", "reason")).set_value("下班交接").run()
    send(at, "offer")
    assert "offered to 赵宁" in said(at)
    assert ticket().owner_id == cast.ids["li"]
    colleague = opened(cast, "zhao")
    assert offered(colleague)[0] == "accept"
    send(colleague, "accept")
    assert ticket().owner_id == cast.ids["zhao"]


@pytest.mark.rule("H-05")
def test_somebody_elses_ticket_offers_no_step_that_only_its_owner_takes(cast: Cast) -> None:
    registered(cast)
    steps = offered(opened(cast, "zhao"))
    assert "answer" in steps
    assert not {"solve", "park", "offer", "wait"} & set(steps)


@pytest.mark.rule("H-13")
def test_a_solved_ticket_is_confirmed_archived_or_reopened_with_a_reason(cast: Cast) -> None:
    registered(cast, ending=Ending.SOLVED, cause="表空间满", solution="清理", backup=Backup.DONE)
    at = opened(cast)
    assert {"confirm", "reopen", "propose"} <= set(offered(at))
    choose(at, "reopen")
    send(at, "reopen")
    assert "Please fill this in." in said(at)
    choose(at, "confirm")
    send(at, "confirm")
    assert ticket().status is TicketStatus.CONFIRMED
    choose(at, "archive")
    send(at, "archive")
    assert ticket().status is TicketStatus.ARCHIVED
    assert not {"confirm", "reopen", "answer", "solve", "close"} & set(offered(at))


@pytest.mark.rule("K-02")
def test_a_solved_ticket_is_proposed_for_the_problem_base_with_one_click(cast: Cast) -> None:
    registered(cast, ending=Ending.SOLVED, cause="表空间满", solution="清理", backup=Backup.DONE)
    at = send(choose(opened(cast), "propose"), "propose")
    assert "Proposed as K-2026-000001" in said(at)


@pytest.mark.rule("S-01")
def test_a_solved_ticket_shows_that_the_customer_is_to_be_asked(cast: Cast) -> None:
    registered(cast, ending=Ending.SOLVED, cause="表空间满", solution="清理", backup=Backup.DONE)
    words = said(opened(cast))
    assert "The customer has not been asked yet." in words
    assert "Ask the customer" in words


@pytest.mark.rule("O-03")
def test_a_save_over_a_newer_version_is_refused_and_what_was_typed_is_kept(cast: Cast) -> None:
    registered(cast)
    at = choose(opened(cast), "answer")
    at.text_area(key=form("answer", "text")).set_value("我们一小时内答复").run()
    meanwhile(cast)
    send(at, "answer")
    assert "赵宁 changed this at" in said(at)
    assert at.text_area(key=form("answer", "text")).value == "我们一小时内答复"
    assert "请稍候" in said(at)
    send(at, "answer")
    assert said(at).count("我们一小时内答复") == 1
    assert not at.error


def test_a_reader_of_an_older_version_is_told_that_it_changed(cast: Cast) -> None:
    registered(cast)
    at = opened(cast)
    at.session_state["unused"] = 1
    meanwhile(cast)
    at.run()
    assert "请稍候" in said(at)


@pytest.mark.parametrize(
    "number", ["", "T-2026-999999", "T-2026-", "1", "' OR 1=1", "T-2026-000001\x00", "<script>", "T" * 5000, "Ｔ－２０２６"]
)
def test_a_number_that_is_no_ticket_is_answered_with_one_sentence(cast: Cast, number: str) -> None:
    registered(cast)
    at = opened(cast, number=number)
    assert not at.exception
    assert [error.value.replace("\\", "") for error in at.error] == ["There is no such record, or you may not see it."]
    assert SYMPTOM not in said(at)


@pytest.mark.rule("X-01")
def test_an_engineer_sees_the_tickets_of_the_own_orders_only(cast: Cast) -> None:
    registered(cast)
    words = said(opened(cast, "wang"))
    assert "There is no such record, or you may not see it." in words
    assert SYMPTOM not in words


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["qian", "wu", "admin"])
def test_the_page_is_closed_to_who_has_no_tickets(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="ticket"):
        opened(cast, who)


@pytest.mark.rule("X-01")
def test_management_reads_and_is_offered_nothing_to_do(cast: Cast) -> None:
    registered(cast)
    at = opened(cast, "zhou")
    assert SYMPTOM in said(at)
    assert offered(at) == []
    assert "Show" not in said(at).splitlines()


def test_people_s_own_words_are_shown_literally(cast: Cast) -> None:
    registered(cast, symptom="**粗** :red[红] $x$ <b>", description="[点我](javascript:alert(1)) :material/home:")
    at = opened(cast)
    assert not at.exception
    assert r"\*\*粗\*\*" in at.title[0].value
    assert "[点我](javascript:alert(1)) :material/home:" in said(at).splitlines()


def test_the_story_is_shown_a_page_at_a_time(cast: Cast) -> None:
    registered(cast)
    for _number in range(25):
        meanwhile(cast)
    at = opened(cast)
    assert said(at).count("请稍候") == 20
    at.button(key=f"ticket.{ticket().id}.shown.more").click().run()
    assert said(at).count("请稍候") == 25


def test_files_are_attached_and_bad_ones_refused_with_a_sentence(cast: Cast) -> None:
    registered(cast)
    at = opened(cast)
    next(group for group in at.segmented_control if group.key.endswith(".view")).set_value("files").run()
    at.get("file_uploader")[0].upload("错误.txt", "错误 318 行".encode(), "text/plain").run()
    assert "错误.txt" in said(at)
    at.get("file_uploader")[0].upload("空.txt", b"", "text/plain").run()
    assert at.error


@pytest.mark.rule("L-09")
def test_every_promise_shows_its_hands_and_its_stops(cast: Cast) -> None:
    registered(cast)
    now = ticket()
    do(deeds.wait_for_customer, deeds.WaitForCustomer(id=now.id, seen=now.version, reason="等客户备份"), cast.li, at=clock.now())
    at = opened(cast)
    next(group for group in at.segmented_control if group.key.endswith(".view")).set_value("promises").run()
    assert "with 李敏" in said(at)
    assert "stood still" in said(at)
    assert "等客户备份" in said(at)


@pytest.mark.rule("D-09")
def test_orders_on_site_stand_in_one_chain(cast: Cast) -> None:
    registered(cast, level=FaultLevel.ONE)
    now = ticket()
    do(request_dispatch, RequestDispatch(id=now.id, seen=now.version, reason="远程无法处理"), cast.li, at=clock.now())
    at = opened(cast, "sun")
    next(group for group in at.segmented_control if group.key.endswith(".view")).set_value("dispatch").run()
    assert "D-2026-000001" in said(at)
    assert "Requested" in said(at)


def test_the_page_speaks_chinese(cast: Cast) -> None:
    registered(cast)
    words = said(opened(cast, language="zh_CN"))
    for english in ("Promises", "Customer", "owner", "Story", "due in", "Telephone", "What next", "Level", "Priority"):
        assert english not in words
