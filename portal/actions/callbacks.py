"""Parking a ticket with a promised callback, and calling back (rules H-07, H-08)."""

from typing import ClassVar

from sqlalchemy import bindparam
from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.promises import settle, unsettled
from portal.actions.ticket_needs import Given, must_own
from portal.actions.ticket_steps import step, tell
from portal.db.models.tickets import Callback, Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import PromiseKind, TicketStatus


class NoCallbackDue(Refusal):
    """Nobody promised a callback in this ticket, or it was made."""

    message = N_("No callback is promised in this ticket: it was made already, or never promised.")


class ParkTicket(Command):
    """Letting the customer ring off with a promise to call back."""

    personal: ClassVar[frozenset[str]] = frozenset({"agreed_by", "note"})

    id: int
    seen: int
    agreed: bool = Field(default=False, title=N_("The customer agreed to ring off and be called back"))
    agreed_by: Line = Field(default="", title=N_("Agreed with"), max_length=60)
    note: Paragraph = Field(default="", title=N_("What is to be found out"), max_length=2000)


class CallBack(Command):
    """A callback that was made, and what was said."""

    personal: ClassVar[frozenset[str]] = frozenset({"said"})

    id: int
    seen: int
    reached: bool = Field(default=True, title=N_("The customer was reached"))
    said: Paragraph = Field(title=N_("What was said"), min_length=1, max_length=4000)


@deed(Right.HANDLE_TICKET)
def park_ticket(work: Work, command: ParkTicket) -> Outcome:
    """Park a ticket; the callback is due within the standard, by default within the hour."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    step(work, ticket, "park", Given(agreed=command.agreed))
    promise = unsettled(work, ticket, {PromiseKind.CALLBACK})[0]
    # Parked again before the promised call was made: the first promise stands, nobody wins another hour.
    callback = open_callback(work, ticket) or work.add(
        Callback(ticket_id=command.id, holder_id=ticket.owner_id, promised_at=work.now, due_at=promise.due_at)
    )
    callback.agreed_by = command.agreed_by or callback.agreed_by
    tell(work, ticket, "parked", command.note, callback=callback.id, due=promise.due_at.isoformat())
    return Outcome("ticket", command.id, ticket.number, {"due_at": promise.due_at.isoformat()})


@deed(Right.HANDLE_TICKET)
def call_back(work: Work, command: CallBack) -> Outcome:
    """Record a callback. The customer was not reached: it stays promised, and the attempt stays on record."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    callback = open_callback(work, ticket)
    if callback is None:
        raise NoCallbackDue
    must_own(work, ticket)
    if not command.reached:
        tell(work, ticket, "callback_attempted", command.said, callback=callback.id)
        return Outcome("ticket", command.id, ticket.number, {"reached": False})
    callback.made_at, callback.made_by_id = work.now, work.actor.id
    callback.reached, callback.said = True, command.said
    if ticket.status is TicketStatus.PARKED:
        step(work, ticket, "call_back")
    else:
        # Handed to others while parked: the customer is called all the same.
        settle(work, ticket, [PromiseKind.CALLBACK, PromiseKind.RESPONSE])
        ticket.responded_at = ticket.responded_at or work.now
    tell(work, ticket, "called_back", command.said, callback=callback.id, minutes=_minutes_taken(callback))
    return Outcome("ticket", command.id, ticket.number, {"reached": True})


_PROMISED = (
    select(Callback)
    .where(col(Callback.ticket_id) == bindparam("ticket"), col(Callback.made_at).is_(None))
    .execution_options(autoflush=False)
)


def open_callback(work: Work, ticket: Ticket) -> Callback | None:
    """The callback that is promised in a ticket and not made."""
    return work.session.scalars(_PROMISED, {"ticket": ticket.id}).first()


def _minutes_taken(callback: Callback) -> int:
    assert callback.made_at is not None
    made_at = callback.made_at or callback.promised_at
    return int((made_at - callback.promised_at).total_seconds() // 60)
