"""First visits by when they are due (rules F-03, O-04)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.customers import Customer
from portal.db.models.first_visits import FirstVisit
from portal.db.models.people import Person
from portal.rules.first_visits import FirstVisitStatus

LIST_LIMIT = 50
MOST_COUNTED = 10_000
# Written out, not bound: SQLite uses the index of the open visits only for the words that are in it.
OPEN_VISIT = col(FirstVisit.status) == literal(FirstVisitStatus.OPEN, FirstVisit.__table__.c.status.type, literal_execute=True)  # type: ignore[attr-defined]
Whose = Literal["mine", "free", "open", "over"]


@dataclass(frozen=True)
class VisitRow:
    """One first visit in the list."""

    id: int
    number: str
    status: FirstVisitStatus
    customer: str
    region: str
    agent: str | None
    attempts: int
    submitted_at: datetime
    submitted_by: str | None
    next_at: datetime
    closed_at: datetime | None


def _conditions(whose: Whose, me: int) -> list[Any]:
    if whose == "over":
        return [col(FirstVisit.status) != FirstVisitStatus.OPEN]
    wanted: list[Any] = [OPEN_VISIT]
    if whose == "mine":
        wanted.append(col(FirstVisit.agent_id) == me)
    if whose == "free":
        wanted.append(col(FirstVisit.agent_id).is_(None))
    return wanted


def first_visits(
    session: Session, whose: Whose, me: int, after: tuple[datetime, int] | None = None, limit: int = LIST_LIMIT
) -> list[VisitRow]:
    """The visits asked for: open ones by when they are due, those that are over newest first; behind (next_at, id)."""
    matching = _rows().where(*_conditions(whose, me))
    next_at, id = col(FirstVisit.next_at), col(FirstVisit.id)
    if whose == "over":
        matching = matching.order_by(id.desc())
        matching = matching if after is None else matching.where(id < after[1])
    else:
        matching = matching.order_by(next_at, id)
        if after is not None:
            matching = matching.where(or_(next_at > after[0], and_(next_at == after[0], id > after[1])))
    return [VisitRow(**row) for row in ask(session, matching.limit(limit)).mappings()]


@lru_cache
def _rows() -> Select[Any]:
    agent, sales = Person.__table__.alias("agent"), Person.__table__.alias("sales")  # type: ignore[attr-defined]
    own = [getattr(FirstVisit, name) for name in VisitRow.__dataclass_fields__ if name in FirstVisit.model_fields]
    return (
        select(
            *own, col(Customer.name).label("customer"), col(Customer.region), agent.c.name.label("agent"),
            sales.c.name.label("submitted_by"),
        )
        .join(Customer, col(Customer.id) == col(FirstVisit.customer_id))
        .outerjoin(agent, agent.c.id == col(FirstVisit.agent_id))
        .outerjoin(sales, sales.c.id == col(FirstVisit.submitted_by_id))
    )  # fmt: skip


def count_first_visits(session: Session, whose: Whose, me: int, at_most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many there are, counted up to `at_most`, and whether there are more."""
    capped = select(col(FirstVisit.id)).where(*_conditions(whose, me)).limit(at_most + 1).subquery()
    number: int = ask(session, select(func.count()).select_from(capped)).scalar_one()
    return min(number, at_most), number > at_most


def overdue(session: Session, now: datetime) -> int:
    """How many open visits are past their time."""
    late = select(func.count()).where(OPEN_VISIT, col(FirstVisit.next_at) < now)
    number: int = ask(session, late).scalar_one()
    return number
