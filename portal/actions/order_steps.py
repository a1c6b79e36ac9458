"""A dispatch order's steps: every change of its state goes through `step`, which carries out one arrow of rules/dispatch.py."""

from sqlmodel import col, select

from portal.actions import ticket_steps
from portal.actions.command import Command
from portal.actions.deed import Work
from portal.actions.promises import settle
from portal.actions.ticket_needs import Given, ReasonMissing
from portal.db.base import id_of
from portal.db.models.dispatch import DispatchOrder, OrderStep
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.dispatch import OPEN_ORDERS, Conduct, OrderArrow, arrow
from portal.rules.tickets import PromiseKind


class OrderCommand(Command):
    """The base of what is done to a dispatch order: which one, and the version on the screen."""

    id: int
    seen: int


class NoLongerYours(Refusal):
    """The order was taken from this engineer while the screen was open."""

    message = N_("Order {number} is no longer yours: the service manager decided otherwise. Nothing was changed; see your list.")


class OrderStillOpen(Refusal):
    """The ticket cannot go this way while an engineer is asked for or on the way."""

    message = N_("Dispatch order {number} is still open. Return, withdraw or write it off first.")


def take(work: Work, command: OrderCommand) -> DispatchOrder:
    """The order in the version the person saw, locked."""
    return work.take(DispatchOrder, command.id, seen=command.seen)


def take_own(work: Work, command: OrderCommand) -> DispatchOrder:
    """The engineer's own order in the version seen. Raises NotFound for anybody else's, NoLongerYours for a former own one."""
    order = work.find(DispatchOrder, command.id)
    if order.engineer_id != work.me:
        if _was_mine(work, order):
            raise NoLongerYours(number=order.number)
        raise NotFound
    return take(work, command)


def _was_mine(work: Work, order: DispatchOrder) -> bool:
    told = select(Event.facts).where(col(Event.subject) == "order", col(Event.subject_id) == order.id)
    return any(facts.get("engineer") == work.me for facts in work.session.execute(told).scalars())


def step(work: Work, order: DispatchOrder, name: str, reason: str = "") -> OrderArrow:
    """Take an order along an arrow. Raises StepNotPossible, NotAllowed, ReasonMissing."""
    taken = arrow(name, order.status)
    work.require(taken.right)
    if taken.reason and not reason.strip():
        raise ReasonMissing
    order.status = taken.end
    return taken


def ticket_of(work: Work, order: DispatchOrder) -> Ticket:
    """The order's ticket, locked."""
    return work.find(Ticket, order.ticket_id)


def move_ticket(work: Work, order: DispatchOrder, name: str, reason: str = "") -> Ticket:
    """Take the order's ticket along an arrow."""
    ticket = ticket_of(work, order)
    ticket_steps.step(work, ticket, name, Given(reason=reason))
    return ticket


def customer_heard_from_us(work: Work, order: DispatchOrder) -> None:
    """Settle the promise of a first response: somebody spoke with the customer."""
    ticket = ticket_of(work, order)
    ticket.responded_at = ticket.responded_at or work.now
    settle(work, ticket, [PromiseKind.RESPONSE])


def tell(work: Work, order: DispatchOrder, kind: str, text: str = "", **facts: object) -> None:
    """Write an event into the story of an order and of its ticket."""
    work.happened(
        kind,
        "order",
        id_of(order),
        ticket_id=order.ticket_id,
        customer_id=order.customer_id,
        text=text,
        number=order.number,
        status=order.status.value,
        **facts,
    )


def steps_behind(work: Work, order: DispatchOrder) -> dict[Conduct, OrderStep]:
    """The steps of conduct that are ticked or skipped."""
    work.session.flush()
    ticked = work.session.exec(select(OrderStep).where(col(OrderStep.order_id) == order.id))
    return {step.step: step for step in ticked}


def mark_step(work: Work, order: DispatchOrder, step: Conduct, skipped_because: str = "") -> None:
    """Put a step of conduct behind us."""
    work.add(OrderStep(order_id=id_of(order), step=step, at=work.now, person_id=work.me, skipped_because=skipped_because))


def forget_visit(work: Work, order: DispatchOrder) -> None:
    """Take confirmation, appointment and ticks off an order that somebody else will carry out; the events keep them."""
    for ticked in steps_behind(work, order).values():
        work.session.delete(ticked)
    order.confirmed_at = order.starts_at = order.ends_at = None
    order.agreed_with = ""


def active_engineer(work: Work, person_id: int) -> Person:
    """The person, locked, so that two appointments for one engineer are made one after the other."""
    return work.find(Person, person_id)


def refuse_open_order(work: Work, ticket: Ticket) -> None:
    """Refuse while a dispatch order of the ticket is open."""
    work.session.flush()
    still_open = select(DispatchOrder.number).where(
        col(DispatchOrder.ticket_id) == ticket.id, col(DispatchOrder.status).in_(sorted(OPEN_ORDERS))
    )
    number = work.session.execute(still_open.limit(1)).scalar_one_or_none()
    if number is not None:
        raise OrderStillOpen(number=number)
