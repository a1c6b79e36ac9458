"""What waits for a person by day instead of by hour: take-overs that are due, leftover problems (rules A-05, A-06, O-04)."""

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import Session, col

from portal import clock
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
        found += _leftovers(session, col(LeftoverProblem.followed_by_id).is_(None))
    if viewer.may(Right.EDIT_PROJECT):
        found += _leftovers(session, col(LeftoverProblem.followed_by_id) == viewer.id)
    return found


def _take_overs(session: Session, now: datetime) -> Iterator[WorkItem]:
    """The proposals of the day: projects whose joint period has reached its last day, whole in their documents."""
    waiting = and_(col(Project.taken_over_on).is_(None), col(Project.incomplete_since).is_(None))
    asked = (
        select(col(Project.id), col(Project.number), CUSTOMER, col(Project.name), col(Project.joint_until))
        .join(Customer, col(Customer.id) == col(Project.customer_id))
        .where(waiting, col(Project.joint_until) <= clock.at_the_office(now).date())
        .order_by(col(Project.joint_until), col(Project.id))
        .limit(OF_A_KIND)
    )
    for id, number, customer, name, until in session.execute(asked):
        begins, ends = _day(until)
        yield WorkItem(WorkKind.TAKE_OVER, number or f"P-{id}", customer, name, ProjectStatus.DUE.value, ends, begins)


def _leftovers(session: Session, whose: ColumnElement[bool]) -> Iterator[WorkItem]:
    asked: Select[int | None, str | None, str, str, date | None] = (
        select(col(Project.id), col(Project.number), CUSTOMER, col(LeftoverProblem.problem), col(LeftoverProblem.due_on))
        .join(Project, col(Project.id) == col(LeftoverProblem.project_id))
        .join(Customer, col(Customer.id) == col(LeftoverProblem.customer_id))
        .where(whose, col(LeftoverProblem.closed_at).is_(None))
        .order_by(col(LeftoverProblem.due_on).nulls_last(), col(LeftoverProblem.id))
        .limit(OF_A_KIND)
    )
    for id, number, customer, problem, due_on in session.execute(asked):
        begins, ends = _day(due_on) if due_on else (None, None)
        yield WorkItem(WorkKind.LEFTOVER, number or f"P-{id}", customer, problem, "", ends, begins)


def _day(day: date) -> tuple[datetime, datetime]:
    """The first and the last moment of a day at the office."""
    zone = clock.office_zone()
    return datetime.combine(day, time(), zone), datetime.combine(day, time(23, 59, 59), zone)
