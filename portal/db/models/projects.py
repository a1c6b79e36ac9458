"""What comes with a project: the hand-over documents in their versions, and the problems that Implementation left over."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.projects import DocumentKind

_OPEN = text("closed_at IS NULL")


class ProjectDocument(Table, table=True):
    """One version of one of the seven hand-over documents (rule A-03). The file is the attachment's; nothing is overwritten."""

    __tablename__ = "project_document"
    __table_args__ = (UniqueConstraint("project_id", "kind", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    kind: DocumentKind = Field(sa_type=text_enum(DocumentKind))
    number: int  # 1 is the first version
    attachment_id: int = Field(foreign_key="attachment.id", index=True)
    added_at: datetime
    added_by_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = None
    withdrawn_by_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_because: str = Field(default="", max_length=500)


class LeftoverProblem(Table, table=True):
    """A problem that Implementation left over, followed until it is closed (rule A-06)."""

    __tablename__ = "leftover_problem"
    __table_args__ = (
        Index("ix_leftover_problem_project_id", "project_id"),
        Index("ix_leftover_problem_open", "followed_by_id", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    problem: str = Field(max_length=1000)
    responsible: str = Field(default="", max_length=60)  # who solves it, mostly somebody of Implementation
    followed_by_id: int | None = Field(default=None, foreign_key="person.id")  # who of us follows it; nobody: the managers do
    due_on: date | None = None
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    recorded_at: datetime
    recorded_by_id: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    closed_by_id: int | None = Field(default=None, foreign_key="person.id")
    result: str = Field(default="", max_length=1000)
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
