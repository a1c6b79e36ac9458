"""Sheets that were brought in: what came, what was taken, what was not (rule A-10)."""

from datetime import datetime

from sqlmodel import Field

from portal.db.base import Table


class SheetImport(Table, table=True):
    """One import of one sheet, done whole."""

    __tablename__ = "sheet_import"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    kind: str = Field(max_length=30)
    file_name: str = Field(max_length=120)
    digest: str = Field(max_length=64)
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    at: datetime
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
