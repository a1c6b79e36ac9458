"""All orders for one problem, and what was handed to others between them (rule D-09)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.problems import ProblemEntry
from portal.rules.dispatch import OrderStatus
from portal.rules.problems import Neighbour, ProblemStatus


@dataclass(frozen=True)
class ChainOrder:
    """One order of a chain."""

    id: int
    number: str
    status: OrderStatus
    engineer: str | None
    requested_at: datetime
    starts_at: datetime | None
    arrived_at: datetime | None
    outcome: str
    not_solved_because: str
    work_done: str
    returned_reason: str
    write_off_remark: str


def chain(session: Session, ticket_id: int) -> list[ChainOrder]:
    """All orders for one ticket, in their order: the problem's whole way on site."""
    names = [name for name in ChainOrder.__dataclass_fields__ if name != "engineer"]
    statement = (
        select(*(getattr(DispatchOrder, name) for name in names), col(Person.name).label("engineer"))
        .outerjoin(Person, col(Person.id) == col(DispatchOrder.engineer_id))
        .where(col(DispatchOrder.ticket_id) == ticket_id)
        .order_by(col(DispatchOrder.id))
    )
    return [ChainOrder(**row) for row in session.execute(statement).mappings()]


@dataclass(frozen=True)
class ChainProblem:
    """A problem of the same ticket with others, and what they answered."""

    number: str
    handed_to: Neighbour
    question: str
    handed_at: datetime
    due_at: datetime
    status: ProblemStatus
    answer: str
    answered_by: str


def problems_of(session: Session, ticket_id: int) -> list[ChainProblem]:
    """What was handed to others for this ticket, in its order."""
    names = list(ChainProblem.__dataclass_fields__)
    statement = (
        select(*(getattr(ProblemEntry, name) for name in names))
        .where(col(ProblemEntry.ticket_id) == ticket_id)
        .order_by(col(ProblemEntry.id))
    )
    return [ChainProblem(**row) for row in session.execute(statement).mappings()]
