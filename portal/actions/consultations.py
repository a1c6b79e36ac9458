"""Internal technical consultations and coordination meetings (rules H-08, L-02, L-04)."""

from typing import ClassVar

from sqlalchemy import bindparam
from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.promises import open_promise, settle
from portal.actions.ticket_steps import step, tell
from portal.db.base import id_of
from portal.db.models.tickets import Consultation, Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import FaultLevel, PromiseKind, TicketStatus


class NoConsultation(Refusal):
    """There is no open consultation about this ticket."""

    message = N_("There is no open consultation about this ticket: it has ended already, or was never called.")


class CallConsultation(Command):
    """Asking the manager to lead a consultation about a ticket that is still open after the callback."""

    personal: ClassVar[frozenset[str]] = frozenset({"question"})

    id: int
    seen: int
    question: Paragraph = Field(title=N_("Question to the consultation"), min_length=1, max_length=2000)
    participants: Line = Field(default="", title=N_("Participants"), max_length=200)


class EndConsultation(Command):
    """What a consultation came to."""

    personal: ClassVar[frozenset[str]] = frozenset({"cause", "conclusion"})

    id: int
    seen: int
    solved: bool = Field(title=N_("The way to the solution is known"), description=N_("Otherwise an engineer can be requested"))
    cause: Paragraph = Field(default="", title=N_("Cause"), max_length=4000)
    conclusion: Paragraph = Field(title=N_("Conclusion"), min_length=1, max_length=4000)
    participants: Line = Field(default="", title=N_("Participants"), max_length=200)


@deed(Right.HANDLE_TICKET)
def call_consultation(work: Work, command: CallConsultation) -> Outcome:
    """Call a consultation; its answer is due within the standard, by default three hours."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    called = open_consultation(work, ticket)
    step(work, ticket, "consult")
    if called is None:
        called = _call(work, ticket, command.question)
    else:
        # The meeting called at once for a severe fault is the consultation; its clock runs already.
        called.question = command.question
    called.participants = command.participants or called.participants
    tell(work, ticket, "consultation_called", command.question, consultation=called.id)
    return Outcome("ticket", command.id, ticket.number, {"consultation": called.id})


@deed(Right.LEAD_CONSULTATION)
def end_consultation(work: Work, command: EndConsultation) -> Outcome:
    """Write down what a consultation found; the ticket goes on with its owner."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    ended = open_consultation(work, ticket)
    if ended is None:
        raise NoConsultation
    ended.led_by_id = work.me
    ended.ended_at = work.now
    ended.solved, ended.cause, ended.conclusion = command.solved, command.cause, command.conclusion
    ended.participants = command.participants or ended.participants
    if ticket.status is TicketStatus.CONSULTING:
        step(work, ticket, "answer_consultation")
    else:
        settle(work, ticket, [PromiseKind.CONSULTATION])
    tell(work, ticket, "consultation_ended", command.conclusion, consultation=ended.id, solved=command.solved)
    return Outcome("ticket", command.id, ticket.number, {"solved": command.solved})


def meet_at_once(work: Work, ticket: Ticket) -> None:
    """Call the coordination meeting that a level 1 or 2 fault gets without being asked, and at level 1 promise an engineer."""
    if ticket.level is FaultLevel.THREE:
        return
    if open_consultation(work, ticket) is None:
        meeting = _call(work, ticket, ticket.symptom)
        open_promise(work, ticket, PromiseKind.CONSULTATION, ticket.owner_id)
        tell(work, ticket, "meeting_called", level=ticket.level.value, consultation=meeting.id)
    if ticket.level is FaultLevel.ONE:
        open_promise(work, ticket, PromiseKind.ON_SITE, ticket.owner_id)


_OPEN = (
    select(Consultation)
    .where(col(Consultation.ticket_id) == bindparam("ticket"), col(Consultation.ended_at).is_(None))
    .execution_options(autoflush=False)
)


def open_consultation(work: Work, ticket: Ticket) -> Consultation | None:
    """The consultation about a ticket that has not ended."""
    return work.session.scalars(_OPEN, {"ticket": ticket.id}).first()


def _call(work: Work, ticket: Ticket, question: str) -> Consultation:
    return work.add(Consultation(ticket_id=id_of(ticket), called_by_id=work.me, called_at=work.now, question=question))
