"""Dispatch: the service manager checks requests, orders engineers, and writes visits off (rules D-01, D-02, D-08 to D-11)."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portal.actions.dispatch import OrderEngineer, order_engineer
from portal.clock import at_the_office
from portal.db.models.problems import ProblemEntry
from portal.db.queries import orders
from portal.db.queries.orders import OrderFilter
from portal.db.session import reading
from portal.rules.dispatch import Decision, OrderStatus
from portal.rules.tickets import TicketStatus
from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import figures, open_figure, said, tables, ticket, unfold
from tests.pages.desk import press as turn
from tests.pages.visits import Visits, field, order, press

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def opened(cast: Cast, id: int, who: str = "sun", language: str = "en") -> AppTest:
    return signed_in_as(cast, who, "dispatch-order", id=order(id).number, language=language)


def decisions(at: AppTest, id: int) -> Any:
    return next(group for group in at.get("segmented_control") if group.key == field(id, "write_off", "decision"))


def decide(at: AppTest, id: int, decision: str) -> AppTest:
    decisions(at, id).set_value(decision)
    return at.run()


def buttons(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


@pytest.mark.rule("D-01")
def test_the_page_begins_with_what_waits_for_a_decision(cast: Cast, visits: Visits) -> None:
    visits.request()
    visits.done()
    at = signed_in_as(cast, "sun", "dispatch")
    counted = {title: value for title, (value, _fact) in figures(at).items()}
    assert counted == {
        "Requests to check": "1",
        "Not solved": "0",
        "To write off": "1",
        "With engineers": "0",
        "On site now": "0",
    }
    assert "Waiting for your decision" in said(at)
    assert not at.exception


def test_an_empty_department_reads_what_will_appear(cast: Cast) -> None:
    assert "Nothing waits for a decision" in said(signed_in_as(cast, "sun", "dispatch"))


@pytest.mark.rule("D-11")
def test_the_week_shows_each_appointment_with_its_engineer_and_opens_the_order(cast: Cast, visits: Visits) -> None:
    id = visits.appointed()
    starts_at = order(id).starts_at
    assert starts_at is not None
    day = f"{at_the_office(starts_at):%Y-%m-%d}"
    at = signed_in_as(cast, "sun", "dispatch", week=day)
    wang = next(line for line in tables(at)[-1].to_dict("records") if line["engineer"][0].words == "王志强")
    [appointment] = wang[day]
    assert appointment.words == "华源机械"
    assert appointment.opens == ["dispatch-order", order(id).number]


@pytest.mark.rule("D-11")
@pytest.mark.parametrize("week", ["", "yesterday", "9999-12-31", "0001-01-01", "<b>"])
def test_a_wrong_week_in_the_address_is_this_week(cast: Cast, week: str) -> None:
    at = signed_in_as(cast, "sun", "dispatch", week=week)
    assert not at.exception
    assert "This week" in said(at)


@pytest.mark.rule("D-11")
def test_the_week_is_turned_to_and_fro(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "dispatch", week="2026-03-04")
    assert "2026-03-02 – 2026-03-08" in said(at)
    assert "2026-03-09 – 2026-03-15" in said(turn(at, "Week after"))
    assert "2026-03-02 – 2026-03-08" in said(turn(at, "Week before"))
    turn(at, "This week")
    assert "week" not in at.query_params


@pytest.mark.rule("D-11")
def test_a_figure_opens_the_orders_behind_it(cast: Cast, visits: Visits) -> None:
    visits.appointed()
    at = signed_in_as(cast, "sun", "dispatch")
    open_figure(at, "With engineers")
    assert "1 order matches" in said(at)
    open_figure(at, "To write off")
    assert "No order matches" in said(at)


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["li", "wang", "wu", "qian"])
def test_the_board_is_for_those_who_lead(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match=r"dispatch\.py"):
        signed_in_as(cast, who, "dispatch")


@pytest.mark.parametrize("number", ["", "D-2026-999999", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_number_is_no_order(cast: Cast, number: str) -> None:
    at = signed_in_as(cast, "sun", "dispatch-order", id=number)
    assert "There is no such record" in at.error[0].value


@pytest.mark.rule("D-02")
def test_engineers_are_proposed_with_reasons_and_the_manager_chooses(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = opened(cast, id)
    words = said(at)
    assert "Works in the customer's region (华东)" in words
    assert "Orders in hand: 0" in words
    at.selectbox(key=field(id, "order_engineer", "engineer_id")).set_value(cast.ids["chen"]).run()
    press(at, id, "order_engineer")
    assert (order(id).status, order(id).engineer_id) == (OrderStatus.ORDERED, cast.ids["chen"])
    assert f"Order {order(id).number} is with 陈静" in said(at)


@pytest.mark.rule("D-01")
def test_an_unclear_request_goes_back_only_with_a_reason(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = unfold(opened(cast, id), f"order.{id}.return_request")
    press(at, id, "return_request")
    assert order(id).status is OrderStatus.REQUESTED
    at.text_area(key=field(id, "return_request", "reason")).input("故障现象不清楚").run()
    press(at, id, "return_request")
    assert order(id).status is OrderStatus.RETURNED
    assert "故障现象不清楚" in said(at)


@pytest.mark.rule("D-01")
def test_two_managers_on_one_request_order_one_engineer(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = opened(cast, id)
    visits.act(order_engineer, OrderEngineer, id, cast.sun, engineer_id=cast.ids["chen"])
    press(at, id, "order_engineer")
    assert order(id).engineer_id == cast.ids["chen"]
    assert not at.exception


@pytest.mark.rule("D-03")
def test_a_request_that_was_handed_back_can_be_corrected(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = unfold(opened(cast, id), f"order.{id}.correct_request")
    at.text_input(key=field(id, "correct_request", "address")).input("上海市徐汇区虹桥路 1 号").run()
    press(at, id, "correct_request")
    assert order(id).address == "上海市徐汇区虹桥路 1 号"


@pytest.mark.rule("D-11")
def test_an_order_on_its_way_is_given_to_somebody_else_with_a_reason(cast: Cast, visits: Visits) -> None:
    id = visits.appointed()
    at = unfold(opened(cast, id), f"order.{id}.reassign_order")
    at.selectbox(key=field(id, "reassign_order", "engineer_id")).set_value(cast.ids["chen"]).run()
    press(at, id, "reassign_order")
    assert order(id).engineer_id == cast.ids["wang"]
    at.text_area(key=field(id, "reassign_order", "reason")).input("王志强生病").run()
    press(at, id, "reassign_order")
    assert (order(id).engineer_id, order(id).starts_at) == (cast.ids["chen"], None)


@pytest.mark.rule("D-08")
def test_before_writing_off_the_manager_sees_times_steps_backup_signature_and_the_record(cast: Cast, visits: Visits) -> None:
    at = opened(cast, visits.done())
    words = said(at)
    for expected in ("Backed up · 张会计", "清理日志并扩容", "Signed by the customer", "Explain, with the customer operating"):
        assert expected in words
    assert sum(element.proto.url.startswith("/files/") for element in at.get("link_button")) == 2


@pytest.mark.rule("D-10")
def test_a_solved_visit_is_archived_its_ticket_solved_and_an_article_proposed(cast: Cast, visits: Visits) -> None:
    id = visits.done()
    at = press(opened(cast, id), id, "write_off")
    assert order(id).status is OrderStatus.ARCHIVED
    assert ticket().status is TicketStatus.SOLVED
    assert "is a candidate for the problem base" in said(at)


@pytest.mark.rule("D-09")
def test_an_unsolved_visit_is_followed_by_a_further_order_and_both_are_one_story(cast: Cast, visits: Visits) -> None:
    id = visits.failed()
    at = opened(cast, id)
    assert [option.content for option in decisions(at, id).proto.options] == [
        Decision.FURTHER_ORDER.label,
        Decision.HEADQUARTERS.label,
    ]
    decide(at, id, "further_order")
    press(at, id, "write_off")
    assert "Choose who carries out the further order." in said(at)
    at.selectbox(key=field(id, "write_off", "engineer_id")).set_value(cast.ids["chen"]).run()
    press(at, id, "write_off")
    assert order(id).status is OrderStatus.WRITTEN_OFF
    words = said(at)
    assert "The whole way" in words
    with reading() as session:
        chain = orders.orders_matching(session, OrderFilter())
    assert [(row.engineer, row.previous_id) for row in chain] == [("陈静", id), ("王志强", None)]
    assert chain[0].number in words


@pytest.mark.rule("D-09")
def test_headquarters_is_asked_a_question(cast: Cast, visits: Visits) -> None:
    id = visits.failed()
    at = decide(opened(cast, id), id, "headquarters")
    press(at, id, "write_off")
    assert "Write down what headquarters is asked." in said(at)
    assert order(id).status is OrderStatus.NOT_SOLVED
    at.text_area(key=field(id, "write_off", "question")).input("请提供补丁").run()
    press(at, id, "write_off")
    with reading() as session:
        entry = session.get_one(ProblemEntry, 1)
        assert (entry.order_id, entry.question) == (id, "请提供补丁")


@pytest.mark.rule("X-01")
def test_management_looks_and_decides_nothing(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = opened(cast, id, who="zhou")
    assert "远程无法解决" in said(at)
    assert not any(key.startswith(f"order.{id}.") for key in buttons(at))


def test_an_engineer_who_follows_the_link_lands_on_the_own_page(cast: Cast, visits: Visits) -> None:
    at = opened(cast, visits.ordered(), who="wang")
    assert "Step 1 of 9" in said(at)


def test_dispatch_speaks_chinese_throughout(cast: Cast, visits: Visits) -> None:
    at = opened(cast, visits.done(), language="zh_CN")
    words = said(at)
    assert "核销" in words
    for foreign in ("Write off", "None", "Backed up", "Steps"):
        assert foreign not in words


def test_what_people_wrote_is_shown_literally(cast: Cast, visits: Visits) -> None:
    id = visits.request()
    at = unfold(opened(cast, id), f"order.{id}.correct_request")
    evil = "**fett** <script>alert(1)</script> [x](javascript:1) $a$ :red[x]"
    at.text_area(key=field(id, "correct_request", "problem")).input(evil).run()
    press(at, id, "correct_request")
    assert order(id).problem == evil
    shown = [str(element.value) for element in at.markdown if "fett" in str(element.value)]
    assert shown
    assert all("\\*\\*fett" in text and "\\<script" in text for text in shown)


def test_the_story_leads_from_the_order_to_its_engineer(cast: Cast, visits: Visits) -> None:
    visits.ordered()
    words = said(signed_in_as(cast, "sun", "ticket", id="T-2026-000001"))
    assert "D-2026-000001 → 王志强" in words
    assert "· →" not in words
