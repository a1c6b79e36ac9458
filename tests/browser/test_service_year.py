"""A project's year: planned by the manager, agreed, and an upgrade that ticks its item by itself (rules A-08, A-09)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from portal import clock
from portal.actions.product_versions import AddVersion, add_version
from portal.db.models.customers import Project
from portal.db.models.plans import ServicePlan
from portal.db.session import reading, writing
from portal.rules.plans import PlanKind, PlanStatus
from portal.ui.plan.months import NAMES
from tests.actions.serving_on import installation_now, items_now
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.cast import Cast, do


def plan_now() -> ServicePlan:
    with reading() as session:
        plan = session.exec(select(ServicePlan)).one()
        session.expunge(plan)
        return plan


def prepared(cast: Cast) -> None:
    """Huayuan's project is taken over and free for two more years; a newer version than its own has come out."""
    today = clock.at_the_office(clock.now()).date()
    with writing() as session:
        project = session.exec(select(Project).where(col(Project.customer_id) == cast.huayuan)).one()
        project.taken_over_on, project.free_until = today - timedelta(days=400), today + timedelta(days=800)
    for name, ago in (("8.3", 300), ("8.5", 30)):
        version = AddVersion(product="薪酬管理", version_name=name, released_on=today - timedelta(days=ago))
        do(add_version, version, cast.sun, at=clock.now())


def plan_the_year(sun: Hands, today: date) -> int:
    """The manager proposes this year's plan, moves the upgrade to another month, and the customer agrees; gives that month."""
    sun.go("/plans")
    sun.press("Propose plans")
    sun.does("Propose the chosen plans", "{count} plan is proposed.", count=1)
    plan = plan_now()
    planned = {item.month for item in items_now(plan.id) if item.kind is PlanKind.UPGRADE}
    wanted = today.month if today.month not in planned else today.month + 1
    sun.go(f"/plan?id={plan.number}")
    months = sun.page.get_by_test_id("stButtonGroup").filter(has_text=sun.words(PlanKind.UPGRADE.message))
    for month in (*planned, wanted):
        months.get_by_role("button", name=sun.words(NAMES[month - 1]), exact=True).click()
        sun.settled()
    sun.does("Save the plan", "{number} is saved.", number=plan.number)
    sun.does("The customer agrees", "{number} is agreed.", number=plan.number)
    return wanted


def upgrade(li: Hands) -> None:
    """The agent sees who is behind, offers the upgrade at the charge by rule, and records it as done."""
    li.go("/entitlement?show=installed&version=behind")
    expect(li.page.get_by_role("table").first).to_contain_text("华源机械")
    li.go("/entitlement?id=C-2025-000001")
    li.press("Offer an upgrade")
    by_rule = li.words("Free of charge: free service period until {until}.").partition("{")[0]
    expect(li.page.get_by_text(by_rule)).to_be_visible()
    li.press("Offer the upgrade")
    li.sees("Record as done")
    li.press("Record as done")
    number = f"U-{clock.at_the_office(clock.now()).year}-000001"
    li.does("The upgrade is done", "{number} is done, and ticked in the service plan.", number=number)


@pytest.mark.rule("A-08", "A-09")
def test_a_year_is_planned_and_an_upgrade_ticks_itself(open_page: OpenPage, cast: Cast) -> None:
    prepared(cast)
    sun = Hands(open_page("sun", locale="zh-CN"), "zh_CN")
    month = plan_the_year(sun, clock.at_the_office(clock.now()).date())
    plan = plan_now()
    assert plan.status is PlanStatus.AGREED
    assert [item.month for item in items_now(plan.id) if item.kind is PlanKind.UPGRADE] == [month]
    upgrade(Hands(open_page("li", locale="zh-CN"), "zh_CN"))
    assert installation_now(cast).product_version == "8.5"
    sun.go(f"/plan?id={plan.number}")
    expect(sun.page.get_by_text(sun.words("by its record"))).to_be_visible()
    (ticked,) = [item for item in items_now(plan.id) if item.done_on]
    assert (ticked.kind, ticked.month, ticked.done_subject) == (PlanKind.UPGRADE, month, "upgrade")
