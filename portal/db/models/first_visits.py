"""First visits: what Sales handed over, what was verified, every attempt, what the customer now knows."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.db.seal import Sealed
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, VisitItem

_OPEN = text("status = 'open'")


class FirstVisit(Table, table=True):
    """The first call to a customer that Sales handed over. `next_at` is when it is due: at first, or after an attempt."""

    __tablename__ = "first_visit"
    __table_args__ = (
        Index("ix_first_visit_due", "next_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_first_visit_agent", "agent_id", "next_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_first_visit_submitted_by_id_id", "submitted_by_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")  # whom Sales named
    installation_id: int | None = Field(default=None, foreign_key="installation.id")  # what Sales sold
    submitted_by_id: int | None = Field(default=None, foreign_key="person.id")
    submitted_at: datetime
    status: FirstVisitStatus = Field(default=FirstVisitStatus.OPEN, sa_type=text_enum(FirstVisitStatus))
    agent_id: int | None = Field(default=None, foreign_key="person.id")
    due_at: datetime
    next_at: datetime
    attempts: int = 0
    talked_to: str = Field(default="", max_length=60)
    no_demands: bool = False  # the customer was asked and has none
    remark: str = Field(default="", max_length=2000)
    closed_at: datetime | None = None
    closed_by_id: int | None = Field(default=None, foreign_key="person.id")
    close_reason: str = Field(default="", max_length=500)
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class FirstVisitItem(Table, table=True):
    """One of the five items: what Sales said stays, what was verified stands beside it."""

    __tablename__ = "first_visit_item"
    __table_args__ = (UniqueConstraint("first_visit_id", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    first_visit_id: int = Field(foreign_key="first_visit.id")
    item: VisitItem = Field(sa_type=text_enum(VisitItem))
    sales_value: str | None = Field(default=None, sa_type=Sealed("first_visit_item.sales_value"))
    verdict: ItemVerdict | None = Field(default=None, sa_type=text_enum(ItemVerdict))
    value: str | None = Field(default=None, sa_type=Sealed("first_visit_item.value"))
    verified_at: datetime | None = None
    verified_by_id: int | None = Field(default=None, foreign_key="person.id")


class FirstVisitTold(Table, table=True):
    """Something the customer was told and now knows."""

    __tablename__ = "first_visit_told"

    first_visit_id: int = Field(foreign_key="first_visit.id", primary_key=True)
    item: str = Field(max_length=40, primary_key=True)  # the key of a point of the checklist of the visit's day
    told_at: datetime
    told_by_id: int | None = Field(default=None, foreign_key="person.id")


class ContactAttempt(Table, table=True):
    """One attempt to reach a customer, and when to try again (rule F-03)."""

    __tablename__ = "contact_attempt"

    id: int | None = Field(default=None, primary_key=True)
    first_visit_id: int = Field(foreign_key="first_visit.id", index=True)
    at: datetime
    by_id: int | None = Field(default=None, foreign_key="person.id")
    reached: bool
    remark: str = Field(default="", max_length=500)
    next_at: datetime | None = None
