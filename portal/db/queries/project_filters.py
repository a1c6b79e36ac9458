"""To which projects a list is narrowed, as conditions that keep to indexes however many projects there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlmodel import Session, col

from portal.db.models.customers import Customer, Project
from portal.db.queries.archive import matching_customers
from portal.rules.projects import ProjectStatus

COUNTED_TO = 10_000
COUNTED_BY_REGION = 1_000
NUMBER = re.compile(r"P-\d{4}-\d{1,12}", re.ASCII)


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects: in this state, of customers in this region, by number or by words that mean a customer or a project."""

    status: ProjectStatus | None = None
    region: str = ""
    words: str = ""

    @property
    def most_counted(self) -> int:
        """Up to how many are counted: fewer where each one's customer has to be looked up."""
        return COUNTED_BY_REGION if self.region else COUNTED_TO


def conditions(session: Session, asked: ProjectFilter, today: date) -> list[ColumnElement[bool]]:
    """Everything that a filter asks for."""
    found = found_by(session, asked)
    return [*found, standing(asked.status, today)] if asked.status is not None else found


def found_by(session: Session, asked: ProjectFilter) -> list[ColumnElement[bool]]:
    """A filter without its state."""
    conditions: list[ColumnElement[bool]] = []
    if asked.region:
        in_region = (col(Customer.id) == col(Project.customer_id), col(Customer.region) == asked.region)
        conditions.append(exists().where(*in_region))
    words = asked.words.strip()
    if NUMBER.fullmatch(words.upper()):
        conditions.append(col(Project.number) == words.upper())
    elif words:
        conditions.append(col(Project.customer_id).in_(matching_customers(session, words)))
    return conditions


def standing(status: ProjectStatus, today: date) -> ColumnElement[bool]:
    """The rule of rules/projects.project_status as a condition; a test holds the two together."""
    waiting = col(Project.taken_over_on).is_(None)
    before_joint = and_(waiting, col(Project.joint_until).is_(None))
    complete = and_(waiting, col(Project.incomplete_since).is_(None))
    if status is ProjectStatus.IMPLEMENTING:
        return and_(before_joint, or_(col(Project.accepted_on).is_(None), col(Project.accepted_on) > today))
    if status is ProjectStatus.MISSING:
        accepted = select(col(Project.id)).where(before_joint, col(Project.accepted_on) <= today)
        incomplete = select(col(Project.id)).where(waiting, col(Project.incomplete_since).is_not(None))
        return col(Project.id).in_(union_all(accepted, incomplete))
    if status is ProjectStatus.JOINT:
        return and_(complete, col(Project.joint_until) > today)
    if status is ProjectStatus.DUE:
        return and_(complete, col(Project.joint_until) <= today)
    return col(Project.taken_over_on).is_not(None)


def counted(conditions: Sequence[ColumnElement[bool]], at_most: int) -> Select[int]:
    """How many projects match, counted to one more than `at_most`."""
    some = select(col(Project.id)).where(*conditions).limit(at_most + 1).subquery()
    return select(func.count()).select_from(some)
