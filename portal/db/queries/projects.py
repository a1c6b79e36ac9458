"""Projects on their way to the department: where each stands, which documents are missing, how many there are (A-02 to A-05)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, func, literal, select, type_coerce, union_all
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer, Project
from portal.db.models.people import Person
from portal.db.models.projects import ProjectDocument
from portal.db.queries.handover import handover_on
from portal.db.queries.project_filters import NUMBER, ProjectFilter, conditions, counted, found_by, standing
from portal.errors import NotFound
from portal.rules.entitlement import EntitlementKind, Term
from portal.rules.projects import (
    DocumentKind,
    JointPeriod,
    ProjectStatus,
    Stand,
    days_left,
    missing_documents,
    project_status,
)

LIST_LIMIT = 50
NEWEST = 2**31 - 1
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

    @property
    def terms(self) -> list[Term]:
        """The periods in which it entitles to service."""
        joint = [Term(EntitlementKind.JOINT, self.joint_from, self.joint_until)] if self.joint_from else []
        free = [Term(EntitlementKind.FREE, self.free_from, self.free_until)] if self.free_from else []
        return joint + free


def section(session: Session, asked: ProjectFilter, today: date, limit: int = LIST_LIMIT) -> list[ProjectRow]:
    """One section of the board, what is nearest first. `asked` names its state."""
    order: dict[ProjectStatus | None, tuple[Any, ...]] = {
        ProjectStatus.MISSING: (col(Project.accepted_on), col(Project.id)),
        ProjectStatus.JOINT: (col(Project.joint_until), col(Project.id)),
        ProjectStatus.DUE: (col(Project.joint_until), col(Project.id)),
        ProjectStatus.TAKEN_OVER: (col(Project.taken_over_on).desc(), col(Project.id).desc()),
    }
    ordered = order.get(asked.status, (col(Project.id).desc(),))
    return _page(session, conditions(session, asked, today), ordered, limit, today)


def projects_matching(
    session: Session, asked: ProjectFilter, today: date, after: int | None = None, limit: int = LIST_LIMIT
) -> list[ProjectRow]:
    """A page of all projects, newest first, behind the project id `after`."""
    before = col(Project.id) < (NEWEST if after is None else after)
    return _page(session, [*conditions(session, asked, today), before], (col(Project.id).desc(),), limit, today)


def count_projects(session: Session, asked: ProjectFilter, today: date) -> tuple[int, bool]:
    """How many projects match, counted to the most that the filter allows, and whether there are more."""
    at_most = asked.most_counted
    number: int = ask(session, counted(conditions(session, asked, today), at_most)).scalar_one()
    return min(number, at_most), number > at_most


def counts(session: Session, asked: ProjectFilter, today: date) -> dict[ProjectStatus, int]:
    """How many projects stand in each state, each counted to the most that the filter allows."""
    found = found_by(session, asked)
    each = [
        select(literal(status.value), counted([*found, standing(status, today)], asked.most_counted - 1).scalar_subquery())
        for status in ProjectStatus
    ]
    return {ProjectStatus(status): number for status, number in all_of(session, union_all(*each))}


def project(session: Session, number: str, today: date) -> ProjectRow:
    """One project. Raises NotFound."""
    before = NUMBER_BEFORE.fullmatch(number)
    if before is None and not NUMBER.fullmatch(number):
        raise NotFound
    found = _read(session, _one(before is not None), today, which=int(before[1]) if before else number)
    if not found:
        raise NotFound
    return found[0]


def projects_of(session: Session, customer_id: int, today: date) -> list[ProjectRow]:
    """The projects of a customer, newest first."""
    return _read(session, _rows_of(), today, customer=customer_id)


def joint_projects(session: Session, customer_id: int, on: date) -> list[ProjectRow]:
    """The customer's projects whose problems are handled together with Implementation on a day (rule A-04)."""
    running = (col(Project.joint_from) <= on, col(Project.joint_until) >= on, col(Project.taken_over_on).is_(None))
    return _read(session, _rows().where(col(Project.customer_id) == customer_id, *running).order_by(col(Project.id)), on)


def _page(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: tuple[Any, ...], limit: int, today: date
) -> list[ProjectRow]:
    """The first that match; what stands on a line is looked up for those alone."""
    first = select(col(Project.id)).where(*conditions).order_by(*order).limit(limit)
    return _read(session, _rows().where(col(Project.id).in_(first)).order_by(*order), today)


_OWN = (
    "version", "name", "customer_id", "manager", "staff", "signed_on", "started_on", "accepted_on", "service_from", "free_from",
    "free_until", "joint_from", "joint_until", "incomplete_since", "taken_over_on", "remark", "changed_at",
)  # fmt: skip


@lru_cache
def _rows() -> Select[*tuple[Any, ...]]:
    there = (
        select(func.aggregate_strings(type_coerce(col(ProjectDocument.kind), String), ","))
        .where(col(ProjectDocument.project_id) == col(Project.id), col(ProjectDocument.withdrawn_at).is_(None))
        .correlate(Project)
        .scalar_subquery()
    )
    return (
        select(
            *(col(getattr(Project, name)) for name in ("id", "number", *_OWN)),
            col(Customer.number).label("customer_number"),
            func.coalesce(func.nullif(col(Customer.short_name), ""), col(Customer.name)).label("customer"),
            col(Customer.region).label("region"),
            col(Person.name).label("taken_over_by"),
            there.label("there"),
        )
        .join(Customer, col(Customer.id) == col(Project.customer_id))
        .outerjoin(Person, col(Person.id) == col(Project.taken_over_by_id))
    )


# Written once: building it costs more than asking.
@lru_cache
def _one(by_id: bool) -> Select[*tuple[Any, ...]]:
    which: Any = bindparam("which")
    unnumbered = and_(col(Project.id) == which, col(Project.number).is_(None))
    return _rows().where(unnumbered if by_id else col(Project.number) == which)


@lru_cache
def _rows_of() -> Select[*tuple[Any, ...]]:
    return _rows().where(col(Project.customer_id) == bindparam("customer")).order_by(col(Project.id).desc())


def _read(session: Session, statement: Select[*tuple[Any, ...]], today: date, **values: Any) -> list[ProjectRow]:
    return [_row(session, found, today) for found in ask(session, statement, **values).all()]


def _row(session: Session, found: Row[*tuple[Any, ...]], today: date) -> ProjectRow:
    stand = _stand(found)
    needed = handover_on(session, found.joint_from or today).documents
    there = {DocumentKind(kind) for kind in (found.there or "").split(",") if kind}
    return ProjectRow(
        id=found.id,
        number=found.number or f"P-{found.id}",
        customer_number=found.customer_number,
        customer=found.customer,
        region=found.region,
        taken_over_by=found.taken_over_by,
        status=project_status(stand, today),
        days_left=days_left(stand, today),
        needed=needed,
        missing=tuple(missing_documents(needed, there)),
        **{name: getattr(found, name) for name in _OWN},
    )


def _stand(found: Row[*tuple[Any, ...]]) -> Stand:
    joint = None
    if found.joint_from is not None and found.joint_until is not None:
        joint = JointPeriod(found.joint_from, found.joint_until, found.incomplete_since)
    return Stand(found.accepted_on, joint, found.taken_over_on)
