"""The problem list: what the department handed to others."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.problems import Neighbour, ProblemStatus


class ProblemEntry(Table, table=True):
    """A problem with Implementation, R&D, Quality or HQ, followed until it is answered (rule O-01)."""

    __tablename__ = "problem_entry"
    __table_args__ = (
        Index("ix_problem_entry_status_due_at", "status", "due_at"),
        Index("ix_problem_entry_owner_id_status_due_at", "owner_id", "status", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    order_id: int | None = Field(default=None, foreign_key="dispatch_order.id")
    handed_to: Neighbour = Field(sa_type=text_enum(Neighbour))
    question: str = Field(default="", sa_type=Text)
    owner_id: int = Field(foreign_key="person.id")
    handed_by_id: int = Field(foreign_key="person.id")
    handed_at: datetime
    due_at: datetime
    status: ProblemStatus = Field(default=ProblemStatus.OPEN, sa_type=text_enum(ProblemStatus))
    answer: str = Field(default="", sa_type=Text)
    answered_by: str = Field(default="", max_length=60)
    answered_at: datetime | None = None
    version: int = 1
