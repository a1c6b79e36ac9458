"""Service demands by department, state and day, and the departments they go to (rules F-05, F-06)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.customers import Customer
from portal.db.models.demands import Demand, Department, Digest
from portal.db.models.people import Person
from portal.rules.demands import DemandStatus
from portal.rules.masking import masked_mail

LIST_LIMIT = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class DemandRow:
    """One demand; `day` is the day of the digest that took it to its department."""

    id: int
    number: str
    version: int
    status: DemandStatus
    customer_id: int
    customer: str
    department: str
    wish: str
    confirmed: bool
    due_on: date | None
    recorded_at: datetime
    by: str
    day: date | None
    answer: str
    done_at: datetime | None


@dataclass(frozen=True)
class DemandFilter:
    """Which demands are asked for; empty: all."""

    department_id: int | None = None
    status: DemandStatus | None = None
    since: datetime | None = None
    until: datetime | None = None
    customer_id: int | None = None
    first_visit_id: int | None = None
    number: str = ""

    def conditions(self) -> list[Any]:
        """The filters as SQL."""
        wanted = {
            Demand.department_id: self.department_id,
            Demand.status: self.status,
            Demand.customer_id: self.customer_id,
            Demand.first_visit_id: self.first_visit_id,
        }
        found: list[Any] = [col(column) == value for column, value in wanted.items() if value is not None]
        if self.since is not None:
            found.append(col(Demand.recorded_at) >= self.since)
        if self.until is not None:
            found.append(col(Demand.recorded_at) < self.until)
        if self.number:
            found.append(col(Demand.number) == self.number.strip().upper())
        return found


@lru_cache
def _rows() -> Select[Any]:
    return (
        select(
            *(getattr(Demand, name) for name in DemandRow.__dataclass_fields__ if name in Demand.model_fields),
            func.coalesce(func.nullif(Customer.short_name, ""), Customer.name).label("customer"),
            col(Department.name).label("department"),
            func.coalesce(Person.name, "").label("by"),
            col(Digest.day).label("day"),
        )
        .join(Customer, col(Customer.id) == col(Demand.customer_id))
        .join(Department, col(Department.id) == col(Demand.department_id))
        .outerjoin(Person, col(Person.id) == col(Demand.recorded_by_id))
        .outerjoin(Digest, col(Digest.id) == col(Demand.digest_id))
    )


def demands(session: Session, wanted: DemandFilter, after: int | None = None, limit: int = LIST_LIMIT) -> list[DemandRow]:
    """The demands that match, newest first, behind the id `after`."""
    matching = _rows().where(*wanted.conditions())
    if after is not None:
        matching = matching.where(col(Demand.id) < after)
    return [DemandRow(**row) for row in ask(session, matching.order_by(col(Demand.id).desc()).limit(limit)).mappings()]


def count_demands(session: Session, wanted: DemandFilter, at_most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many match, counted up to `at_most`, and whether there are more."""
    capped = select(col(Demand.id)).where(*wanted.conditions()).limit(at_most + 1).subquery()
    number: int = ask(session, select(func.count()).select_from(capped)).scalar_one()
    return min(number, at_most), number > at_most


def demand(session: Session, number: str) -> DemandRow | None:
    """The demand with a number."""
    found = ask(session, _rows().where(col(Demand.number) == number)).mappings().first()
    return DemandRow(**found) if found else None


@dataclass(frozen=True)
class DepartmentRow:
    """A department; the address of its head is masked."""

    id: int
    version: int
    name: str
    head: str
    mail: str
    active: bool


def departments(session: Session, *, gone: bool = False) -> list[DepartmentRow]:
    """The departments by name; `gone` adds those that take no demands any more."""
    asked = select(Department).order_by(col(Department.active).desc(), col(Department.name))
    rows = session.scalars(asked if gone else asked.where(col(Department.active)))
    return [DepartmentRow(row.id or 0, row.version, row.name, row.head, masked_mail(row.mail), row.active) for row in rows]
