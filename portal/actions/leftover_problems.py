"""Problems that Implementation left over, kept as a list and followed until each is closed (rule A-06)."""

from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.projects import number_of, tell
from portal.db.base import id_of
from portal.db.models.customers import Project
from portal.db.models.people import Person
from portal.db.models.projects import LeftoverProblem
from portal.db.models.tickets import Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right


class NoSuchTicket(Refusal):
    """A leftover problem is linked to a ticket of the same customer."""

    message = N_("This customer has no ticket {number}. Nothing was saved.")
    field = "ticket"


class NobodyToFollowIt(Refusal):
    """A leftover problem is followed by somebody who works here."""

    message = N_("Choose somebody active who follows this, or nobody: then the managers do.")
    field = "followed_by_id"


class ClosedAlready(Refusal):
    """A closed problem is reopened before it is changed."""

    message = N_("This problem is closed. Reopen it first; nothing was changed.")


class NotClosed(Refusal):
    """Only a closed problem can be reopened."""

    message = N_("This problem is still open.")


class Leftover(Command):
    """What is left over, who solves it, who follows it, until when."""

    personal: ClassVar[frozenset[str]] = frozenset({"problem", "responsible"})

    problem: Paragraph = Field(title=N_("Problem"), min_length=2, max_length=1000)
    responsible: Line = Field(default="", title=N_("Solved by"), max_length=60, description=N_("Mostly Implementation's staff"))
    followed_by_id: int | None = Field(default=None, title=N_("Followed by"), description=N_("Empty: the managers"))
    due_on: date | None = Field(default=None, title=N_("Due on"))
    ticket: Line = Field(
        default="", title=N_("Ticket"), max_length=20, description=N_("Its number, if there is one: T-2026-004711")
    )


class RecordLeftover(Leftover):
    """A leftover problem of a project."""

    project_id: int = Field(title=N_("Project"))


class EditLeftover(Leftover):
    """A leftover problem, corrected."""

    id: int
    seen: int


class CloseLeftover(Command):
    """A leftover problem that came to its end."""

    personal: ClassVar[frozenset[str]] = frozenset({"result"})

    id: int
    seen: int
    result: Paragraph = Field(title=N_("Result"), min_length=2, max_length=1000)


class ReopenLeftover(Command):
    """A closed problem that is there again."""

    id: int
    seen: int
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.EDIT_PROJECT)
def record_leftover(work: Work, command: RecordLeftover) -> Outcome:
    """Put a problem on the list of what was left over."""
    project = work.find(Project, command.project_id)
    left = LeftoverProblem(
        project_id=command.project_id,
        customer_id=project.customer_id,
        recorded_at=work.now,
        recorded_by_id=work.actor.id,
        **_particulars(work, command, project.customer_id),
    )
    work.add(left)
    return _told(work, left, project, "leftover_recorded", left.problem)


@deed(Right.EDIT_PROJECT)
def edit_leftover(work: Work, command: EditLeftover) -> Outcome:
    """Correct an open leftover problem."""
    left = work.take(LeftoverProblem, command.id, seen=command.seen)
    if left.closed_at is not None:
        raise ClosedAlready
    for name, value in _particulars(work, command, left.customer_id).items():
        setattr(left, name, value)
    return _told(work, left, work.find(Project, left.project_id), "leftover_changed", left.problem)


@deed(Right.EDIT_PROJECT)
def close_leftover(work: Work, command: CloseLeftover) -> Outcome:
    """Close a leftover problem with what came of it."""
    left = work.take(LeftoverProblem, command.id, seen=command.seen)
    if left.closed_at is not None:
        raise ClosedAlready
    left.closed_at, left.closed_by_id, left.result = work.now, work.actor.id, command.result
    return _told(work, left, work.find(Project, left.project_id), "leftover_closed", command.result)


@deed(Right.EDIT_PROJECT)
def reopen_leftover(work: Work, command: ReopenLeftover) -> Outcome:
    """Follow a closed problem again; its earlier result stays in the story."""
    left = work.take(LeftoverProblem, command.id, seen=command.seen)
    if left.closed_at is None:
        raise NotClosed
    left.closed_at, left.closed_by_id, left.result = None, None, ""
    return _told(work, left, work.find(Project, left.project_id), "leftover_reopened", command.reason)


def _particulars(work: Work, command: Leftover, customer_id: int) -> dict[str, Any]:
    if command.followed_by_id is not None:
        follower = work.session.get(Person, command.followed_by_id)
        if follower is None or not follower.active:
            raise NobodyToFollowIt
    given = command.model_dump(include={"problem", "responsible", "followed_by_id", "due_on"})
    return {**given, "ticket_id": _ticket_id(work, command.ticket, customer_id)}


def _ticket_id(work: Work, number: str, customer_id: int) -> int | None:
    if not number:
        return None
    asked = select(Ticket.id).where(col(Ticket.number) == number.upper(), col(Ticket.customer_id) == customer_id)
    found = work.session.exec(asked).first()
    if found is None:
        raise NoSuchTicket(number=number)
    return found


def _told(work: Work, left: LeftoverProblem, project: Project, kind: str, text: str) -> Outcome:
    tell(work, project, kind, text, leftover=id_of(left))
    return Outcome("leftover_problem", id_of(left), number_of(work, project))
