"""Solving a ticket, and what comes after: confirmed, archived, reopened, or closed with a reason (rules H-06, H-13)."""

from typing import ClassVar

from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.order_steps import refuse_open_order
from portal.actions.surveys import open_survey
from portal.actions.ticket_needs import Given
from portal.actions.ticket_steps import step, tell
from portal.actions.ticket_words import keep_ticket_words
from portal.db.models.tickets import Ticket
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import Backup


class SolveTicket(Command):
    """How a ticket was solved."""

    personal: ClassVar[frozenset[str]] = frozenset({"cause", "solution"})

    id: int
    seen: int
    cause: Paragraph = Field(title=N_("Cause"), min_length=1, max_length=4000)
    solution: Paragraph = Field(title=N_("What solved it"), min_length=1, max_length=8000)
    backup: Backup | None = Field(default=None, title=N_("Backup asked for"))


class ConfirmTicket(Command):
    """The customer says that the problem is solved."""

    id: int
    seen: int
    said: Line = Field(default="", title=N_("What the customer said"), max_length=200)


class ArchiveTicket(Command):
    """Putting a confirmed ticket into the archive."""

    id: int
    seen: int


class ReopenTicket(Command):
    """The problem is there again, or was never solved."""

    id: int
    seen: int
    reason: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


class CloseTicket(Command):
    """Ending a ticket that needs no solution: registered by mistake, or twice."""

    id: int
    seen: int
    reason: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.HANDLE_TICKET)
def solve_ticket(work: Work, command: SolveTicket) -> Outcome:
    """Record cause and solution, settle every promise, and ask the customer how it was."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    ticket.cause, ticket.solution = command.cause, command.solution
    if command.backup is not None:
        ticket.backup, ticket.backup_at, ticket.backup_by_id = command.backup, work.now, work.me
        tell(work, ticket, "backup_answered", answer=command.backup.value)
    step(work, ticket, "solve")
    ticket_solved(work, ticket)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.CLOSE_TICKET)
def confirm_ticket(work: Work, command: ConfirmTicket) -> Outcome:
    """Record that the customer confirmed the solution."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    step(work, ticket, "confirm")
    tell(work, ticket, "confirmed", command.said)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.CLOSE_TICKET)
def archive_ticket(work: Work, command: ArchiveTicket) -> Outcome:
    """Archive a confirmed ticket."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    step(work, ticket, "archive")
    tell(work, ticket, "archived")
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.CLOSE_TICKET)
def reopen_ticket(work: Work, command: ReopenTicket) -> Outcome:
    """Take a solved ticket up again, with its whole history and a new promise of a solution."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    step(work, ticket, "reopen", Given(reason=command.reason))
    tell(work, ticket, "reopened", command.reason, **flow_facts(ticket))
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.CLOSE_TICKET)
def close_ticket(work: Work, command: CloseTicket) -> Outcome:
    """End a ticket with a reason; its promises are withdrawn, neither kept nor broken."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    refuse_open_order(work, ticket)
    step(work, ticket, "close", Given(reason=command.reason))
    ticket.close_reason = command.reason
    tell(work, ticket, "closed", command.reason)
    return Outcome("ticket", command.id, ticket.number)


def ticket_solved(work: Work, ticket: Ticket) -> None:
    """What follows a solution, on the call or on site: it is told, found by its words, and the customer is asked (rule S-01)."""
    tell(work, ticket, "solved", ticket.solution, **flow_facts(ticket))
    keep_ticket_words(work, ticket)
    open_survey(work, ticket)


def flow_facts(ticket: Ticket) -> dict[str, object]:
    """What the tally of this event is counted by."""
    return {"channel": ticket.channel.value, "category": ticket.category.value, "owner": ticket.owner_id}
