"""Questions about sheets that were brought in (rule A-10)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.imports import SheetImport
from portal.db.models.people import Person


@dataclass(frozen=True)
class ImportRow:
    """One import."""

    id: int
    number: str
    kind: str
    file_name: str
    at: datetime
    by: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int


def imports_of(session: Session, by_id: int | None, limit: int = 20) -> list[ImportRow]:
    """The last imports of somebody, or of everybody, newest first."""
    asked = select(
        col(SheetImport.id), col(SheetImport.number), col(SheetImport.kind), col(SheetImport.file_name), col(SheetImport.at),
        col(Person.name), col(SheetImport.rows), col(SheetImport.added), col(SheetImport.changed), col(SheetImport.unchanged),
        col(SheetImport.refused),
    ).join(Person, col(Person.id) == col(SheetImport.by_id))  # fmt: skip
    if by_id is not None:
        asked = asked.where(col(SheetImport.by_id) == by_id)
    return [ImportRow(*row) for row in all_of(session, asked.order_by(col(SheetImport.id).desc()).limit(limit))]
