"""All orders for one problem, and what was handed to others between them (rule D-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal.db.asking import ask
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


_OWN = [name for name in ChainOrder.__dataclass_fields__ if name != "engineer"]
_CHAIN: Select[*tuple[Any, ...]] = (
    select(*(getattr(DispatchOrder, name) for name in _OWN), col(Person.name).label("engineer"))
    .outerjoin(Person, col(Person.id) == col(DispatchOrder.engineer_id))
    .where(col(DispatchOrder.ticket_id) == bindparam("ticket_id"))
    .order_by(col(DispatchOrder.id))
)


def chain(session: Session, ticket_id: int) -> list[ChainOrder]:
    """All orders for one ticket, in their order: the problem's whole way on site."""
    return [ChainOrder(**row) for row in ask(session, _CHAIN, ticket_id=ticket_id).mappings()]


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


_PROBLEMS: Select[*tuple[Any, ...]] = (
    select(*(getattr(ProblemEntry, name) for name in ChainProblem.__dataclass_fields__))
    .where(col(ProblemEntry.ticket_id) == bindparam("ticket_id"))
    .order_by(col(ProblemEntry.id))
)


def problems_of(session: Session, ticket_id: int) -> list[ChainProblem]:
    """What was handed to others for this ticket, in its order."""
    return [ChainProblem(**row) for row in ask(session, _PROBLEMS, ticket_id=ticket_id).mappings()]
