"""What was done ticks its item of the yearly service plan by itself (rule A-08)."""

from datetime import date
from typing import Any

from sqlmodel import col, select

from portal.actions.work import Work
from portal.db.base import id_of
from portal.db.models.plans import PlanItem, ServicePlan
from portal.rules.plans import PlanKind, nearest_open


def tick_plan(  # noqa: PLR0913 - what was done, for whom, when, and the record that says so
    work: Work, customer_id: int, kind: PlanKind, on: date, subject: str, subject_id: int
) -> int | None:
    """Tick the customer's open item of a kind nearest to a day, done by this record; the item's id, None where none is open."""
    asked = select(PlanItem).where(
        col(PlanItem.customer_id) == customer_id, col(PlanItem.kind) == kind, col(PlanItem.done_on).is_(None)
    )
    found = nearest_open(work.session.exec(asked), kind, on)
    if found is None:
        return None
    plan = work.find(ServicePlan, found.plan_id)
    item = work.find(PlanItem, id_of(found))
    if item.done_on is not None:  # somebody ticked it by hand a moment ago
        return None
    work.touch(plan)
    item.done_on, item.done_by_id, item.done_subject, item.done_subject_id = on, work.actor.id, subject, subject_id
    facts: dict[str, Any] = {"number": plan.number, "plan_kind": kind.value, "month": item.month}
    work.happened("plan_item_done", "plan", id_of(plan), customer_id=customer_id, **facts)
    return item.id
