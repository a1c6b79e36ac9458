"""Handing a ticket over: whoever took the request owns it until somebody else accepts it (rule H-05)."""

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.actions.promises import hand_promises
from portal.actions.ticket_needs import must_own
from portal.actions.ticket_steps import must_be_open, tell
from portal.db.models.people import Person, PersonRole
from portal.db.models.tickets import Callback, Ticket
from portal.db.tallies import move_stock, place_of
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right, may


class CannotAccept(Refusal):
    """The person chosen does not work here any more, may not own tickets, or owns this one already."""

    message = N_("{person} cannot take this ticket over. Choose somebody else.")
    field = "to_id"


class NotOffered(Refusal):
    """The ticket is not offered to the acting person."""

    message = N_("This ticket is not offered to you (any more). Its owner is unchanged.")


class OfferTicket(Command):
    """Asking a colleague to take a ticket over."""

    id: int
    seen: int
    to_id: int = Field(title=N_("Hand over to"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


class AcceptTicket(Command):
    """Taking an offered ticket over."""

    id: int
    seen: int


class DeclineTicket(Command):
    """Leaving an offered ticket with its owner."""

    id: int
    seen: int
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


@deed(Right.ASSIGN_TICKET)
def offer_ticket(work: Work, command: OfferTicket) -> Outcome:
    """Offer a ticket to a colleague. It stays where it is until the colleague accepts."""
    ticket = _open_ticket(work, command.id, command.seen)
    must_own(work, ticket)
    to = work.session.get(Person, command.to_id)
    roles = work.session.exec(select(col(PersonRole.role)).where(col(PersonRole.person_id) == command.to_id)).all()
    if to is None or not to.active or to.id == ticket.owner_id or not may(roles, Right.ACCEPT_TICKET):
        raise CannotAccept(person=to.name if to else "–")
    ticket.offered_to_id = to.id
    tell(work, ticket, "offered", command.reason, to=to.id)
    return Outcome("ticket", command.id, ticket.number, {"to": to.name})


@deed(Right.ACCEPT_TICKET)
def accept_ticket(work: Work, command: AcceptTicket) -> Outcome:
    """Take an offered ticket over, with its clocks, its callback and the time that is left."""
    ticket = _offered_to_me(work, command.id, command.seen)
    place, before = place_of(ticket), ticket.owner_id
    ticket.owner_id, ticket.offered_to_id = work.me, None
    # What an engineer on the way holds stays with the engineer.
    hand_promises(work, ticket, work.me, held_by=before)
    for callback in work.session.exec(
        select(Callback).where(col(Callback.ticket_id) == ticket.id, col(Callback.made_at).is_(None))
    ):
        callback.holder_id = work.me
    move_stock(work.session, place, place_of(ticket))
    tell(work, ticket, "accepted", before=before, owner=work.me)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.ACCEPT_TICKET)
def decline_ticket(work: Work, command: DeclineTicket) -> Outcome:
    """Decline an offered ticket: it stays with its owner."""
    ticket = _offered_to_me(work, command.id, command.seen)
    ticket.offered_to_id = None
    tell(work, ticket, "declined", command.reason)
    return Outcome("ticket", command.id, ticket.number)


def _offered_to_me(work: Work, id: int, seen: int) -> Ticket:
    offered = work.session.get(Ticket, id)
    # Before anything else is told about it: an engineer may not even know that the ticket is there.
    if offered is None or offered.offered_to_id != work.me:
        raise NotOffered
    return _open_ticket(work, id, seen)


def _open_ticket(work: Work, id: int, seen: int) -> Ticket:
    ticket = work.take(Ticket, id, seen=seen)
    must_be_open(ticket)
    return ticket
