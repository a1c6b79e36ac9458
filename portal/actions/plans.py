"""Yearly service plans: proposed, adjusted month by month, agreed, followed, handed on to the next year (rule A-08)."""

from collections.abc import Iterable
from typing import Annotated, Any

from sqlmodel import Field, col, select

from portal import clock
from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.db.base import id_of
from portal.db.models.customers import Customer, Project
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.queries.entitlement import terms_of
from portal.db.queries.plans import plan_number
from portal.db.queries.standards import standards_on
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules import plans as rules
from portal.rules.entitlement import last_day
from portal.rules.permissions import Right
from portal.rules.plans import Intended, PlanKind, PlanStatus, Proposal, Year

Month = Annotated[int, Field(ge=1, le=12)]
AT_ONCE = 200


class NotTakenOver(Refusal):
    """Service is planned for projects that the department has taken over."""

    message = N_("“{project}” has not been taken over yet. Its service is planned from the take-over on.")


class PlanExists(Refusal):
    """A project has one plan a year."""

    message = N_("“{project}” has the plan {number} for {year} already. Nothing was added; open that one.")


class YearIsOver(Refusal):
    """No month of the year can be planned any more."""

    message = N_("No month of {year} is left to plan.")
    field = "year"


class DoneStays(Refusal):
    """What was done cannot be taken out of a plan."""

    message = N_("“{kind}” in month {month} is done and stays in the plan. Nothing was changed.")


class ReasonNeeded(Refusal):
    """A plan that was agreed with the customer changes for a reason."""

    message = N_("This plan is agreed: say why it changes.")
    field = "reason"


class NothingToAgree(Refusal):
    """A plan with items is agreed once."""

    message = N_("{number} is agreed already, or has no items yet.")


class ProposePlan(Command):
    """A plan for one project and year."""

    project_id: int
    year: int = Field(title=N_("Year"), ge=2000, le=2100)


class ProposePlans(Command):
    """Plans for several projects at once."""

    project_ids: list[int] = Field(title=N_("Projects"), min_length=1, max_length=AT_ONCE)
    year: int = Field(title=N_("Year"), ge=2000, le=2100)


class AdjustPlan(Command):
    """The whole grid of a plan: for each kind the months in which it is intended."""

    id: int
    seen: int
    training: list[Month] = Field(default=[], title=PlanKind.TRAINING.message, max_length=12)
    environment: list[Month] = Field(default=[], title=PlanKind.ENVIRONMENT.message, max_length=12)
    data: list[Month] = Field(default=[], title=PlanKind.DATA.message, max_length=12)
    upgrade: list[Month] = Field(default=[], title=PlanKind.UPGRADE.message, max_length=12)
    return_visit: list[Month] = Field(default=[], title=PlanKind.RETURN_VISIT.message, max_length=12)
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)
    reason: Paragraph = Field(default="", title=N_("Reason"), max_length=500)

    def intended(self) -> set[Intended]:
        """What the grid says."""
        return {Intended(month, kind) for kind in PlanKind for month in getattr(self, kind.value)}


class AgreePlan(Command):
    """The customer agrees to a plan."""

    id: int
    seen: int
    agreed_with: Paragraph = Field(default="", title=N_("Agreed with"), max_length=120)


class CopyPlan(Command):
    """Next year's plan from this one."""

    id: int


@deed(Right.PLAN_SERVICE)
def propose_plan(work: Work, command: ProposePlan) -> Outcome:
    """Propose a plan for a project from the customer's importance and right to service, with its reasons."""
    project = _to_plan(work, command.project_id, command.year)
    plan = _proposed(work, project, command.year)
    return Outcome("plan", id_of(plan), plan.number)


@deed(Right.PLAN_SERVICE)
def propose_plans(work: Work, command: ProposePlans) -> Outcome:
    """Propose a plan for each of several projects; those that have one by now are left as they are."""
    made = []
    for project_id in sorted(set(command.project_ids)):
        project = work.find(Project, project_id)
        if project.taken_over_on is not None and plan_number(work.session, project_id, command.year) is None:
            made.append(_proposed(work, project, command.year).number)
    if not made:
        work.happened("plans_proposed", "plan", 0, count=0)
    return Outcome("plan", 0, facts={"made": len(made), "asked": len(set(command.project_ids))})


@deed(Right.PLAN_SERVICE)
def adjust_plan(work: Work, command: AdjustPlan) -> Outcome:
    """Change a plan's grid and remark as a whole; what was done stays."""
    plan = work.take(ServicePlan, command.id, seen=command.seen)
    items = {Intended(item.month, item.kind): item for item in _items(work, plan)}
    wanted = command.intended()
    added, removed = wanted - items.keys(), items.keys() - wanted
    for gone in sorted(removed):
        if items[gone].done_on is not None:
            raise DoneStays(field=gone.kind.value, kind=gone.kind.message, month=gone.month)
    if plan.status is PlanStatus.AGREED and (added or removed) and not command.reason:
        raise ReasonNeeded
    for gone in removed:
        work.session.delete(items[gone])
    _add(work, plan, added)
    plan.remark = command.remark
    changed = {"added": _words(added), "removed": _words(removed)}
    _tell(work, plan, "plan_adjusted", command.reason, **changed)
    return Outcome("plan", command.id, plan.number)


@deed(Right.PLAN_SERVICE)
def agree_plan(work: Work, command: AgreePlan) -> Outcome:
    """Note that the customer agreed to the plan."""
    plan = work.take(ServicePlan, command.id, seen=command.seen)
    if plan.status is PlanStatus.AGREED or not _items(work, plan):
        raise NothingToAgree(number=plan.number)
    plan.status, plan.agreed_at, plan.agreed_by_id = PlanStatus.AGREED, work.now, work.actor.id
    _tell(work, plan, "plan_agreed", command.agreed_with)
    return Outcome("plan", command.id, plan.number)


@deed(Right.PLAN_SERVICE)
def copy_plan(work: Work, command: CopyPlan) -> Outcome:
    """Make next year's plan from this one's, fitted to the right to service of that year."""
    source = work.find(ServicePlan, command.id)
    year = source.year + 1
    project = _to_plan(work, source.project_id, year)
    items = _items(work, source)
    undone = sum(1 for item in items if item.done_on is None)
    proposal = rules.next_year(source.number, {Intended(i.month, i.kind) for i in items}, undone, _year(work, project, year))
    plan = _keep(work, project, year, proposal)
    return Outcome("plan", id_of(plan), plan.number)


def _to_plan(work: Work, project_id: int, year: int) -> Project:
    """A project that may have a plan of this year, locked, so that two people do not make it twice."""
    project = work.find(Project, project_id)
    if project.taken_over_on is None:
        raise NotTakenOver(project=project.name)
    number = plan_number(work.session, project_id, year)
    if number is not None:
        raise PlanExists(project=project.name, number=number, year=year)
    if rules.first_month(year, project.taken_over_on, clock.at_the_office(work.now).date()) not in rules.MONTHS:
        raise YearIsOver(year=year)
    return project


def _year(work: Work, project: Project, year: int) -> Year:
    assert project.taken_over_on is not None
    today = clock.at_the_office(work.now).date()
    return Year(year, terms_of(work.session, project.customer_id), rules.first_month(year, project.taken_over_on, today))


def _proposed(work: Work, project: Project, year: int) -> ServicePlan:
    customer = work.session.get_one(Customer, project.customer_id)
    template = standards_on(work.session, clock.at_the_office(work.now).date()).value("plan.template")
    return _keep(work, project, year, rules.propose(template, customer.importance, _year(work, project, year)))


def _keep(work: Work, project: Project, year: int, proposal: Proposal) -> ServicePlan:
    plan = work.add(
        ServicePlan(
            number=next_number(work.session, "Y", work.now),
            project_id=id_of(project),
            customer_id=project.customer_id,
            year=year,
            reasons=[reason.plain() for reason in proposal.reasons],
            made_at=work.now,
            made_by_id=work.actor.id,
        )
    )
    _add(work, plan, proposal.items)
    project.planned_year = max(project.planned_year, year)
    _tell(work, plan, "plan_proposed", project.name, year=year, items=len(proposal.items))
    return plan


def _add(work: Work, plan: ServicePlan, intended: Iterable[Intended]) -> None:
    work.session.add_all(
        PlanItem(
            plan_id=id_of(plan),
            customer_id=plan.customer_id,
            kind=each.kind,
            month=each.month,
            due_on=last_day(plan.year, each.month),
        )
        for each in sorted(intended)
    )


def _items(work: Work, plan: ServicePlan) -> list[PlanItem]:
    return list(work.session.exec(select(PlanItem).where(col(PlanItem.plan_id) == plan.id)))


def _words(items: Iterable[Intended]) -> list[str]:
    return [f"{item.kind.value} {item.month}" for item in sorted(items)]


def _tell(work: Work, plan: ServicePlan, kind: str, text: str = "", **facts: Any) -> None:
    work.happened(kind, "plan", id_of(plan), customer_id=plan.customer_id, text=text, number=plan.number, **facts)
