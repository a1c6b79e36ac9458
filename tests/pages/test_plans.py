"""Service plans on screen: proposed, adjusted in the grid, agreed, followed, for those who may (rules A-08, X-01)."""

from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.plan_items import MarkDone, mark_done
from portal.actions.plans import ProposePlan, propose_plan
from portal.db.models.customers import Customer
from portal.db.models.plans import ServicePlan
from portal.db.session import reading, writing
from portal.rules.plans import PlanKind, PlanStatus
from tests.actions.serving_on import items_now, months, plan_now, taken_over
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import figures, open_figure, said, tables, unfold

pytestmark = [pytest.mark.usefixtures("sqlite_database"), pytest.mark.rule("A-08")]


def next_year() -> int:
    """A whole year ahead, whatever today is."""
    return clock.at_the_office(clock.now()).year + 1


def proposed(cast: Cast) -> ServicePlan:
    """A plan of next year for Huayuan, which is free until September of this one."""
    return plan_now(do(propose_plan, ProposePlan(project_id=taken_over(cast), year=next_year()), cast.sun, at=clock.now()).id)


def opened(cast: Cast, who: str = "sun", **more: str) -> tuple[AppTest, ServicePlan]:
    plan = proposed(cast)
    return signed_in_as(cast, who, "plan", id=plan.number, **more), plan


def cells(at: AppTest, name: str) -> list[object]:
    """A column of all tables on the screen."""
    return [cell for table in tables(at) if name in table for cell in table[name]]


def test_a_manager_proposes_plans_for_all_projects_without_one_after_seeing_which(cast: Cast) -> None:
    taken_over(cast)
    at = signed_in_as(cast, "sun", "plans", year=str(next_year()))
    assert figures(at)["Without a plan"][0] == "1"
    unfold(at, f"plans.propose.{next_year()}")
    at.button(key=f"plans.propose.{next_year()}.submit").click().run()
    assert not at.exception
    assert "1 plan is proposed." in said(at)
    assert cells(at, "number") == [f"Y-{clock.at_the_office(clock.now()).year}-000001"]
    assert cells(at, "progress") == ["0 of 4 done"]


def test_the_list_of_those_without_a_plan_opens_from_its_figure(cast: Cast) -> None:
    taken_over(cast)
    at = signed_in_as(cast, "sun", "plans", year=str(next_year()))
    open_figure(at, "Without a plan")
    assert cells(at, "project") == ["华源人力资源系统"]


def test_the_grid_shows_each_month_and_is_saved_as_a_whole(cast: Cast) -> None:
    at, plan = opened(cast)
    assert "Key customer: 13 items by the template." in said(at)
    assert plan.number in said(at)
    at.session_state[f"plan.{plan.id}.adjust.training"] = ["2", "8"]
    at.run()
    at.button(key=f"plan.{plan.id}.adjust.submit").click().run()
    assert not at.exception
    assert months(plan.id, PlanKind.TRAINING) == [2, 8]
    assert f"{plan.number} is saved." in said(at)


def test_agreeing_opens_the_way_to_next_year(cast: Cast) -> None:
    at, plan = opened(cast)
    at.button(key=f"plan.{plan.id}.agree.submit").click().run()
    assert plan_now(plan.id or 0).status is PlanStatus.AGREED
    at.button(key=f"plan.{plan.id}.copy.submit").click().run()
    assert not at.exception
    with reading() as session:
        assert {each.year for each in session.exec(select(ServicePlan))} == {next_year(), next_year() + 1}
    assert f"Plan of {next_year() + 1}" in said(at)


def test_an_agent_marks_what_was_done_and_makes_no_plans(cast: Cast) -> None:
    at, plan = opened(cast, "li")
    keys = {str(button.key) for button in at.button}
    assert f"plan.{plan.id}.adjust.submit" not in keys
    assert f"plan.{plan.id}.agree.submit" not in keys
    item = items_now(plan.id)[0]
    at.selectbox(key=f"plan.{plan.id}.done.item_id").set_value(item.id).run()
    at.button(key=f"plan.{plan.id}.done.submit").click().run()
    assert not at.exception
    assert items_now(plan.id)[0].done_on == clock.at_the_office(clock.now()).date()
    assert "1 of 4 done" in said(at)


def test_what_was_marked_by_mistake_is_opened_again(cast: Cast) -> None:
    at, plan = opened(cast, "li")
    item = items_now(plan.id)[0]
    at.selectbox(key=f"plan.{plan.id}.done.item_id").set_value(item.id).run()
    at.button(key=f"plan.{plan.id}.done.submit").click().run()
    unfold(at, f"plan.{plan.id}.undone")
    at.selectbox(key=f"plan.{plan.id}.undone.item_id").set_value(item.id).run()
    at.text_area(key=f"plan.{plan.id}.undone.remark").set_value("点错了").run()
    at.button(key=f"plan.{plan.id}.undone.submit").click().run()
    assert items_now(plan.id)[0].done_on is None
    assert "0 of 4 done" in said(at)
    assert at.success


def test_a_second_click_does_it_once(cast: Cast) -> None:
    at, plan = opened(cast)
    at.button(key=f"plan.{plan.id}.agree.submit").click()
    at.run()
    at.run()
    assert plan_now(plan.id or 0).version == plan.version + 1


def test_what_somebody_else_changed_is_said_and_nothing_is_overwritten(cast: Cast) -> None:
    at, plan = opened(cast)
    item = items_now(plan.id)[0]
    today = clock.at_the_office(clock.now()).date()
    at.session_state[f"plan.{plan.id}.adjust.training"] = ["2"]
    do(mark_done, MarkDone(id=plan.id, seen=plan.version, item_id=item.id, done_on=today), cast.li, at=clock.now())
    at.button(key=f"plan.{plan.id}.adjust.submit").click().run()
    assert "Nothing was overwritten" in said(at)
    assert months(plan.id, PlanKind.TRAINING) == []


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_plans_are_closed_to_the_other_roles(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="plans"):
        signed_in_as(cast, who, "plans")


@pytest.mark.parametrize("address", ["", "Y-2026-999999", "' OR 1=1 --", "../../etc", "１"])
def test_an_address_that_names_no_plan_says_so(cast: Cast, address: str) -> None:
    at = signed_in_as(cast, "sun", "plan", id=address)
    assert not at.exception
    assert "There is no such record" in said(at)


def test_names_are_shown_as_they_are_written(cast: Cast) -> None:
    with writing() as session:
        session.get_one(Customer, cast.huayuan).short_name = "**华源** $x$ :red[y]"
    at, _plan = opened(cast)
    assert "**华源** $x$ :red[y]" in said(at)


@pytest.mark.rule("Q-09")
def test_the_template_is_changed_from_a_day_on(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "standards")
    at.selectbox(key="standards.chosen").set_value("plan.template").run()
    at.session_state["standard.plan.template.key.training"] = ["1"]
    at.run()
    at.text_input(key="standard.plan.template.key.reason").set_value("减少培训").run()
    at.button(key="standard.plan.template.key.submit").click().run()
    assert not at.exception
    taken_over(cast, date(2025, 1, 1))
    plan = do(propose_plan, ProposePlan(project_id=1, year=next_year()), cast.sun, at=clock.now())
    assert (
        "Key customer: 12 items by the template." in str(plan_now(plan.id).reasons)
        or plan_now(plan.id).reasons[0]["facts"][  # type: ignore[index]
            "count"
        ]
        == 12
    )


def test_the_pages_speak_chinese(cast: Cast) -> None:
    plan = proposed(cast)
    for page, query in (("plan", {"id": plan.number}), ("plans", {"year": str(next_year())})):
        words = said(signed_in_as(cast, "sun", page, language="zh_CN", **query))
        for english in ("Plan", "Save", "Adjust", "agree", "Overdue", "Mark", "Training", "done"):
            assert english not in words, (page, english)
