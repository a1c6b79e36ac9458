"""What belongs to one project: every version of its documents, what was left over, its story (rules A-03, A-06)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
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


_ADDER, _WITHDRAWER, _FOLLOWER, _CLOSER = (aliased(Person) for _ in range(4))
_DOCUMENTS: Select[*tuple[Any, ...]] = (
    select(
        col(ProjectDocument.id), col(ProjectDocument.kind), col(ProjectDocument.number), col(Attachment.id).label("file"),
        col(Attachment.name), col(Attachment.size), col(ProjectDocument.added_at), col(_ADDER.name).label("added_by"),
        col(ProjectDocument.withdrawn_at), col(_WITHDRAWER.name).label("withdrawn_by"), col(ProjectDocument.withdrawn_because),
    )
    .join(Attachment, col(Attachment.id) == col(ProjectDocument.attachment_id))
    .outerjoin(_ADDER, col(_ADDER.id) == col(ProjectDocument.added_by_id))
    .outerjoin(_WITHDRAWER, col(_WITHDRAWER.id) == col(ProjectDocument.withdrawn_by_id))
    .where(col(ProjectDocument.project_id) == bindparam("project_id"))
    .order_by(col(ProjectDocument.kind), col(ProjectDocument.number).desc())
)  # fmt: skip
_LEFTOVERS: Select[*tuple[Any, ...]] = (
    select(
        col(LeftoverProblem.id), col(LeftoverProblem.version), col(LeftoverProblem.problem), col(LeftoverProblem.responsible),
        col(LeftoverProblem.followed_by_id), col(_FOLLOWER.name).label("followed_by"), col(LeftoverProblem.due_on),
        col(Ticket.number).label("ticket"), col(LeftoverProblem.recorded_at), col(LeftoverProblem.closed_at),
        col(_CLOSER.name).label("closed_by"), col(LeftoverProblem.result),
    )
    .outerjoin(_FOLLOWER, col(_FOLLOWER.id) == col(LeftoverProblem.followed_by_id))
    .outerjoin(_CLOSER, col(_CLOSER.id) == col(LeftoverProblem.closed_by_id))
    .outerjoin(Ticket, col(Ticket.id) == col(LeftoverProblem.ticket_id))
    .where(col(LeftoverProblem.project_id) == bindparam("project_id"))
    .order_by(
        col(LeftoverProblem.closed_at).desc().nulls_first(), col(LeftoverProblem.due_on).nulls_last(), col(LeftoverProblem.id)
    )
)  # fmt: skip
_STORY = (
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
    .where(col(Event.subject) == "project", col(Event.subject_id) == bindparam("project_id"))
    .order_by(col(Event.id).desc())
    .limit(bindparam("limit"))
)


def documents_of(session: Session, project_id: int) -> list[DocumentVersion]:
    """Every version of every document, the newest of each kind first."""
    return [DocumentVersion(**row) for row in ask(session, _DOCUMENTS, project_id=project_id).mappings()]


def leftovers_of(session: Session, project_id: int) -> list[LeftoverRow]:
    """The leftover problems of a project: open ones first, those due first on top; then the closed ones, the latest first."""
    return [LeftoverRow(**row) for row in ask(session, _LEFTOVERS, project_id=project_id).mappings()]


def followers(session: Session) -> dict[int, str]:
    """Who can follow a leftover problem: the active agents and managers, by name."""
    roles = [role for role in Role if may([role], Right.EDIT_PROJECT)]
    asked = (
        select(col(Person.id), col(Person.name))
        .where(col(Person.active), col(Person.id).in_(select(col(PersonRole.person_id)).where(col(PersonRole.role).in_(roles))))
        .order_by(col(Person.name))
    )
    return {id: name for id, name in all_of(session, asked) if id is not None}


def project_story(session: Session, project_id: int, limit: int = 30) -> list[StoryEntry]:
    """What happened with a project, newest first."""
    return [StoryEntry(*row) for row in all_of(session, _STORY, project_id=project_id, limit=limit)]
