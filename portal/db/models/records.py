"""What happened: events, the audit chain, saved commands, drafts, numbers, attachments."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, text
from sqlmodel import Field

from portal.db.base import Table
from portal.db.seal import Sealed

_DENIED = text("outcome = 'denied'")


class Event(Table, table=True):
    """Something that happened, in the words of the department. Reports and time lines come from here; rows never change."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_ticket_id_id", "ticket_id", "id"),
        Index("ix_event_customer_id_id", "customer_id", "id"),
        Index("ix_event_subject_subject_id_id", "subject", "subject_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=30)
    subject_id: int
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")  # None: the portal itself, or a customer by link
    text: str = Field(default="", max_length=4000)
    facts: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class AuditEntry(Table, table=True):
    """One link of the audit chain: `digest` is keyed over this row and the link before it. No personal data in clear."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject_subject_id", "subject", "subject_id"),
        Index("ix_audit_entry_person_id_id", "person_id", "id"),
        Index("ix_audit_entry_deed_id", "deed", "id"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_denied", "id", sqlite_where=_DENIED, postgresql_where=_DENIED),
    )

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    actor: str = Field(max_length=80)
    deed: str = Field(max_length=60)
    outcome: str = Field(max_length=12)  # done, denied
    subject: str = Field(default="", max_length=30)
    subject_id: int | None = None
    facts: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    previous: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)


class SavedCommand(Table, table=True):
    """A command that was carried out: sent again with the same key it gives the same answer and does nothing."""

    __tablename__ = "saved_command"
    __table_args__ = (Index("ix_saved_command_at", "at"),)

    key: str = Field(primary_key=True, max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    deed: str = Field(max_length=60)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    outcome: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    at: datetime


class Draft(Table, table=True):
    """What somebody typed into a form and has not sent; sealed, because it may name people."""

    __tablename__ = "draft"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    form: str = Field(primary_key=True, max_length=80)
    key: str = Field(max_length=64)
    content: str = Field(sa_type=Sealed("draft.content"))
    at: datetime


class NumberSeries(Table, table=True):
    """The last number given out in a series and year: T-2026-004711."""

    __tablename__ = "number_series"

    prefix: str = Field(primary_key=True, max_length=4)
    year: int = Field(primary_key=True)
    last: int = 0


class Attachment(Table, table=True):
    """A file, kept by the digest of its content; the name is what the person called it, cleaned."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject_subject_id", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int
    subject: str = Field(max_length=30)
    subject_id: int
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    added_by_id: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime
