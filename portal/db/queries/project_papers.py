"""What belongs to one project: every version of its documents, what was left over, its story (rules A-03, A-06)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.models.people import Person, PersonRole
from portal.db.models.projects import LeftoverProblem, ProjectDocument
from portal.db.models.records import Attachment, Event
from portal.db.models.tickets import Ticket
from portal.db.queries.one_ticket import StoryEntry
from portal.rules.permissions import Right, Role, may
from portal.rules.projects import DocumentKind


@dataclass(frozen=True)
class DocumentVersion:
    """One version of a document; `file` is the attachment that the guarded route hands out, `size` in bytes."""

    id: int
    kind: DocumentKind
    number: int
    file: int
    name: str
    size: int
    added_at: datetime
    added_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_because: str


@dataclass(frozen=True)
class LeftoverRow:
    """A leftover problem with the names of who follows it and of its ticket."""

    id: int
    version: int
    problem: str
    responsible: str
    followed_by_id: int | None
    followed_by: str | None
    due_on: date | None
    ticket: str | None
    recorded_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    result: str

    def is_overdue(self, today: date) -> bool:
        """Whether it is still open after the day it was due."""
        return self.closed_at is None and self.due_on is not None and self.due_on < today


def documents_of(session: Session, project_id: int) -> list[DocumentVersion]:
    """Every version of every document, the newest of each kind first."""
    adder, withdrawer = aliased(Person), aliased(Person)
    asked: Select[*tuple[Any, ...]] = (
        select(
            col(ProjectDocument.id), col(ProjectDocument.kind), col(ProjectDocument.number), col(Attachment.id).label("file"),
            col(Attachment.name), col(Attachment.size), col(ProjectDocument.added_at), col(adder.name).label("added_by"),
            col(ProjectDocument.withdrawn_at), col(withdrawer.name).label("withdrawn_by"), col(ProjectDocument.withdrawn_because),
        )
        .join(Attachment, col(Attachment.id) == col(ProjectDocument.attachment_id))
        .outerjoin(adder, col(adder.id) == col(ProjectDocument.added_by_id))
        .outerjoin(withdrawer, col(withdrawer.id) == col(ProjectDocument.withdrawn_by_id))
        .where(col(ProjectDocument.project_id) == project_id)
        .order_by(col(ProjectDocument.kind), col(ProjectDocument.number).desc())
    )  # fmt: skip
    return [DocumentVersion(**row) for row in session.execute(asked).mappings()]


def leftovers_of(session: Session, project_id: int) -> list[LeftoverRow]:
    """The leftover problems of a project: open ones first, those due first on top; then the closed ones, the latest first."""
    follower, closer = aliased(Person), aliased(Person)
    asked: Select[*tuple[Any, ...]] = (
        select(
            col(LeftoverProblem.id), col(LeftoverProblem.version), col(LeftoverProblem.problem), col(LeftoverProblem.responsible),
            col(LeftoverProblem.followed_by_id), col(follower.name).label("followed_by"), col(LeftoverProblem.due_on),
            col(Ticket.number).label("ticket"), col(LeftoverProblem.recorded_at), col(LeftoverProblem.closed_at),
            col(closer.name).label("closed_by"), col(LeftoverProblem.result),
        )
        .outerjoin(follower, col(follower.id) == col(LeftoverProblem.followed_by_id))
        .outerjoin(closer, col(closer.id) == col(LeftoverProblem.closed_by_id))
        .outerjoin(Ticket, col(Ticket.id) == col(LeftoverProblem.ticket_id))
        .where(col(LeftoverProblem.project_id) == project_id)
        .order_by(
            col(LeftoverProblem.closed_at).desc().nulls_first(), col(LeftoverProblem.due_on).nulls_last(), col(LeftoverProblem.id)
        )
    )  # fmt: skip
    return [LeftoverRow(**row) for row in session.execute(asked).mappings()]


def followers(session: Session) -> dict[int, str]:
    """Who can follow a leftover problem: the active agents and managers, by name."""
    roles = [role for role in Role if may([role], Right.EDIT_PROJECT)]
    asked = (
        select(col(Person.id), col(Person.name))
        .where(col(Person.active), col(Person.id).in_(select(col(PersonRole.person_id)).where(col(PersonRole.role).in_(roles))))
        .order_by(col(Person.name))
    )
    return {id: name for id, name in session.execute(asked) if id is not None}


def project_story(session: Session, project_id: int, limit: int = 30) -> list[StoryEntry]:
    """What happened with a project, newest first."""
    asked = (
        select(
            col(Event.id),
            col(Event.at),
            col(Event.kind),
            col(Event.subject),
            col(Event.subject_id),
            col(Person.name),
            col(Event.text),
            col(Event.facts),
        )
        .outerjoin(Person, col(Person.id) == col(Event.person_id))
        .where(col(Event.subject) == "project", col(Event.subject_id) == project_id)
        .order_by(col(Event.id).desc())
        .limit(limit)
    )
    return [StoryEntry(*row) for row in session.execute(asked)]
