"""Service standards: times, targets, lists and calendars with the day from which they are valid (rule Q-09)."""

from datetime import date, datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field

from portal.db.base import Table


class Standard(Table, table=True):
    """One value of one standard. Never changed: a new value is a new row, and old cases keep the standard of their day."""

    __tablename__ = "standard"
    __table_args__ = (Index("ix_standard_key_valid_from", "key", "valid_from", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60)
    value: dict[str, object] = Field(sa_type=JSON)
    valid_from: date
    set_by_id: int | None = Field(default=None, foreign_key="person.id")
    set_at: datetime
    reason: str = Field(default="", max_length=200)
