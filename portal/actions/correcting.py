"""Correcting what was written down about a request, while it is open (rules H-03, H-04)."""

from typing import ClassVar

from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.handling import weigh
from portal.actions.ticket_needs import must_own
from portal.actions.ticket_steps import must_be_open, tell
from portal.actions.ticket_words import keep_ticket_words
from portal.db.models.tickets import Ticket
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import Category

CORRECTED = ("category", "product", "symptom", "description", "urgent", "important", "account_security")


class EditTicket(Command):
    """A request's particulars, corrected."""

    personal: ClassVar[frozenset[str]] = frozenset({"symptom", "description"})

    id: int
    seen: int
    category: Category = Field(title=N_("Category"))
    product: Line = Field(default="", title=N_("Product"), max_length=60)
    symptom: Line = Field(title=N_("Symptom"), min_length=1, max_length=120)
    description: Paragraph = Field(default="", title=N_("Description"), max_length=8000)
    urgent: bool = Field(default=False, title=N_("Urgent"))
    important: bool = Field(default=False, title=N_("Important"))
    account_security: bool = Field(default=False, title=N_("Account security"))


@deed(Right.HANDLE_TICKET)
def edit_ticket(work: Work, command: EditTicket) -> Outcome:
    """Correct a ticket's particulars; it is weighed and indexed anew, and what was there before stays in its story."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    must_be_open(ticket)
    must_own(work, ticket)
    before = {name: getattr(ticket, name) for name in CORRECTED}
    changed = {name: old for name, old in before.items() if old != getattr(command, name)}
    for name in changed:
        setattr(ticket, name, getattr(command, name))
    old_priority = ticket.priority
    weigh(work, ticket)
    keep_ticket_words(work, ticket)
    tell(work, ticket, "edited", was=changed, priority_before=old_priority, priority_after=ticket.priority)
    return Outcome("ticket", command.id, ticket.number, {"changed": sorted(changed), "priority": ticket.priority})
