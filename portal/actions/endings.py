"""What was agreed with a customer about a right to service that ends (rule A-07); the reminder is over with it."""

from datetime import date
from typing import Any

from sqlmodel import Field

from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.customers import Customer, EndingHandled
from portal.i18n import N_
from portal.rules.entitlement import EntitlementKind
from portal.rules.permissions import Right


class HandleEnding(Command):
    """Somebody spoke with the customer."""

    customer_id: int
    kind: EntitlementKind = Field(title=N_("Right to service"))
    ends_on: date = Field(title=N_("Last day"))
    agreed: Paragraph = Field(title=N_("What was agreed"), min_length=1, max_length=500)


@deed(Right.HANDLE_ENDING)
def handle_ending(work: Work, command: HandleEnding) -> Outcome:
    """Record what was agreed about an ending; nobody is reminded of that one again."""
    customer = work.find(Customer, command.customer_id)
    handled = work.add(EndingHandled(**command.model_dump(), handled_at=work.now, handled_by_id=work.me))
    facts: dict[str, Any] = {"right": command.kind.value, "until": command.ends_on.isoformat()}
    work.happened("ending_handled", "ending", id_of(handled), customer_id=customer.id, text=command.agreed, **facts)
    return Outcome("ending", id_of(handled))
