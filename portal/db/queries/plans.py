"""One service plan, and what one customer's plans of a year have come to (rule A-08)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer, Project
from portal.db.models.people import Person
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.rows import columns_of
from portal.rules.plans import PlanKind, PlanStatus, Progress, progress
from portal.rules.reasons import Reason, reason_from

NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)


@dataclass(frozen=True)
class PlanItemRow:
    """One thing intended in one month; `done_subject` and `done_subject_id` name the record that did it, if one did."""

    id: int
    plan_id: int
    kind: PlanKind
    month: int
    due_on: date
    done_on: date | None
    done_by: str | None
    done_subject: str
    done_subject_id: int | None
    remark: str


@dataclass(frozen=True)
class PlanFacts:
    """A plan with its items in the order of months; times are aware UTC."""

    id: int
    number: str
    year: int
    status: PlanStatus
    project_id: int
    project: str
    customer_id: int
    customer_number: str
    customer: str
    responsible: str | None
    reasons: Sequence[Reason]
    remark: str
    made_at: datetime
    agreed_at: datetime | None
    version: int
    items: Sequence[PlanItemRow]

    def progress(self, today: date) -> Progress:
        """How far the plan has come."""
        return progress(self.items, today)


# The columns of a plan in each line; those of one item follow.
_OF_A_PLAN = [field.name for field in fields(PlanFacts) if field.name != "items"]


def plan(session: Session, number: str) -> PlanFacts | None:
    """The plan with a number."""
    found = _read(session, _plan_numbered(), number=number)
    return found[0] if found else None


def plan_of(session: Session, customer_id: int, year: int) -> list[PlanFacts]:
    """A customer's plans of a year, one a project; `progress(today)` says how far each has come."""
    return _read(session, _plans_of(), customer=customer_id, year=year)


def plan_number(session: Session, project_id: int, year: int) -> str | None:
    """The number of a project's plan of a year, if there is one."""
    asked = select(col(ServicePlan.number)).where(col(ServicePlan.project_id) == project_id, col(ServicePlan.year) == year)
    return ask(session, asked).scalars().first()


@lru_cache
def _plans() -> Select[Any]:
    """Plans with their items, a line an item; a plan without items is one line."""
    looking_after = columns_of(Person).alias()
    responsible = select(looking_after.c.name).where(looking_after.c.id == col(Customer.responsible_id)).scalar_subquery()
    return (
        select(
            col(ServicePlan.id), col(ServicePlan.number), col(ServicePlan.year), col(ServicePlan.status),
            col(ServicePlan.project_id), col(Project.name), col(ServicePlan.customer_id), col(Customer.number), NAME, responsible,
            col(ServicePlan.reasons), col(ServicePlan.remark), col(ServicePlan.made_at), col(ServicePlan.agreed_at),
            col(ServicePlan.version),
            col(PlanItem.id), col(PlanItem.plan_id), col(PlanItem.kind), col(PlanItem.month), col(PlanItem.due_on),
            col(PlanItem.done_on), col(Person.name), col(PlanItem.done_subject), col(PlanItem.done_subject_id),
            col(PlanItem.remark),
        )
        .join(Project, col(Project.id) == col(ServicePlan.project_id))
        .join(Customer, col(Customer.id) == col(ServicePlan.customer_id))
        .outerjoin(PlanItem, col(PlanItem.plan_id) == col(ServicePlan.id))
        .outerjoin(Person, col(Person.id) == col(PlanItem.done_by_id))
        .order_by(col(ServicePlan.id), col(PlanItem.month), col(PlanItem.id))
    )  # fmt: skip


# Written once: building them costs more than asking.
@lru_cache
def _plan_numbered() -> Select[Any]:
    return _plans().where(col(ServicePlan.number) == bindparam("number"))


@lru_cache
def _plans_of() -> Select[Any]:
    return _plans().where(col(ServicePlan.customer_id) == bindparam("customer"), col(ServicePlan.year) == bindparam("year"))


def _read(session: Session, statement: Select[Any], **values: Any) -> list[PlanFacts]:
    plans: dict[int, tuple[Any, ...]] = {}
    items: dict[int, list[PlanItemRow]] = {}
    for line in all_of(session, statement, **values):
        kept, item = line[: len(_OF_A_PLAN)], line[len(_OF_A_PLAN) :]
        plans[kept[0]] = kept
        of_plan = items.setdefault(kept[0], [])
        if item[0] is not None:
            of_plan.append(PlanItemRow(*item))
    return [_facts(kept, items[kept[0]]) for kept in plans.values()]


def _facts(kept: tuple[Any, ...], items: list[PlanItemRow]) -> PlanFacts:
    of_plan = dict(zip(_OF_A_PLAN, kept, strict=True))
    of_plan["reasons"] = [reason_from(reason) for reason in of_plan["reasons"]]
    return PlanFacts(**of_plan, items=items)
