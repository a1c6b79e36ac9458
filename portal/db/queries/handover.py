"""What a hand-over needs on a day, and which documents of a project are there (rules A-03, A-04, Q-09)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.db.models.projects import ProjectDocument
from portal.db.queries.standards import standards_on
from portal.rules.projects import DocumentKind


@dataclass(frozen=True)
class Handover:
    """The standard of a hand-over: the documents it needs and the months of its joint period."""

    documents: tuple[DocumentKind, ...]
    joint_months: int


def handover_on(session: Session, day: date) -> Handover:
    """The standard that holds on a day."""
    standards = standards_on(session, day)
    needed = standards.value("handover.documents")["documents"]
    return Handover(tuple(kind for kind in DocumentKind if kind in needed), standards.number("handover.joint_months"))


def documents_there(session: Session, project_id: int) -> set[DocumentKind]:
    """The kinds of which a project has a version that was not withdrawn."""
    asked = select(col(ProjectDocument.kind)).where(
        col(ProjectDocument.project_id) == project_id, col(ProjectDocument.withdrawn_at).is_(None)
    )
    return set(session.exec(asked.distinct()))
