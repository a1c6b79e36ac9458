"""Projects on their way to the department: where each stands, which documents are missing, how many there are (A-02 to A-05)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, func, literal, or_, select, type_coerce, union_all
from sqlmodel import Session, col

from portal.db.models.customers import Customer, Project
from portal.db.models.people import Person
from portal.db.models.projects import ProjectDocument
from portal.db.queries.archive import matching_customers
from portal.db.queries.handover import handover_on
from portal.errors import NotFound
from portal.rules.projects import (
    DocumentKind,
    JointPeriod,
    ProjectStatus,
    Stand,
    days_left,
    missing_documents,
    project_status,
)

COUNTED_TO = 10_000
LIST_LIMIT = 50
NUMBER = re.compile(r"P-\d{4}-\d{1,12}", re.ASCII)
# A project from before the portal gave numbers is called by its id until its next deed.
NUMBER_BEFORE = re.compile(r"P-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class ProjectRow:
    """A project, where it stands today, and what is missing of its hand-over."""

    id: int
    number: str
    version: int
    name: str
    customer_id: int
    customer_number: str
    customer: str
    region: str
    manager: str
    staff: str
    signed_on: date | None
    started_on: date | None
    accepted_on: date | None
    service_from: date | None
    free_from: date | None
    free_until: date | None
    joint_from: date | None
    joint_until: date | None
    incomplete_since: date | None
    taken_over_on: date | None
    taken_over_by: str | None
    remark: str
    changed_at: datetime | None
    status: ProjectStatus
    days_left: int | None
    needed: tuple[DocumentKind, ...]
    missing: tuple[DocumentKind, ...]

    @property
    def there(self) -> int:
        """How many of the needed documents are in."""
        return len(self.needed) - len(self.missing)


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects: in this state, of customers in this region, by number or by words that mean a customer or a project."""

    status: ProjectStatus | None = None
    region: str = ""
    words: str = ""


def section(session: Session, asked: ProjectFilter, today: date, limit: int = LIST_LIMIT) -> list[ProjectRow]:
    """One section of the board, what is nearest first. `asked` names its state."""
    order: dict[ProjectStatus | None, tuple[Any, ...]] = {
        ProjectStatus.MISSING: (col(Project.accepted_on), col(Project.id)),
        ProjectStatus.JOINT: (col(Project.joint_until), col(Project.id)),
        ProjectStatus.DUE: (col(Project.joint_until), col(Project.id)),
        ProjectStatus.TAKEN_OVER: (col(Project.taken_over_on).desc(), col(Project.id).desc()),
    }
    rows = _rows().where(*_conditions(session, asked, today))
    return _read(session, rows.order_by(*order.get(asked.status, (col(Project.id).desc(),))).limit(limit), today)


def projects_matching(
    session: Session, asked: ProjectFilter, today: date, after: int | None = None, limit: int = LIST_LIMIT
) -> list[ProjectRow]:
    """A page of all projects, newest first, behind the project id `after`."""
    rows = _rows().where(*_conditions(session, asked, today))
    if after is not None:
        rows = rows.where(col(Project.id) < after)
    return _read(session, rows.order_by(col(Project.id).desc()).limit(limit), today)


def count_projects(session: Session, asked: ProjectFilter, today: date, at_most: int = COUNTED_TO) -> tuple[int, bool]:
    """How many projects match, counted up to `at_most`, and whether there are more."""
    number: int = session.execute(_counted(_conditions(session, asked, today), at_most)).scalar_one()
    return min(number, at_most), number > at_most


def counts(session: Session, asked: ProjectFilter, today: date) -> dict[ProjectStatus, int]:
    """How many projects stand in each state, each counted to COUNTED_TO at most."""
    narrowed = _narrowed(session, asked)
    each = [
        select(literal(status.value), _counted([*narrowed, _standing(status, today)], COUNTED_TO - 1).scalar_subquery())
        for status in ProjectStatus
    ]
    return {ProjectStatus(status): number for status, number in session.execute(union_all(*each))}


def project(session: Session, number: str, today: date) -> ProjectRow:
    """One project. Raises NotFound."""
    before = NUMBER_BEFORE.fullmatch(number)
    if before is not None:
        asked = and_(col(Project.id) == int(before[1]), col(Project.number).is_(None))
    elif NUMBER.fullmatch(number):
        asked = col(Project.number) == number
    else:
        raise NotFound
    found = _read(session, _rows().where(asked), today)
    if not found:
        raise NotFound
    return found[0]


def projects_of(session: Session, customer_id: int, today: date) -> list[ProjectRow]:
    """The projects of a customer, newest first."""
    return _read(session, _rows().where(col(Project.customer_id) == customer_id).order_by(col(Project.id).desc()), today)


def joint_projects(session: Session, customer_id: int, on: date) -> list[ProjectRow]:
    """The customer's projects whose problems are handled together with Implementation on a day (rule A-04)."""
    running = (col(Project.joint_from) <= on, col(Project.joint_until) >= on, col(Project.taken_over_on).is_(None))
    return _read(session, _rows().where(col(Project.customer_id) == customer_id, *running).order_by(col(Project.id)), on)


def _rows() -> Select[*tuple[Any, ...]]:
    there = (
        select(func.aggregate_strings(type_coerce(col(ProjectDocument.kind), String), ","))
        .where(col(ProjectDocument.project_id) == col(Project.id), col(ProjectDocument.withdrawn_at).is_(None))
        .correlate(Project)
        .scalar_subquery()
    )
    return (
        select(
            Project,
            col(Customer.number).label("customer_number"),
            func.coalesce(func.nullif(col(Customer.short_name), ""), col(Customer.name)).label("customer"),
            col(Customer.region).label("region"),
            col(Person.name).label("taken_over_by"),
            there.label("there"),
        )
        .join(Customer, col(Customer.id) == col(Project.customer_id))
        .outerjoin(Person, col(Person.id) == col(Project.taken_over_by_id))
    )


_OWN = (
    "version", "name", "customer_id", "manager", "staff", "signed_on", "started_on", "accepted_on", "service_from", "free_from",
    "free_until", "joint_from", "joint_until", "incomplete_since", "taken_over_on", "remark", "changed_at",
)  # fmt: skip


def _read(session: Session, statement: Select[*tuple[Any, ...]], today: date) -> list[ProjectRow]:
    return [_row(session, found, today) for found in session.execute(statement).all()]


def _row(session: Session, found: Row[*tuple[Any, ...]], today: date) -> ProjectRow:
    record: Project = found[0]
    stand = stand_of(record)
    needed = handover_on(session, record.joint_from or today).documents
    there = {DocumentKind(kind) for kind in (found.there or "").split(",") if kind}
    return ProjectRow(
        id=record.id or 0,
        number=record.number or f"P-{record.id}",
        customer_number=found.customer_number,
        customer=found.customer,
        region=found.region,
        taken_over_by=found.taken_over_by,
        status=project_status(stand, today),
        days_left=days_left(stand, today),
        needed=needed,
        missing=tuple(missing_documents(needed, there)),
        **{name: getattr(record, name) for name in _OWN},
    )


def stand_of(record: Project) -> Stand:
    """What decides where a project stands."""
    joint = None
    if record.joint_from is not None and record.joint_until is not None:
        joint = JointPeriod(record.joint_from, record.joint_until, record.incomplete_since)
    return Stand(record.accepted_on, joint, record.taken_over_on)


def _conditions(session: Session, asked: ProjectFilter, today: date) -> list[ColumnElement[bool]]:
    narrowed = _narrowed(session, asked)
    return [*narrowed, _standing(asked.status, today)] if asked.status is not None else narrowed


def _narrowed(session: Session, asked: ProjectFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.region:
        conditions.append(col(Project.customer_id).in_(select(col(Customer.id)).where(col(Customer.region) == asked.region)))
    words = asked.words.strip()
    if NUMBER.fullmatch(words.upper()):
        conditions.append(col(Project.number) == words.upper())
    elif words:
        conditions.append(col(Project.customer_id).in_(matching_customers(session, words)))
    return conditions


def _standing(status: ProjectStatus, today: date) -> ColumnElement[bool]:
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


def _counted(conditions: Sequence[ColumnElement[bool]], at_most: int) -> Select[int]:
    some = select(col(Project.id)).where(*conditions).limit(at_most + 1).subquery()
    return select(func.count()).select_from(some)
