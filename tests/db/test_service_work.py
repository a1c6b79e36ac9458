"""Whoever looks after a customer is reminded of its plan and of its rights that end (rules A-07, A-08, O-04)."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from portal.actions.contracts import AddContract, add_contract
from portal.actions.deed import Actor
from portal.actions.endings import HandleEnding, handle_ending
from portal.actions.plan_items import MarkDone, mark_done
from portal.db.models.customers import Customer, Project
from portal.db.queries.service_work import service_work
from portal.db.queries.work_items import WorkItem, WorkKind
from portal.db.session import reading, writing
from portal.rules.entitlement import EntitlementKind
from portal.rules.permissions import Role
from portal.rules.promises import Verdict
from tests.actions.serving_on import an_agreed_plan, items_now, months
from tests.bench.statements import recording
from tests.cast import NOW, Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("O-04")]
ROLES = {"li": Role.AGENT, "zhao": Role.AGENT, "sun": Role.SUPERVISOR, "wang": Role.ENGINEER, "zhou": Role.MANAGEMENT}
SUMMER = NOW.replace(month=8)  # 11 August: Huayuan's free period ends in fifty days


def waiting(cast: Cast, who: str, at: object = SUMMER) -> list[WorkItem]:
    with reading() as session:
        return service_work(session, Actor(cast.ids[who], who, frozenset({ROLES[who]})), at)  # type: ignore[arg-type]


def looked_after_by(cast: Cast, who: str) -> None:
    with writing() as session:
        session.get_one(Customer, cast.huayuan).responsible_id = cast.ids[who]


@pytest.mark.rule("A-07")
def test_the_responsible_person_is_reminded_sixty_days_before_the_free_period_ends(cast: Cast) -> None:
    looked_after_by(cast, "li")
    (item,) = waiting(cast, "li")
    assert (item.kind, item.number, item.customer) == (WorkKind.ENDING, "C-2025-000001", "华源机械")
    assert item.text == "Free service period · 华源人力资源系统"
    assert item.address == "entitlement?id=C-2025-000001"
    assert item.verdict(SUMMER) is Verdict.RUNNING
    assert item.verdict(SUMMER + timedelta(days=36)) is Verdict.AT_RISK
    assert waiting(cast, "sun") == waiting(cast, "zhao") == waiting(cast, "wang") == waiting(cast, "zhou") == []
    assert waiting(cast, "li", NOW.replace(month=7)) == []


@pytest.mark.rule("A-07")
def test_where_nobody_is_responsible_the_service_managers_are_reminded(cast: Cast) -> None:
    assert [item.kind for item in waiting(cast, "sun")] == [WorkKind.ENDING]
    assert waiting(cast, "li") == []


@pytest.mark.rule("A-07")
def test_a_contract_that_follows_without_a_gap_ends_the_reminder_and_one_after_a_gap_does_not(cast: Cast) -> None:
    late = AddContract(customer_id=cast.huayuan, number="HT-2", starts_on=date(2026, 10, 2), ends_on=date(2027, 9, 30))
    do(add_contract, late, cast.sun)
    assert len(waiting(cast, "sun")) == 1
    in_time = AddContract(customer_id=cast.huayuan, number="HT-1", starts_on=date(2026, 10, 1), ends_on=date(2027, 9, 30))
    do(add_contract, in_time, cast.sun)
    assert waiting(cast, "sun") == []


@pytest.mark.rule("A-07")
def test_the_reminder_is_over_when_what_was_agreed_is_recorded_for_that_ending_alone(cast: Cast) -> None:
    command = HandleEnding(customer_id=cast.huayuan, kind=EntitlementKind.FREE, ends_on=date(2026, 9, 30), agreed="续签年度合同")
    do(handle_ending, command, cast.sun)
    assert waiting(cast, "sun") == []
    with writing() as session:
        project = session.exec(select(Project).where(col(Project.customer_id) == cast.huayuan)).one()
        project.free_until = date(2026, 9, 20)
    assert len(waiting(cast, "sun")) == 1


@pytest.mark.rule("A-08")
def test_overdue_items_of_an_agreed_plan_wait_until_they_are_done(cast: Cast) -> None:
    plan = an_agreed_plan(cast)
    looked_after_by(cast, "li")
    spring = NOW.replace(day=31)
    assert waiting(cast, "li", spring) == []
    april = NOW.replace(month=4, day=1)
    (item,) = waiting(cast, "li", april)
    assert (item.kind, item.number, item.text) == (WorkKind.PLAN_ITEM, plan.number, "Training")
    assert item.verdict(april) is Verdict.BROKEN
    training = items_now(plan.id)[0]
    do(mark_done, MarkDone(id=plan.id, seen=plan.version, item_id=training.id, done_on=date(2026, 3, 11)), cast.li)
    assert waiting(cast, "li", april) == []
    assert months(plan.id, training.kind) == [3, 9]


def test_a_kind_of_work_is_one_statement(cast: Cast) -> None:
    with recording() as asked:
        waiting(cast, "sun")
    assert len([each for each in asked if "standard" not in each.text]) == 2
