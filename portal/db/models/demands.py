"""Service demands of customers, the departments they are for, and the digests that took them there."""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.db.seal import Sealed
from portal.rules.demands import DemandStatus, DigestStatus, Trouble

_UNSENT = text("digest_id IS NULL")


class Department(Table, table=True):
    """A department of the company that demands go to, and its head."""

    __tablename__ = "department"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, unique=True)
    head: str = Field(default="", max_length=60)
    mail: str | None = Field(default=None, sa_type=Sealed("department.mail"))
    active: bool = True
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class Digest(Table, table=True):
    """The demands of one day for one department: what was sent, when, to whom. One a department and day (rule F-06)."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("department_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    day: date = Field(index=True)
    head: str = Field(default="", max_length=60)
    mail: str | None = Field(default=None, sa_type=Sealed("digest.mail"))
    subject: str = Field(default="", max_length=200)
    content: str = Field(default="", sa_type=Text)
    message_id: str = Field(default="", max_length=120)
    status: DigestStatus = Field(default=DigestStatus.WAITING, sa_type=text_enum(DigestStatus), index=True)
    made_at: datetime
    claimed_at: datetime | None = None  # a process is sending it since
    claimed_by: str = Field(default="", max_length=80)
    tries: int = 0
    next_try_at: datetime | None = None
    trouble: Trouble | None = Field(default=None, sa_type=text_enum(Trouble))
    trouble_since: datetime | None = None
    sent_at: datetime | None = None
    version: int = 1


class Demand(Table, table=True):
    """Something a customer asks for, for one department (rule F-05)."""

    __tablename__ = "demand"
    __table_args__ = (
        Index("ix_demand_customer_id_id", "customer_id", "id"),
        Index("ix_demand_unsent", "department_id", "recorded_at", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
        Index("ix_demand_status_id", "status", "id"),
        Index("ix_demand_department_id_id", "department_id", "id"),
        Index("ix_demand_digest_id", "digest_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    first_visit_id: int | None = Field(default=None, foreign_key="first_visit.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    wish: str = Field(max_length=1000)
    confirmed: bool = False  # said back to the customer, who agreed that this is it
    status: DemandStatus = Field(default=DemandStatus.RECORDED, sa_type=text_enum(DemandStatus))
    recorded_at: datetime
    recorded_by_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None
    digest_id: int | None = Field(default=None, foreign_key="digest.id")
    answer: str = Field(default="", max_length=1000)
    done_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
