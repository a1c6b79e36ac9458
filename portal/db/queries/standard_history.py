"""Which value a standard had from which day on, who set it, and why (rule Q-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.people import Person
from portal.db.models.standards import Standard


@dataclass(frozen=True)
class StandardRow:
    """One value of one standard."""

    key: str
    value: Mapping[str, Any]
    valid_from: date
    set_by: str | None
    set_at: datetime
    reason: str


_ALL = (
    select(
        col(Standard.key), col(Standard.value), col(Standard.valid_from), col(Person.name), col(Standard.set_at),
        col(Standard.reason),
    )
    .outerjoin(Person, col(Person.id) == col(Standard.set_by_id))
    .order_by(col(Standard.valid_from).desc(), col(Standard.id).desc())
)  # fmt: skip
_OF_ONE = _ALL.where(col(Standard.key) == bindparam("key"))


def history(session: Session, key: str | None = None) -> list[StandardRow]:
    """Every value of a standard (of all without a key), the one that holds last first; later entries go before of one day."""
    return [StandardRow(*row) for row in (ask(session, _ALL) if key is None else ask(session, _OF_ONE, key=key))]


def in_force(session: Session, day: date) -> dict[str, StandardRow]:
    """The value of each standard that holds on a day."""
    found: dict[str, StandardRow] = {}
    for row in history(session):
        if row.valid_from <= day:
            found.setdefault(row.key, row)
    return found
