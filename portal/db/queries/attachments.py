"""Which files belong to a record, and who may open them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.records import Attachment
from portal.rules.permissions import Right, Role, may


@dataclass(frozen=True)
class FileRow:
    """A file in a list; `size` in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    added_by: str | None
    added_at: datetime


@dataclass(frozen=True)
class StoredFile:
    """What is needed to hand a file out, or to refuse it."""

    id: int
    name: str
    media_type: str
    digest: str
    ticket_id: int | None
    subject: str


def files_of(session: Session, subject: str, subject_id: int) -> list[FileRow]:
    """The files of a record, in the order in which they came."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Attachment.id), col(Attachment.name), col(Attachment.media_type), col(Attachment.size),
            col(Person.name).label("added_by"), col(Attachment.added_at),
        )
        .outerjoin(Person, col(Person.id) == col(Attachment.added_by_id))
        .where(col(Attachment.subject) == subject, col(Attachment.subject_id) == subject_id)
        .order_by(col(Attachment.id))
    )  # fmt: skip
    return [FileRow(**row) for row in ask(session, statement).mappings()]


def stored_file(session: Session, id: int) -> StoredFile | None:
    """Where a file lies and what it belongs to."""
    statement: Select[Any] = select(*(getattr(Attachment, name) for name in StoredFile.__dataclass_fields__)).where(
        col(Attachment.id) == id
    )
    found = ask(session, statement).mappings().first()
    return StoredFile(**found) if found else None


def sees_file(session: Session, file: StoredFile, person_id: int | None, roles: Collection[Role]) -> bool:
    """Whether a person may open a file: a project's with its project, any other with its ticket."""
    if file.subject == "project":
        return may(roles, Right.SEE_PROJECTS)
    return sees_ticket(session, file.ticket_id, person_id, roles)


def sees_ticket(session: Session, ticket_id: int | None, person_id: int | None, roles: Collection[Role]) -> bool:
    """Whether a person may see a ticket and its files: all tickets, or those of the own dispatch orders."""
    if person_id is None or may(roles, Right.SEE_TICKETS):
        return True
    if ticket_id is None or not may(roles, Right.SEE_OWN_ORDERS):
        return False
    mine = (col(DispatchOrder.ticket_id) == ticket_id, col(DispatchOrder.engineer_id) == person_id)
    return ask(session, select(col(DispatchOrder.id)).where(*mine).limit(1)).first() is not None
