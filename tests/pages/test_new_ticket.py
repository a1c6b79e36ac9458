"""New ticket: who calls is found, nothing typed is lost, the call ends open, solved or parked (H-01 to H-07, H-11, H-12)."""

import pytest
from sqlmodel import col, func, select
from streamlit.testing.v1 import AppTest

from portal.db.models.articles import ArticleUse
from portal.db.models.tickets import Callback, Ticket
from portal.db.session import reading
from portal.rules.calls import Ending, Quadrant
from portal.rules.tickets import Category, FaultLevel, TicketStatus
from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import press, published, registered, said, ticket

pytestmark = pytest.mark.usefixtures("sqlite_database")


def calling(cast: Cast, asked: str = "8000", language: str = "en") -> AppTest:
    """The page after somebody was found and chosen."""
    at = signed_in_as(cast, "li", "new-ticket", language=language)
    at.text_input(key="new-ticket.find").set_value(asked).run()
    found = [button for button in at.button if str(button.key).startswith("new-ticket.caller.")]
    return found[0].click().run()


def typed(at: AppTest, ending: Ending = Ending.OPEN) -> AppTest:
    at.text_input(key="new-ticket.symptom").set_value("工资计算后系统崩溃").run()
    at.selectbox(key="new-ticket.category").set_value(Category.TECHNICAL.value).run()
    return at.segmented_control(key="new-ticket.ending").set_value(ending.value).run()


def register(at: AppTest) -> AppTest:
    return at.button(key="new-ticket.submit").click().run()


def number_of_tickets() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Ticket)).one()


@pytest.mark.rule("H-02")
@pytest.mark.parametrize("asked", ["138 0013 8000", "8000", "华源", "HY-20931", "张会计"])
def test_a_caller_is_found_and_the_card_stands_beside_the_form(cast: Cast, asked: str) -> None:
    at = calling(cast, asked)
    assert not at.exception
    assert "华源机械集团有限公司" in said(at)
    assert "138****8000" in said(at)
    assert "HY-20931" in said(at)
    assert at.text_input(key="new-ticket.symptom").value == ""


@pytest.mark.rule("X-02")
def test_the_whole_telephone_is_shown_only_on_request(cast: Cast) -> None:
    at = calling(cast)
    assert "13800138000" not in said(at)
    press(at, "Show")
    assert "13800138000" in said(at)


def test_nobody_found_is_said_in_a_sentence(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "new-ticket")
    at.text_input(key="new-ticket.find").set_value("没有这家公司").run()
    assert "Nobody is found by this" in said(at)


@pytest.mark.rule("H-01")
def test_a_call_is_registered_and_its_number_said_once_with_the_next_step(cast: Cast) -> None:
    at = register(typed(calling(cast)))
    assert not at.exception
    assert any("T-2026-000001 is registered" in success.value.replace("\\", "") for success in at.success)
    made = ticket()
    assert (made.customer_id, made.contact_id, made.status) == (cast.huayuan, cast.zhang, TicketStatus.IN_PROGRESS)


@pytest.mark.rule("H-06")
def test_a_call_solved_on_the_spot_leaves_cause_and_solution(cast: Cast) -> None:
    at = typed(calling(cast), Ending.SOLVED)
    at.segmented_control(key="new-ticket.backup").set_value("done").run()
    at.text_area(key="new-ticket.cause").set_value("临时表空间满").run()
    at.text_area(key="new-ticket.solution").set_value("清理临时表空间").run()
    register(at)
    made = ticket()
    assert (made.status, made.cause, made.solution) == (TicketStatus.SOLVED, "临时表空间满", "清理临时表空间")


@pytest.mark.rule("H-06")
def test_a_call_cannot_end_solved_without_a_solution_and_nothing_typed_is_lost(cast: Cast) -> None:
    at = typed(calling(cast), Ending.SOLVED)
    at.text_area(key="new-ticket.cause").set_value("临时表空间满").run()
    register(at)
    assert "Write down the cause and the solution" in said(at)
    assert at.text_input(key="new-ticket.symptom").value == "工资计算后系统崩溃"
    assert at.text_area(key="new-ticket.cause").value == "临时表空间满"
    assert number_of_tickets() == 0


@pytest.mark.rule("L-06")
def test_a_fault_cannot_be_solved_on_the_call_without_the_backup_answer(cast: Cast) -> None:
    at = typed(calling(cast), Ending.SOLVED)
    at.text_area(key="new-ticket.cause").set_value("临时表空间满").run()
    at.text_area(key="new-ticket.solution").set_value("清理临时表空间").run()
    register(at)
    assert "Ask the customer to back up first" in said(at)
    assert number_of_tickets() == 0


@pytest.mark.rule("H-07")
def test_a_call_is_parked_with_a_callback_when_the_customer_agreed(cast: Cast) -> None:
    at = typed(calling(cast), Ending.PARKED)
    at.checkbox(key="new-ticket.agreed").check().run()
    register(at)
    assert ticket().status is TicketStatus.PARKED
    with reading() as session:
        assert session.exec(select(func.count()).select_from(Callback).where(col(Callback.made_at).is_(None))).one() == 1


@pytest.mark.rule("H-07")
def test_a_call_is_not_parked_without_the_customers_word(cast: Cast) -> None:
    at = register(typed(calling(cast), Ending.PARKED))
    assert "only when the customer agreed" in said(at)
    assert number_of_tickets() == 0


@pytest.mark.rule("H-04")
def test_the_proposed_priority_says_its_reasons(cast: Cast) -> None:
    at = calling(cast)
    assert "Priority 3" in said(at)
    assert "Key customer: one step forward" in said(at)
    at.segmented_control(key="new-ticket.level").set_value(FaultLevel.ONE.value).run()
    assert "Priority 1" in said(at)
    assert "Fault level 1: the system no longer works" in said(at)
    at.segmented_control(key="new-ticket.level").set_value(FaultLevel.THREE.value).run()
    at.segmented_control(key="new-ticket.quadrant").set_value(Quadrant.BOTH.value).run()
    assert "Urgent and important" in said(at)


@pytest.mark.rule("L-01")
def test_each_fault_level_is_defined_where_it_is_chosen(cast: Cast) -> None:
    words = said(calling(cast))
    for level in FaultLevel:
        assert level.definition in words


@pytest.mark.rule("H-03")
def test_the_category_proposed_from_the_words_is_taken_with_one_click(cast: Cast) -> None:
    at = calling(cast)
    at.text_input(key="new-ticket.symptom").set_value("系统崩溃，报错").run()
    assert at.selectbox(key="new-ticket.category").value is None
    at.button(key="new-ticket.category.take").click().run()
    assert at.selectbox(key="new-ticket.category").value == Category.TECHNICAL.value


@pytest.mark.rule("H-12")
def test_an_open_ticket_about_the_same_is_shown_before_saving(cast: Cast) -> None:
    number = registered(cast).number
    at = calling(cast)
    at.text_input(key="new-ticket.symptom").set_value("系统崩溃了，工资计算后").run()
    assert "Perhaps registered already" in said(at)
    assert f"{number} 工资计算后系统崩溃" in said(at)


@pytest.mark.rule("H-11")
def test_a_similar_article_is_used_with_one_click_and_its_use_recorded(cast: Cast) -> None:
    published(cast)
    at = calling(cast)
    at.text_input(key="new-ticket.symptom").set_value("工资计算中断").run()
    press(at, "Use this solution")
    assert at.text_area(key="new-ticket.solution").value == "清理临时表空间"
    at.selectbox(key="new-ticket.category").set_value(Category.TECHNICAL.value).run()
    at.segmented_control(key="new-ticket.backup").set_value("refused").run()
    register(at)
    assert ticket().status is TicketStatus.SOLVED
    with reading() as session:
        assert session.exec(select(ArticleUse.ticket_id)).all() == [ticket().id]


@pytest.mark.rule("H-01")
def test_nothing_typed_is_lost_on_reload_not_even_who_is_calling(cast: Cast) -> None:
    typed(calling(cast), Ending.PARKED)
    again = signed_in_as(cast, "li", "new-ticket")
    assert again.text_input(key="new-ticket.symptom").value == "工资计算后系统崩溃"
    assert again.segmented_control(key="new-ticket.ending").value == Ending.PARKED
    assert "华源机械集团有限公司" in said(again)


def test_a_double_click_registers_one_ticket(cast: Cast) -> None:
    at = typed(calling(cast))
    at.button(key="new-ticket.submit").click()
    at.run()
    if any(button.key == "new-ticket.submit" for button in at.button):
        at.button(key="new-ticket.submit").click().run()
    assert number_of_tickets() == 1


def test_required_fields_are_named_all_at_once(cast: Cast) -> None:
    at = register(calling(cast))
    assert said(at).count("Please fill this in.") == 2
    assert number_of_tickets() == 0


def test_a_new_callers_name_is_kept_as_a_contact(cast: Cast) -> None:
    at = calling(cast, "东海")
    at.text_input(key="new-ticket.caller_name").set_value("周前台").run()
    at.text_input(key="new-ticket.caller_phone").set_value("021-58881234").run()
    register(typed(at))
    assert "周前台" in said(calling(cast, "58881234"))


@pytest.mark.parametrize("customer", ["0", "999999", "x", "1;drop", "１", "-1"])
def test_a_customer_that_is_none_in_the_address_is_answered_with_a_sentence(cast: Cast, customer: str) -> None:
    at = signed_in_as(cast, "li", "new-ticket", customer=customer)
    assert not at.exception


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "zhou", "wu", "admin"])
def test_the_page_is_closed_to_who_does_not_register(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="new_ticket"):
        signed_in_as(cast, who, "new-ticket")


def test_the_page_speaks_chinese(cast: Cast) -> None:
    words = said(calling(cast, language="zh_CN"))
    for english in ("Symptom", "Priority", "Register", "Who is calling", "Open tickets"):
        assert english not in words
