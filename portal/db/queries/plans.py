"""One service plan, and what one customer's plans of a year have come to (rule A-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from portal.db.asking import ask
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


def plan(session: Session, number: str) -> PlanFacts | None:
    """The plan with a number."""
    found = _read(session, _plans().where(col(ServicePlan.number) == number))
    return found[0] if found else None


def plan_of(session: Session, customer_id: int, year: int) -> list[PlanFacts]:
    """A customer's plans of a year, one a project; `progress(today)` says how far each has come."""
    return _read(session, _plans().where(col(ServicePlan.customer_id) == customer_id, col(ServicePlan.year) == year))


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
            ServicePlan, col(Project.name), col(Customer.number), NAME, responsible, PlanItem, col(Person.name),
        )
        .join(Project, col(Project.id) == col(ServicePlan.project_id))
        .join(Customer, col(Customer.id) == col(ServicePlan.customer_id))
        .outerjoin(PlanItem, col(PlanItem.plan_id) == col(ServicePlan.id))
        .outerjoin(Person, col(Person.id) == col(PlanItem.done_by_id))
        .order_by(col(ServicePlan.id), col(PlanItem.month), col(PlanItem.id))
    )  # fmt: skip


def _read(session: Session, statement: Select[Any]) -> list[PlanFacts]:
    lines = session.execute(statement).all()
    items: dict[int, list[PlanItemRow]] = {}
    for kept, *_, item, done_by in lines:
        of_plan = items.setdefault(kept.id, [])
        if item is not None:
            of_plan.append(
                PlanItemRow(
                    item.id, item.plan_id, item.kind, item.month, item.due_on, item.done_on, done_by, item.done_subject,
                    item.done_subject_id, item.remark,
                )
            )  # fmt: skip
    return [
        PlanFacts(
            kept.id, kept.number, kept.year, kept.status, kept.project_id, project, kept.customer_id, customer_number, customer,
            responsible, [reason_from(reason) for reason in kept.reasons], kept.remark, kept.made_at, kept.agreed_at,
            kept.version, items[kept.id],
        )
        for kept, project, customer_number, customer, responsible, *_ in {line[0].id: line for line in lines}.values()
    ]  # fmt: skip
