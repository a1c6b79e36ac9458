"""Service demands: recorded one by one, each for a department, and followed to their end (rules F-05, F-06)."""

from datetime import date
from typing import Any

from sqlmodel import Field

from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.first_visits import own_visit
from portal.actions.numbers import next_number
from portal.db.base import id_of
from portal.db.models.customers import Customer
from portal.db.models.demands import Demand, Department
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.demands import arrow
from portal.rules.permissions import Right


class NotConfirmed(Refusal):
    """A demand is said back before it is passed on (rule F-05)."""

    message = N_("Say the demand back to the customer first, and tick that they agreed. What you typed is kept.")
    field = "confirmed"


class DepartmentGone(Refusal):
    """A demand goes to a department that can take it."""

    message = N_("This department takes no demands any more. Choose another one.")
    field = "department_id"


class RecordDemand(Command):
    """Something a customer asks for: in a first visit (`first_visit_id`) or at any other time."""

    customer_id: int
    first_visit_id: int | None = None
    department_id: int = Field(title=N_("Department"))
    wish: Paragraph = Field(title=N_("What the customer asks for"), min_length=1, max_length=1000)
    due_on: date | None = Field(default=None, title=N_("Wanted by"))
    confirmed: bool = Field(default=False, title=N_("Said back to the customer, who agreed"))


class DemandSeen(Command):
    """A step on a demand's way, taken on the version that was seen."""

    id: int
    seen: int


class FinishDemand(DemandSeen):
    """What was done about a demand."""

    answer: Paragraph = Field(title=N_("What was done"), min_length=1, max_length=1000)


class DeclineDemand(DemandSeen):
    """Why a demand is not met."""

    answer: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=1000)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def record_demand(work: Work, command: RecordDemand) -> Outcome:
    """Record a demand for one department; it goes out with the digest of its working day."""
    customer_id = work.find(Customer, command.customer_id).id
    if command.first_visit_id is not None:
        visit = own_visit(work, command.first_visit_id)
        if visit.customer_id != customer_id:
            raise NotFound
        if not command.confirmed:
            raise NotConfirmed
        visit.no_demands = False
    # Locked as making a digest locks it: a demand is in a digest or waits for the next one, never in between.
    department = work.find(Department, command.department_id)
    if not department.active:
        raise DepartmentGone
    demand = work.add(
        Demand(
            number=next_number(work.session, "N", work.now),
            customer_id=command.customer_id,
            first_visit_id=command.first_visit_id,
            department_id=command.department_id,
            wish=command.wish,
            confirmed=command.confirmed,
            due_on=command.due_on,
            recorded_at=work.now,
            recorded_by_id=work.me,
        )
    )
    _tell(work, demand, "demand_recorded", command.wish, department=department.name)
    return Outcome("demand", id_of(demand), demand.number, {"department": department.name})


@deed(Right.FOLLOW_DEMAND)
def take_demand_in_hand(work: Work, command: DemandSeen) -> Outcome:
    """The department works on it."""
    return _step(work, command, "take_in_hand", "demand_in_hand")


@deed(Right.FOLLOW_DEMAND)
def finish_demand(work: Work, command: FinishDemand) -> Outcome:
    """The demand is met; what was done stands in the archive."""
    return _step(work, command, "finish", "demand_done", command.answer)


@deed(Right.FOLLOW_DEMAND)
def decline_demand(work: Work, command: DeclineDemand) -> Outcome:
    """The demand is not met; the reason stands in the archive."""
    return _step(work, command, "decline", "demand_declined", command.answer)


def _step(work: Work, command: DemandSeen, name: str, kind: str, answer: str = "") -> Outcome:
    demand = work.take(Demand, command.id, seen=command.seen)
    way = arrow(name, demand.status)
    demand.status = way.end
    if way.words:
        demand.answer, demand.done_at = answer, work.now
    _tell(work, demand, kind, answer)
    return Outcome("demand", command.id, demand.number, {"status": demand.status.value})


def _tell(work: Work, demand: Demand, kind: str, text: str = "", **facts: Any) -> None:
    work.happened(kind, "demand", id_of(demand), customer_id=demand.customer_id, text=text, number=demand.number, **facts)
