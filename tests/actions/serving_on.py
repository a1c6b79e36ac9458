"""What the tests of plans, contracts and upgrades begin with: a project taken over, versions, an agreed plan."""

from datetime import date

from sqlmodel import col, select

from portal.actions.plans import AgreePlan, ProposePlan, agree_plan, propose_plan
from portal.actions.product_versions import AddVersion, add_version
from portal.db.models.customers import Installation, Project
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.session import reading, writing
from portal.rules.plans import PlanKind
from tests.cast import Cast, do

TAKEN_OVER = date(2025, 12, 1)


def taken_over(cast: Cast, on: date = TAKEN_OVER) -> int:
    """Huayuan's project, taken over."""
    with writing() as session:
        project = session.exec(select(Project).where(col(Project.customer_id) == cast.huayuan)).one()
        project.taken_over_on = on
        assert project.id is not None
        return project.id


def a_plan(cast: Cast, year: int = 2026) -> ServicePlan:
    """Sun proposes a plan for Huayuan."""
    return plan_now(do(propose_plan, ProposePlan(project_id=taken_over(cast), year=year), cast.sun).id)


def an_agreed_plan(cast: Cast) -> ServicePlan:
    """The customer has agreed to it."""
    plan = a_plan(cast)
    do(agree_plan, AgreePlan(id=plan.id, seen=plan.version), cast.sun)
    return plan_now(plan.id or 0)


def plan_now(id: int) -> ServicePlan:
    """The plan as it stands."""
    with reading() as session:
        plan = session.get_one(ServicePlan, id)
        session.expunge(plan)
        return plan


def items_now(plan_id: int | None) -> list[PlanItem]:
    """The items of a plan, by month."""
    with reading() as session:
        found = session.exec(select(PlanItem).where(col(PlanItem.plan_id) == plan_id).order_by(col(PlanItem.month)))
        items = list(found)
        session.expunge_all()
        return items


def months(plan_id: int | None, kind: PlanKind) -> list[int]:
    """The months in which a kind of thing is planned."""
    return [item.month for item in items_now(plan_id) if item.kind is kind]


def versions(cast: Cast, *names: str) -> None:
    """Versions of what Huayuan runs, one a month since July 2025."""
    for place, name in enumerate(names):
        day = date(2025, 7 + place, 1)
        do(add_version, AddVersion(product="薪酬管理", version_name=name, released_on=day), cast.sun)


def installation_now(cast: Cast) -> Installation:
    """What Huayuan runs."""
    with reading() as session:
        found = session.get_one(Installation, cast.huayuan_installation)
        session.expunge(found)
        return found
