"""Marking by hand what was done of a service plan, and what was marked by mistake (rule A-08)."""

from datetime import date
from typing import Any

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.plans import PlanItem, ServicePlan
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.permissions import Right


class NotDoneYet(Refusal):
    """What is done was done today at the latest."""

    message = N_("Only what has been done can be marked: the day is not over yet.")
    field = "done_on"


class IsDone(Refusal):
    """An item is done once."""

    message = N_("This item is marked as done on {day} already.")


class IsOpen(Refusal):
    """Only what is marked as done can be opened again."""

    message = N_("This item is open already.")


class MarkDone(Command):
    """One item of a plan was done; `id` and `seen` are the plan's."""

    id: int
    seen: int
    item_id: int = Field(title=N_("Item done"))
    done_on: date = Field(title=N_("Done on"))
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=500)


class MarkUndone(Command):
    """One item was marked by mistake; `id` and `seen` are the plan's."""

    id: int
    seen: int
    item_id: int = Field(title=N_("What was not done"))
    remark: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.FOLLOW_PLAN)
def mark_done(work: Work, command: MarkDone) -> Outcome:
    """Mark an item of a plan as done on a day."""
    plan, item = _of_plan(work, command)
    if item.done_on is not None:
        raise IsDone(day=item.done_on.isoformat())
    if command.done_on > clock.at_the_office(work.now).date():
        raise NotDoneYet
    item.done_on, item.done_by_id, item.remark = command.done_on, work.actor.id, command.remark
    _tell(work, plan, item, "plan_item_done", command.remark)
    return Outcome("plan", command.id, plan.number)


@deed(Right.FOLLOW_PLAN)
def mark_undone(work: Work, command: MarkUndone) -> Outcome:
    """Open an item again that was marked by mistake."""
    plan, item = _of_plan(work, command)
    if item.done_on is None:
        raise IsOpen
    item.done_on, item.done_by_id, item.done_subject, item.done_subject_id = None, None, "", None
    item.remark = command.remark
    _tell(work, plan, item, "plan_item_undone", command.remark)
    return Outcome("plan", command.id, plan.number)


def _of_plan(work: Work, command: MarkDone | MarkUndone) -> tuple[ServicePlan, PlanItem]:
    plan = work.take(ServicePlan, command.id, seen=command.seen)
    item = work.find(PlanItem, command.item_id)
    if item.plan_id != plan.id:
        raise NotFound
    return plan, item


def _tell(work: Work, plan: ServicePlan, item: PlanItem, kind: str, text: str) -> None:
    facts: dict[str, Any] = {"number": plan.number, "plan_kind": item.kind.value, "month": item.month}
    work.happened(kind, "plan", id_of(plan), customer_id=plan.customer_id, text=text, **facts)
