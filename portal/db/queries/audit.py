"""The audit trail, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.records import AuditEntry
from portal.db.queries.tickets import Count

CAP = 10_000


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which entries are asked for."""

    person_id: int | None = None
    deed: str = ""
    outcome: Literal["", "done", "denied"] = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    """One entry."""

    id: int
    at: datetime
    actor: str
    deed: str
    outcome: str
    subject: str
    subject_id: int | None
    facts: Mapping[str, object]


def entries(session: Session, asked: AuditFilter, before: int | None = None, limit: int = 50) -> list[AuditRow]:
    """The entries asked for; `before` is the id of the last one on the page before."""
    entry = AuditEntry
    found = _asked(
        select(entry.id, entry.at, entry.actor, entry.deed, entry.outcome, entry.subject, entry.subject_id, entry.facts),  # type: ignore[call-overload]
        asked,
    )
    if before is not None:
        found = found.where(col(entry.id) < before)
    return [AuditRow(*row) for row in all_of(session, found.order_by(col(entry.id).desc()).limit(limit))]


def count_entries(session: Session, asked: AuditFilter) -> Count:
    """How many entries are asked for, counted up to ten thousand."""
    within = _asked(select(col(AuditEntry.id)), asked).limit(CAP + 1).subquery()
    number = ask(session, select(func.count()).select_from(within)).scalar_one()
    return Count(min(number, CAP), number > CAP)


def length(session: Session) -> int:
    """How many links the chain has."""
    return ask(session, select(func.max(col(AuditEntry.id)))).scalar_one() or 0


def _asked(found: Select[Any], asked: AuditFilter) -> Select[Any]:
    if asked.person_id is not None:
        found = found.where(col(AuditEntry.person_id) == asked.person_id)
    if asked.deed:
        found = found.where(col(AuditEntry.deed) == asked.deed)
    if asked.outcome:
        found = found.where(col(AuditEntry.outcome) == asked.outcome)
    if asked.since is not None:
        found = found.where(col(AuditEntry.at) >= asked.since)
    if asked.until is not None:
        found = found.where(col(AuditEntry.at) < asked.until)
    return found
