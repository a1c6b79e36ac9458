"""Dispatch at the desk: requests, checked by the service manager, become orders to an engineer (rules D-01, D-02)."""

from typing import ClassVar

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.order_steps import OrderCommand, forget_visit, move_ticket, refuse_open_order, step, take, tell, ticket_of
from portal.actions.promises import hand_promises
from portal.actions.ticket_steps import step as step_ticket
from portal.db.base import id_of
from portal.db.models.customers import Contact, Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person, PersonRole
from portal.db.models.tickets import Ticket
from portal.db.queries.engineers import proposal
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.dispatch import Skill
from portal.rules.permissions import Right, Role
from portal.rules.tickets import TicketStatus


class NoWayToTheCustomer(Refusal):
    """An engineer needs somebody to ask for and a place to go to."""

    message = N_("An engineer cannot be sent without a contact and an address. Add what is missing.")


class NotAnEngineer(Refusal):
    """Only an active field engineer can be ordered."""

    message = N_("{name} is no active field engineer. Choose somebody else.")
    field = "engineer_id"


class SameEngineer(Refusal):
    """A re-assignment gives the order to somebody else."""

    message = N_("The order is with {name} already. Choose somebody else.")
    field = "engineer_id"


class RequestDispatch(Command):
    """Asking the service manager for an engineer on site; `id` and `seen` are the ticket's."""

    personal: ClassVar[frozenset[str]] = frozenset({"suggestion", "reason", "address"})

    id: int
    seen: int
    reason: Paragraph = Field(title=N_("Why an engineer has to go"), min_length=1, max_length=2000)
    suggestion: Paragraph = Field(default="", title=N_("Suggestion for the work on site"), max_length=4000)
    skill: Skill | None = Field(default=None, title=N_("Skill needed"))
    contact_id: int | None = Field(default=None, title=N_("Contact on site"), description=N_("Empty: who asked"))
    address: Line = Field(default="", title=N_("Address on site"), max_length=200, description=N_("Empty: the customer's"))


class CorrectRequest(OrderCommand):
    """Setting right what an engineer handed back, or what a request got wrong."""

    personal: ClassVar[frozenset[str]] = frozenset({"problem", "proposed_solution", "address"})

    problem: Paragraph = Field(title=N_("Problem"), min_length=1, max_length=8000)
    proposed_solution: Paragraph = Field(default="", title=N_("Proposed solution"), max_length=4000)
    skill: Skill | None = Field(default=None, title=N_("Skill needed"))
    contact_id: int | None = Field(default=None, title=N_("Contact on site"))
    address: Line = Field(title=N_("Address on site"), min_length=1, max_length=200)


class ReturnRequest(OrderCommand):
    """Sending an unclear request back to whoever asked."""

    reason: Paragraph = Field(title=N_("What is unclear"), min_length=1, max_length=500)


class OrderEngineer(OrderCommand):
    """Making an order of a request."""

    engineer_id: int = Field(title=N_("Engineer"))


class ReassignOrder(OrderCommand):
    """Giving an order to another engineer before the visit begins."""

    engineer_id: int = Field(title=N_("Engineer"))
    reason: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


class WithdrawOrder(OrderCommand):
    """Calling an order off before the visit begins: nobody has to go any more."""

    reason: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.REQUEST_DISPATCH)
def request_dispatch(work: Work, command: RequestDispatch) -> Outcome:
    """Put a request for an engineer before the service manager, with contact and address."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    refuse_open_order(work, ticket)
    step_ticket(work, ticket, "request_dispatch")
    contact, address = _way_to(work, ticket, command.contact_id, command.address)
    order = work.add(
        DispatchOrder(
            number=next_number(work.session, "D", work.now),
            ticket_id=command.id,
            customer_id=ticket.customer_id,
            requested_by_id=work.me,
            requested_at=work.now,
            reason=command.reason,
            suggestion=command.suggestion,
            skill=command.skill,
            contact_id=contact,
            address=address,
            problem="\n".join(filter(None, (ticket.symptom, ticket.description))),
            proposed_solution=command.suggestion,
            changed_at=work.now,
            changed_by_id=work.me,
        )
    )
    tell(work, order, "dispatch_requested", command.reason)
    return Outcome("order", id_of(order), order.number)


@deed(Right.DECIDE_DISPATCH)
def correct_request(work: Work, command: CorrectRequest) -> Outcome:
    """Set a request right before an engineer is ordered."""
    order = take(work, command)
    step(work, order, "correct")
    ticket = ticket_of(work, order)
    order.contact_id, order.address = _way_to(work, ticket, command.contact_id, command.address)
    order.problem, order.proposed_solution, order.skill = command.problem, command.proposed_solution, command.skill
    tell(work, order, "request_corrected")
    return Outcome("order", command.id, order.number)


@deed(Right.DECIDE_DISPATCH)
def return_request(work: Work, command: ReturnRequest) -> Outcome:
    """Send a request back with the reason; its ticket goes on with the owner."""
    order = take(work, command)
    step(work, order, "return", command.reason)
    order.returned_reason = command.reason
    ticket = move_ticket(work, order, "return_request", command.reason)
    hand_promises(work, ticket, ticket.owner_id)
    tell(work, order, "dispatch_returned", command.reason)
    return Outcome("order", command.id, order.number)


@deed(Right.DECIDE_DISPATCH)
def order_engineer(work: Work, command: OrderEngineer) -> Outcome:
    """Order an engineer to the customer; the proposal with its reasons is kept as it stood at the decision."""
    order = take(work, command)
    step(work, order, "order")
    engineer = engineer_named(work, command.engineer_id)
    give_order(work, order, engineer)
    ticket = ticket_of(work, order)
    step_ticket(work, ticket, "order" if ticket.status is TicketStatus.DISPATCH_REQUESTED else "order_again")
    hand_promises(work, ticket, command.engineer_id)
    tell(work, order, "engineer_ordered", engineer=command.engineer_id)
    return Outcome("order", command.id, order.number, {"engineer": engineer.name})


@deed(Right.DECIDE_DISPATCH)
def reassign_order(work: Work, command: ReassignOrder) -> Outcome:
    """Give the order to another engineer, who confirms and appoints anew."""
    order = take(work, command)
    step(work, order, "reassign", command.reason)
    engineer = engineer_named(work, command.engineer_id)
    if order.engineer_id == command.engineer_id:
        raise SameEngineer(name=engineer.name)
    before = order.engineer_id
    forget_visit(work, order)
    give_order(work, order, engineer)
    hand_promises(work, ticket_of(work, order), command.engineer_id)
    tell(work, order, "order_reassigned", command.reason, engineer=command.engineer_id, before=before)
    return Outcome("order", command.id, order.number, {"engineer": engineer.name})


@deed(Right.DECIDE_DISPATCH)
def withdraw_order(work: Work, command: WithdrawOrder) -> Outcome:
    """Call the order off; the ticket goes on with its owner."""
    order = take(work, command)
    step(work, order, "withdraw", command.reason)
    order.returned_reason = command.reason
    ticket = move_ticket(work, order, "end_dispatch")
    hand_promises(work, ticket, ticket.owner_id)
    tell(work, order, "order_withdrawn", command.reason, before=order.engineer_id)
    return Outcome("order", command.id, order.number)


def engineer_named(work: Work, person_id: int) -> Person:
    """The engineer, locked. Raises NotAnEngineer for anybody who cannot be sent."""
    person = work.find(Person, person_id)
    role = select(PersonRole).where(col(PersonRole.person_id) == person_id, col(PersonRole.role) == Role.ENGINEER)
    if not person.active or work.session.exec(role).first() is None:
        raise NotAnEngineer(name=person.name)
    return person


def give_order(work: Work, order: DispatchOrder, engineer: Person) -> None:
    """Put an engineer's name on an order, and beside it what the portal had proposed."""
    order.proposal = [candidate.as_record() for candidate in proposal(work.session, order, work.now)]
    order.engineer_id = engineer.id
    order.ordered_by_id, order.ordered_at = work.me, work.now


def _way_to(work: Work, ticket: Ticket, contact_id: int | None, address: str) -> tuple[int, str]:
    """Whom to ask for and where to go: what was given, else who asked and where the customer is."""
    customer = work.session.get(Customer, ticket.customer_id)
    contact = work.session.get(Contact, contact_id or ticket.contact_id or 0)
    address = address or (customer.address if customer else "") or ""
    if contact is None or contact.id is None or contact.customer_id != ticket.customer_id:
        raise NoWayToTheCustomer(field="contact_id")
    if not address:
        raise NoWayToTheCustomer(field="address")
    return contact.id, address
