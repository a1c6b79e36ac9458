"""One conversation, one deed: a request is registered and, where the call ends so, solved or parked (H-01, H-06, H-07)."""

from typing import Annotated, ClassVar

from sqlmodel import Field

from portal.actions.article_use import UseArticle, use_article
from portal.actions.callbacks import ParkTicket, park_ticket
from portal.actions.command import Line, Paragraph, WhileTyping
from portal.actions.deed import Outcome, Work, deed
from portal.actions.registration import RegisterTicket, register_ticket
from portal.actions.solving import SolveTicket, solve_ticket
from portal.db.models.tickets import Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.calls import SPOKEN, Ending, Quadrant
from portal.rules.permissions import Right


class SolutionOfTheCall(Refusal):
    """A call that ends solved leaves its cause and its solution behind (rule H-06)."""

    message = N_("Write down the cause and the solution: the next colleague with this problem will look for them.")
    field = "solution"


class RegisterCall(RegisterTicket):
    """A request as it comes up in conversation, and how the conversation ended."""

    personal: ClassVar[frozenset[str]] = RegisterTicket.personal | {"cause", "solution", "agreed_by", "note"}

    symptom: Annotated[Line, WhileTyping()] = Field(
        title=N_("Symptom"), min_length=1, max_length=120, description=N_("One line, in the customer's words")
    )
    quadrant: Quadrant = Field(default=Quadrant.NEITHER, title=N_("Urgency and importance"))
    ending: Ending = Field(default=Ending.OPEN, title=N_("How does the call end?"))
    article_id: int | None = Field(default=None, title=N_("Article used"))
    cause: Paragraph = Field(default="", title=N_("Cause"), max_length=4000)
    solution: Paragraph = Field(default="", title=N_("Solution"), max_length=8000)
    agreed: bool = Field(default=False, title=N_("The customer agreed to ring off and be called back"))
    agreed_by: Line = Field(default="", title=N_("Agreed with"), max_length=60)
    note: Paragraph = Field(default="", title=N_("What is to be found out"), max_length=2000)


@deed(Right.REGISTER_TICKET)
def register_call(work: Work, command: RegisterCall) -> Outcome:
    """Register a request and end the conversation with it: go on, solved, or parked with a promised callback."""
    asked = command.model_dump(include=set(RegisterTicket.model_fields))
    asked["urgent"], asked["important"] = command.quadrant.urgent, command.quadrant.important
    asked["began"] = command.began or command.channel in SPOKEN
    registered = register_ticket(work, RegisterTicket(**asked))
    if command.article_id is not None:
        use_article(work, UseArticle(id=command.article_id, ticket_id=registered.id))
    facts = {**registered.facts, "ending": command.ending.value, **_end(work, registered.id, command)}
    return Outcome("ticket", registered.id, registered.number, facts)


def _end(work: Work, ticket_id: int, command: RegisterCall) -> dict[str, object]:
    seen = work.find(Ticket, ticket_id).version
    if command.ending is Ending.SOLVED:
        if not (command.cause and command.solution):
            raise SolutionOfTheCall(field="solution" if command.cause else "cause")
        return dict(
            solve_ticket(work, SolveTicket(id=ticket_id, seen=seen, cause=command.cause, solution=command.solution)).facts
        )
    if command.ending is Ending.PARKED:
        parking = ParkTicket(id=ticket_id, seen=seen, agreed=command.agreed, agreed_by=command.agreed_by, note=command.note)
        return dict(park_ticket(work, parking).facts)
    return {}
