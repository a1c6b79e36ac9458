"""The plans of a year as lists: how far each has come, which wait to be agreed, which projects have none (rule A-08)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_
from sqlmodel import Session, col

from portal.db.asking import KEPT, all_of, ask
from portal.db.models.customers import Customer, Project
from portal.db.models.people import Person
from portal.db.models.plans import PlanItem, ServicePlan
from portal.rules.plans import PlanStatus
from portal.rules.tickets import Importance

PAGE = 50
COUNTED_TO = 1_000
ITEMS_LOOKED_AT = 3_000


@dataclass(frozen=True)
class PlanFilter:
    """Which plans: of this year, in this state, of customers of this responsible person, only with something overdue."""

    year: int
    status: PlanStatus | None = None
    responsible_id: int | None = None
    overdue: bool = False


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list: done of planned, and how many items are overdue."""

    id: int
    number: str
    status: PlanStatus
    customer: str
    project: str
    importance: Importance
    responsible: str | None
    planned: int
    done: int
    overdue: int


@dataclass(frozen=True)
class UnplannedRow:
    """A project that was taken over and has no plan of the year."""

    id: int
    planned_year: int
    number: str | None
    project: str
    customer_number: str
    customer: str
    importance: Importance
    responsible: str | None
    taken_over_on: date


NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)
GROUPED: tuple[Any, ...] = (
    ServicePlan.id, ServicePlan.number, ServicePlan.status, Project.name, Person.name, Customer.short_name, Customer.name,
    Customer.importance,
)  # fmt: skip


def plans_of_year(session: Session, asked: PlanFilter, today: date, after: int | None = None, limit: int = PAGE) -> list[PlanRow]:
    """The plans that match, newest first, behind the plan id `after`."""
    return [PlanRow(*row) for row in all_of(session, _page(asked, today, after, limit))]


@lru_cache(KEPT)
def _page(asked: PlanFilter, today: date, after: int | None, limit: int) -> Select[*tuple[Any, ...]]:
    page = _matching(asked, today)
    if after is not None:
        page = page.where(col(ServicePlan.id) < after)
    few = page.order_by(col(ServicePlan.id).desc()).limit(limit).subquery()
    is_overdue = and_(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < today)
    return (
        select(
            col(ServicePlan.id), col(ServicePlan.number), col(ServicePlan.status), NAME, col(Project.name),
            col(Customer.importance), col(Person.name), func.count(col(PlanItem.id)), func.count(col(PlanItem.done_on)),
            func.coalesce(func.sum(case((is_overdue, 1), else_=0)), 0),
        )
        .select_from(few)
        .join(ServicePlan, col(ServicePlan.id) == few.c.id)
        .join(Project, col(Project.id) == col(ServicePlan.project_id))
        .join(Customer, col(Customer.id) == col(ServicePlan.customer_id))
        .outerjoin(Person, col(Person.id) == col(Customer.responsible_id))
        .outerjoin(PlanItem, col(PlanItem.plan_id) == col(ServicePlan.id))
        .group_by(*(col(each) for each in GROUPED))
        .order_by(col(ServicePlan.id).desc())
    )  # fmt: skip


def count_plans(session: Session, asked: PlanFilter, today: date, at_most: int = COUNTED_TO) -> int:
    """How many plans match, counted to `at_most`."""
    if asked == PlanFilter(asked.year, overdue=True):
        return _count_overdue(session, asked.year, today, at_most)
    return int(ask(session, _counted(asked, today, at_most)).scalar_one())


@lru_cache(KEPT)
def _counted(asked: PlanFilter, today: date, at_most: int) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(_matching(asked, today).limit(at_most).subquery())


def _count_overdue(session: Session, year: int, today: date, at_most: int) -> int:
    """The plans of a year with overdue items, found from the items' side; so many items that nobody counts them are "at most"."""
    late = (
        select(col(PlanItem.plan_id))
        .join(ServicePlan, col(ServicePlan.id) == col(PlanItem.plan_id))
        .where(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < today, col(PlanItem.due_on) >= date(year, 1, 1))
        .where(col(ServicePlan.year) == year)
        .order_by(col(PlanItem.due_on), col(PlanItem.id))
        .limit(ITEMS_LOOKED_AT)
        .subquery()
    )
    counted = select(func.count(), func.count(late.c.plan_id.distinct())).select_from(late)
    items, plans = ask(session, counted).one()
    return at_most if items >= ITEMS_LOOKED_AT else min(int(plans), at_most)


def _matching(asked: PlanFilter, today: date) -> Select[Any]:
    year: Any = col(ServicePlan.year)
    if asked.responsible_id is not None:
        # One person's customers are few: they are looked up first, not met on the way along the year.
        year = func.coalesce(year, 0)
    found = select(col(ServicePlan.id)).where(year == asked.year)
    if asked.status is not None:
        found = found.where(col(ServicePlan.status) == asked.status)
    if asked.overdue:
        late = select(col(PlanItem.plan_id)).where(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < today)
        found = found.where(col(ServicePlan.id).in_(late))
    if asked.responsible_id is not None:
        theirs = select(col(Customer.id)).where(col(Customer.responsible_id) == asked.responsible_id)
        found = found.where(col(ServicePlan.customer_id).in_(theirs))
    return found


def projects_without_plan(
    session: Session, year: int, after: tuple[int, int] | None = None, limit: int = PAGE
) -> list[UnplannedRow]:
    """Projects taken over by the end of a year that have no plan of it or of a later one; behind `after` (planned year, id)."""
    place = tuple_(col(Project.planned_year), col(Project.id))
    statement = (
        select(
            col(Project.id), col(Project.planned_year), col(Project.number), col(Project.name), col(Customer.number), NAME,
            col(Customer.importance), col(Person.name), col(Project.taken_over_on),
        )
        .join(Customer, col(Customer.id) == col(Project.customer_id))
        .outerjoin(Person, col(Person.id) == col(Customer.responsible_id))
        .where(*_unplanned(year))
        .order_by(col(Project.planned_year), col(Project.id))
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(place > after)
    return [UnplannedRow(*row) for row in all_of(session, statement)]


def count_without_plan(session: Session, year: int, at_most: int = COUNTED_TO) -> int:
    """How many projects have no plan of a year, counted to `at_most`."""
    in_order = select(col(Project.id)).where(*_unplanned(year)).order_by(col(Project.planned_year), col(Project.id))
    some = in_order.limit(at_most).subquery()
    return int(ask(session, select(func.count()).select_from(some)).scalar_one())


def _unplanned(year: int) -> list[ColumnElement[bool]]:
    return [
        col(Project.planned_year) < year,
        col(Project.taken_over_on).is_not(None),
        col(Project.taken_over_on) <= date(year, 12, 31),
    ]


def responsible_people(session: Session) -> dict[int, str]:
    """Everybody who can be responsible for a customer, by name."""
    people = select(col(Person.id), col(Person.name)).where(col(Person.active)).order_by(col(Person.name))
    return {id: name for id, name in all_of(session, people)}
