"""Yearly service plans: proposed, adjusted as a whole, agreed, followed, copied (rule A-08)."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal.actions.plan_items import IsDone, IsOpen, MarkDone, MarkUndone, NotDoneYet, mark_done, mark_undone
from portal.actions.plans import (
    AdjustPlan,
    AgreePlan,
    CopyPlan,
    DoneStays,
    NothingToAgree,
    NotTakenOver,
    PlanExists,
    ProposePlan,
    ProposePlans,
    ReasonNeeded,
    YearIsOver,
    adjust_plan,
    agree_plan,
    copy_plan,
    propose_plan,
    propose_plans,
)
from portal.db.models.customers import Project
from portal.db.models.plans import ServicePlan
from portal.db.models.records import Event
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from portal.rules.plans import PlanKind, PlanStatus
from portal.rules.reasons import reason_from
from tests.actions.serving_on import a_plan, an_agreed_plan, items_now, months, plan_now
from tests.cast import NOW, Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("A-08")]


def grid(plan: ServicePlan) -> dict[str, list[int]]:
    """The plan's grid as it stands on the screen."""
    return {kind.value: months(plan.id, kind) for kind in PlanKind}


def test_a_plan_is_proposed_by_importance_and_right_to_service_with_its_reasons(cast: Cast) -> None:
    plan = a_plan(cast)
    assert plan.number == "Y-2026-000001"
    assert plan.status is PlanStatus.PROPOSED
    # It is 11 March, and the free period ends on 30 September: nothing before March, only return visits after September.
    assert grid(plan) == {
        "training": [3, 9], "environment": [5, 8], "data": [6], "upgrade": [4], "return_visit": [4, 7, 10],
    }  # fmt: skip
    assert [reason_from(reason).words for reason in plan.reasons] == [
        "Key customer: 13 items by the template.",
        "Months up to 2 cannot be planned any more: 2 items left out.",
        "No right to service in months 11–12: 2 items left out.",
    ]
    assert {item.due_on for item in items_now(plan.id) if item.month == 4} == {date(2026, 4, 30)}


def test_a_project_that_is_not_taken_over_gets_no_plan(cast: Cast) -> None:
    with reading() as session:
        project_id = session.exec(select(Project.id)).one()
    with pytest.raises(NotTakenOver):
        do(propose_plan, ProposePlan(project_id=project_id, year=2026), cast.sun)


def test_a_project_has_one_plan_a_year_and_none_for_a_year_that_is_over(cast: Cast) -> None:
    plan = a_plan(cast)
    with pytest.raises(PlanExists) as refused:
        do(propose_plan, ProposePlan(project_id=plan.project_id, year=2026), cast.sun)
    assert plan.number in refused.value.sentence()
    with pytest.raises(YearIsOver):
        do(propose_plan, ProposePlan(project_id=plan.project_id, year=2025), cast.sun)


def test_plans_for_many_projects_are_proposed_at_once_and_those_there_are_stay(cast: Cast) -> None:
    first = a_plan(cast)
    with writing() as session:
        other = Project(customer_id=cast.donghai, name="东海二期", taken_over_on=date(2026, 1, 5))
        early = Project(customer_id=cast.donghai, name="东海三期")
        session.add_all([other, early])
        session.flush()
        ids = [first.project_id, other.id, early.id]
    outcome = do(propose_plans, ProposePlans(project_ids=ids, year=2026), cast.sun)
    assert outcome.facts == {"made": 1, "asked": 3}
    with reading() as session:
        assert len(session.exec(select(ServicePlan)).all()) == 2
        assert session.get_one(Project, ids[1]).planned_year == 2026
    again = do(propose_plans, ProposePlans(project_ids=ids, year=2026), cast.sun)
    assert again.facts["made"] == 0


def test_the_whole_grid_is_adjusted_in_one_go(cast: Cast) -> None:
    plan = a_plan(cast)
    changed = {**grid(plan), "training": [4, 9], "data": []}
    do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version, **changed, remark="四月财务年结后培训"), cast.sun)
    assert grid(plan) == changed
    assert plan_now(plan.id or 0).remark == "四月财务年结后培训"
    with reading() as session:
        event = session.exec(select(Event).where(Event.kind == "plan_adjusted")).one()
        assert event.customer_id == cast.huayuan
        assert event.facts["added"] == ["training 4"]
        assert event.facts["removed"] == ["training 3", "data 6"]


def test_of_two_who_adjust_one_plan_the_second_is_told(cast: Cast) -> None:
    plan = a_plan(cast)
    do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version, **grid(plan)), cast.sun)
    with pytest.raises(ChangedMeanwhile):
        do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version, training=[1]), cast.sun)


def test_what_is_done_cannot_be_taken_out_of_the_plan(cast: Cast) -> None:
    plan = a_plan(cast)
    training = next(item for item in items_now(plan.id) if item.kind is PlanKind.TRAINING)
    do(mark_done, MarkDone(id=plan.id, seen=plan.version, item_id=training.id, done_on=date(2026, 3, 10)), cast.li)
    with pytest.raises(DoneStays):
        do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version + 1, **{**grid(plan), "training": [9]}), cast.sun)
    assert grid(plan)["training"] == [3, 9]


def test_an_agreed_plan_changes_only_with_a_reason(cast: Cast) -> None:
    plan = an_agreed_plan(cast)
    changed = {**grid(plan), "training": [5, 9]}
    with pytest.raises(ReasonNeeded):
        do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version, **changed), cast.sun)
    do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version, **changed, reason="客户要求推迟"), cast.sun)
    assert plan_now(plan.id or 0).status is PlanStatus.AGREED


def test_a_plan_is_agreed_once_and_not_without_items(cast: Cast) -> None:
    plan = a_plan(cast)
    do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version), cast.sun)
    with pytest.raises(NothingToAgree):
        do(agree_plan, AgreePlan(id=plan.id, seen=plan.version + 1), cast.sun)
    do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version + 1, training=[6]), cast.sun)
    do(agree_plan, AgreePlan(id=plan.id, seen=plan.version + 2, agreed_with="张会计"), cast.sun)
    with pytest.raises(NothingToAgree):
        do(agree_plan, AgreePlan(id=plan.id, seen=plan.version + 3), cast.sun)


@pytest.mark.parametrize("wrong", [[0], [13], ["x"], [-1], list(range(1, 13)) * 2])
def test_a_month_outside_the_year_is_refused(cast: Cast, wrong: list[object]) -> None:
    with pytest.raises(InvalidInput):
        AdjustPlan.of(id=1, seen=1, training=wrong)


def test_next_year_s_plan_comes_from_this_one_s(cast: Cast) -> None:
    plan = a_plan(cast)
    copied = plan_now(do(copy_plan, CopyPlan(id=plan.id), cast.sun).id)
    assert copied.year == 2027
    # Without a right to service in 2027 only the return visits remain.
    assert grid(copied) == {"training": [], "environment": [], "data": [], "upgrade": [], "return_visit": [4, 7, 10]}
    assert reason_from(copied.reasons[0]).words == f"As in plan {plan.number}."
    with pytest.raises(PlanExists):
        do(copy_plan, CopyPlan(id=plan.id), cast.sun)


def test_an_item_is_marked_by_hand_with_its_day_and_opened_again_with_a_reason(cast: Cast) -> None:
    plan = an_agreed_plan(cast)
    visit = next(item for item in items_now(plan.id) if item.kind is PlanKind.RETURN_VISIT)
    asked = {"id": plan.id, "item_id": visit.id}
    with pytest.raises(NotDoneYet):
        do(mark_done, MarkDone(**asked, seen=plan.version, done_on=date(2026, 3, 12)), cast.li)
    do(mark_done, MarkDone(**asked, seen=plan.version, done_on=date(2026, 3, 11), remark="电话回访"), cast.li)
    with pytest.raises(IsDone):
        do(mark_done, MarkDone(**asked, seen=plan.version + 1, done_on=date(2026, 3, 11)), cast.li)
    do(mark_undone, MarkUndone(**asked, seen=plan.version + 1, remark="记错客户"), cast.li)
    with pytest.raises(IsOpen):
        do(mark_undone, MarkUndone(**asked, seen=plan.version + 2, remark="再次"), cast.li)
    assert next(item for item in items_now(plan.id) if item.id == visit.id).done_on is None


def test_an_item_of_another_plan_is_not_to_be_had(cast: Cast) -> None:
    plan = a_plan(cast)
    next_one = do(copy_plan, CopyPlan(id=plan.id), cast.sun).id
    foreign = items_now(next_one)[0]
    with pytest.raises(NotFound):
        do(mark_done, MarkDone(id=plan.id, seen=plan.version, item_id=foreign.id, done_on=date(2026, 3, 1)), cast.li)


@pytest.mark.rule("X-01")
def test_an_agent_follows_plans_and_does_not_make_them(cast: Cast) -> None:
    plan = a_plan(cast)
    with pytest.raises(NotAllowed):
        do(adjust_plan, AdjustPlan(id=plan.id, seen=plan.version), cast.li)


def test_the_office_s_day_counts_not_the_server_s(cast: Cast) -> None:
    plan = an_agreed_plan(cast)
    late = NOW.replace(hour=17)  # 01:00 on the 12th in Shanghai
    item = items_now(plan.id)[0]
    command = MarkDone(id=plan.id, seen=plan.version, item_id=item.id, done_on=(NOW + timedelta(days=1)).date())
    do(mark_done, command, cast.li, at=late)
    assert items_now(plan.id)[0].done_on == date(2026, 3, 12)
