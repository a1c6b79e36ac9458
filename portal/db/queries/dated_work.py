"""What waits for a person by day instead of by hour: take-overs that are due, leftover problems (rules A-05, A-06, O-04)."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlmodel import Session, col

from portal import clock
from portal.db.asking import all_of
from portal.db.models.customers import Customer, Project
from portal.db.models.projects import LeftoverProblem
from portal.db.queries.viewing import Viewer
from portal.db.queries.work_items import OF_A_KIND, WorkItem, WorkKind
from portal.rules.permissions import Right
from portal.rules.projects import ProjectStatus

CUSTOMER = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)


def dated_work(session: Session, viewer: Viewer, now: datetime) -> list[WorkItem]:
    """Everything of these kinds that waits for this person; a day is at risk while it lasts, and broken when it is over."""
    found: list[WorkItem] = []
    if viewer.may(Right.TAKE_OVER_PROJECT):
        found += _take_overs(session, now)
        found += _leftovers(session, None)
    if viewer.may(Right.EDIT_PROJECT):
        found += _leftovers(session, viewer.id)
    return found


def _take_overs(session: Session, now: datetime) -> Iterator[WorkItem]:
    """The proposals of the day: projects whose joint period has reached its last day, whole in their documents."""
    for id, number, customer, name, until in all_of(session, _due(), today=clock.at_the_office(now).date()):
        begins, ends = clock.day_at_the_office(until)
        status = ProjectStatus.DUE.value
        yield WorkItem(WorkKind.TAKE_OVER, number or f"P-{id}", customer, name, status, ends, begins, by_day=True)


# Written once: the work list asks every few seconds, and building them costs more than asking.
@lru_cache
def _due() -> Select[*tuple[Any, ...]]:
    waiting = and_(col(Project.taken_over_on).is_(None), col(Project.incomplete_since).is_(None))
    return (
        select(col(Project.id), col(Project.number), CUSTOMER, col(Project.name), col(Project.joint_until))
        .join(Customer, col(Customer.id) == col(Project.customer_id))
        .where(waiting, col(Project.joint_until) <= bindparam("today"))
        .order_by(col(Project.joint_until), col(Project.id))
        .limit(OF_A_KIND)
    )


def _leftovers(session: Session, followed_by: int | None) -> Iterator[WorkItem]:
    for id, number, customer, problem, due_on in all_of(session, _left(followed_by is None), me=followed_by):
        begins, ends = clock.day_at_the_office(due_on) if due_on else (None, None)
        yield WorkItem(WorkKind.LEFTOVER, number or f"P-{id}", customer, problem, "", ends, begins, by_day=True)


@lru_cache
def _left(nobodys: bool) -> Select[*tuple[Any, ...]]:
    followed_by = col(LeftoverProblem.followed_by_id)
    whose = followed_by.is_(None) if nobodys else followed_by == bindparam("me")
    return (
        select(col(Project.id), col(Project.number), CUSTOMER, col(LeftoverProblem.problem), col(LeftoverProblem.due_on))
        .join(Project, col(Project.id) == col(LeftoverProblem.project_id))
        .join(Customer, col(Customer.id) == col(LeftoverProblem.customer_id))
        .where(whose, col(LeftoverProblem.closed_at).is_(None))
        .order_by(col(LeftoverProblem.due_on).nulls_last(), col(LeftoverProblem.id))
        .limit(OF_A_KIND)
    )
