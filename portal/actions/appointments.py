"""What an engineer agrees before going: the order itself, and the time with the customer (rules D-03, D-04)."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from portal import clock
from portal.actions.command import Line, Moment, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.order_steps import (
    OrderCommand,
    customer_heard_from_us,
    forget_visit,
    mark_step,
    move_ticket,
    step,
    take_own,
    tell,
)
from portal.actions.promises import hand_promises
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.queries.engineers import absence_between, clashing_appointment
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.conduct import check_appointment
from portal.rules.dispatch import Conduct
from portal.rules.permissions import Right


class NotAllConfirmed(Refusal):
    """One of problem, solution, contact and address is not right (rule D-03)."""

    message = N_("Confirm all four, or hand the order back with what is wrong.")


class AppointmentClash(Refusal):
    """The engineer would be in two places at once (rule D-02)."""

    message = N_("At that time order {number} is appointed ({time}). Agree another time with the customer.")
    field = "starts_at"


class AwayOnThatDay(Refusal):
    """The engineer is absent on the day."""

    message = N_("Absent from {first} to {last}. Agree another day with the customer.")
    field = "starts_at"


class AnnouncedTooLate(Refusal):
    """A change is announced before the old time, not after it (rule D-04)."""

    message = N_("The appointment for {time} has passed and cannot be moved any more. Ask the service manager to order anew.")


class ConfirmOrder(OrderCommand):
    """The engineer's word that the order can be carried out as it stands."""

    problem: bool = Field(default=False, title=N_("Problem is clear"))
    solution: bool = Field(default=False, title=N_("Proposed solution is clear"))
    contact: bool = Field(default=False, title=N_("Contact is right"))
    address: bool = Field(default=False, title=N_("Address is right"))


class HandBackOrder(OrderCommand):
    """Giving an order with wrong data back to the service manager."""

    reason: Paragraph = Field(title=N_("What is wrong"), min_length=1, max_length=500)


class Appoint(OrderCommand):
    """The time agreed with the customer."""

    personal: ClassVar[frozenset[str]] = frozenset({"agreed_with"})

    starts_at: Moment = Field(title=N_("From"))
    ends_at: Moment = Field(title=N_("Until"))
    agreed_with: Line = Field(title=N_("Agreed with"), min_length=1, max_length=60)


class Reappoint(Appoint):
    """Another time, announced before the old one and agreed."""

    reason: Paragraph = Field(title=N_("Reason of the change"), min_length=1, max_length=500)


@deed(Right.CARRY_OUT_ORDER)
def confirm_order(work: Work, command: ConfirmOrder) -> Outcome:
    """Confirm problem, solution, contact and address."""
    order = take_own(work, command)
    step(work, order, "confirm")
    if not (command.problem and command.solution and command.contact and command.address):
        raise NotAllConfirmed
    order.confirmed_at = work.now
    mark_step(work, order, Conduct.CONFIRM)
    tell(work, order, "order_confirmed")
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def hand_back_order(work: Work, command: HandBackOrder) -> Outcome:
    """Give the order back; the service manager sets it right and orders again."""
    order = take_own(work, command)
    step(work, order, "hand_back", command.reason)
    forget_visit(work, order)
    order.engineer_id = None
    order.returned_reason = command.reason
    ticket = move_ticket(work, order, "hand_back_order", command.reason)
    hand_promises(work, ticket, ticket.owner_id)
    tell(work, order, "order_handed_back", command.reason, before=work.me)
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def appoint(work: Work, command: Appoint) -> Outcome:
    """Put down the time agreed with the customer. Two appointments of one engineer never overlap."""
    order = take_own(work, command)
    step(work, order, "appoint")
    _set_time(work, order, command)
    mark_step(work, order, Conduct.APPOINT)
    customer_heard_from_us(work, order)
    tell(work, order, "appointed", starts=command.starts_at.isoformat(), ends=command.ends_at.isoformat())
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def reappoint(work: Work, command: Reappoint) -> Outcome:
    """Move the appointment, before its time has come."""
    order = take_own(work, command)
    step(work, order, "reappoint", command.reason)
    was = order.starts_at
    if was is not None and work.now >= was:
        raise AnnouncedTooLate(time=_shown(was))
    _set_time(work, order, command)
    tell(
        work, order, "reappointed", command.reason,
        before=was.isoformat() if was else None, starts=command.starts_at.isoformat(), ends=command.ends_at.isoformat(),
    )  # fmt: skip
    return Outcome("order", command.id, order.number)


def _set_time(work: Work, order: DispatchOrder, command: Appoint) -> None:
    check_appointment(command.starts_at, command.ends_at, work.now)
    # Whoever appoints this engineer elsewhere at the same moment waits here until our transaction has ended.
    work.find(Person, work.me)
    clash = clashing_appointment(work.session, work.me, command.starts_at, command.ends_at, besides=order.id)
    if clash is not None:
        raise AppointmentClash(number=clash[0], time=_shown(clash[1]))
    days = [clock.at_the_office(moment).date() for moment in (command.starts_at, command.ends_at)]
    absence = absence_between(work.session, work.me, *days)
    if absence is not None:
        raise AwayOnThatDay(first=f"{absence.first_day:%Y-%m-%d}", last=f"{absence.last_day:%Y-%m-%d}")
    order.starts_at, order.ends_at, order.agreed_with = command.starts_at, command.ends_at, command.agreed_with


def _shown(moment: datetime) -> str:
    return f"{clock.at_the_office(moment):%Y-%m-%d %H:%M}"
