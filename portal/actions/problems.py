"""The problem list: what the department cannot solve alone, followed until the answer is back in the ticket (rule O-01)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.order_steps import refuse_open_order
from portal.actions.ticket_needs import Given
from portal.actions.ticket_steps import step
from portal.db.base import id_of
from portal.db.models.people import Person
from portal.db.models.problems import ProblemEntry
from portal.db.models.tickets import Ticket
from portal.db.queries.standards import standards_on, working_calendar
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules import promises as rules
from portal.rules.permissions import Right
from portal.rules.problems import Neighbour, ProblemStatus
from portal.rules.tickets import StepNotPossible, TicketStatus


class NobodyToFollow(Refusal):
    """An entry is followed by somebody who works here."""

    message = N_("Choose somebody active who follows this until the answer is here.")
    field = "owner_id"


class HandToOthers(Command):
    """Putting a ticket's problem on the list; `id` and `seen` are the ticket's."""

    personal: ClassVar[frozenset[str]] = frozenset({"question"})

    id: int
    seen: int
    handed_to: Neighbour = Field(title=N_("Handed to"))
    question: Paragraph = Field(title=N_("Question"), min_length=1, max_length=4000)
    owner_id: int | None = Field(default=None, title=N_("Followed by"), description=N_("Empty: you"))


class RecordAnswer(Command):
    """What the others answered."""

    personal: ClassVar[frozenset[str]] = frozenset({"answer", "answered_by"})

    id: int
    seen: int
    answer: Paragraph = Field(title=N_("Answer"), min_length=1, max_length=8000)
    answered_by: Line = Field(title=N_("Answered by"), min_length=1, max_length=60)


class CloseProblem(Command):
    """The answer helped, and the problem has come to its end."""

    id: int
    seen: int
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=500)


@deed(Right.HAND_TO_OTHERS)
def hand_to_others(work: Work, command: HandToOthers) -> Outcome:
    """Hand the problem to others; the ticket waits for them, and its promises with it."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    refuse_open_order(work, ticket)
    entry = hand_over_problem(work, ticket, command.handed_to, command.question, owner_id=command.owner_id)
    return Outcome("problem", id_of(entry), entry.number, {"due_at": entry.due_at.isoformat()})


def hand_over_problem(work: Work, ticket: Ticket, to: Neighbour, question: str, owner_id: int | None = None) -> ProblemEntry:
    """A new entry of the list, and the ticket waiting for its answer."""
    follower = work.session.get(Person, owner_id or work.me)
    if follower is None or not follower.active or follower.id is None:
        raise NobodyToFollow
    step(work, ticket, "hand_to_others", Given(reason=question))
    entry = work.add(
        ProblemEntry(
            number=next_number(work.session, "P", work.now),
            ticket_id=id_of(ticket),
            handed_to=to,
            question=question,
            owner_id=follower.id,
            handed_by_id=work.me,
            handed_at=work.now,
            due_at=_due(work),
        )
    )
    _tell(work, entry, ticket, "handed_to_others", question, to=to.value)
    return entry


@deed(Right.HAND_TO_OTHERS)
def record_others_answer(work: Work, command: RecordAnswer) -> Outcome:
    """Bring the answer back into the ticket, which goes on with its owner."""
    entry = work.take(ProblemEntry, command.id, seen=command.seen)
    if entry.status is not ProblemStatus.OPEN:
        raise StepNotPossible(status=entry.status.message)
    entry.status = ProblemStatus.ANSWERED
    entry.answer, entry.answered_by, entry.answered_at = command.answer, command.answered_by, work.now
    ticket = work.find(Ticket, entry.ticket_id)
    # A ticket that was closed meanwhile stays closed; the answer is kept all the same.
    if ticket.status is TicketStatus.WITH_OTHERS:
        step(work, ticket, "hear_from_others", Given(answer=command.answer))
    _tell(work, entry, ticket, "others_answered", command.answer, by=entry.handed_to.value)
    return Outcome("problem", command.id, entry.number)


@deed(Right.HAND_TO_OTHERS)
def close_problem(work: Work, command: CloseProblem) -> Outcome:
    """Put an answered entry away: it was followed to its end."""
    entry = work.take(ProblemEntry, command.id, seen=command.seen)
    if entry.status is not ProblemStatus.ANSWERED:
        raise StepNotPossible(status=entry.status.message)
    entry.status = ProblemStatus.CLOSED
    _tell(work, entry, work.find(Ticket, entry.ticket_id), "problem_closed", command.remark)
    return Outcome("problem", command.id, entry.number)


def _due(work: Work) -> datetime:
    today = clock.at_the_office(work.now).date()
    standards = standards_on(work.session, today)
    calendar = working_calendar(work.session, today)
    allowance = standards.duration("promise.problem_answer")
    return rules.due(work.now, allowance, standards.number("warn.at_percent"), calendar).due_at


def _tell(work: Work, entry: ProblemEntry, ticket: Ticket, kind: str, text: str = "", **facts: Any) -> None:
    place = {"ticket_id": ticket.id, "customer_id": ticket.customer_id}
    work.happened(kind, "problem", id_of(entry), text=text, number=entry.number, **place, **facts)
