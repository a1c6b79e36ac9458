"""What became of the customers that somebody handed over (rule F-01)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, VisitItem

COUNTED_TO = 10_000


@dataclass(frozen=True)
class SubmissionRow:
    """One customer that was handed over: where its first visit stands and which items were corrected."""

    id: int
    number: str
    customer: str
    submitted_at: datetime
    status: FirstVisitStatus
    due_at: datetime
    attempts: int
    next_at: datetime
    closed_at: datetime | None
    corrected: tuple[VisitItem, ...] = ()


def submissions_of(session: Session, person_id: int, before: int | None = None, limit: int = 50) -> list[SubmissionRow]:
    """The customers that a person handed over, newest first; `before` is the last id of the page before."""
    asked = (
        select(
            col(FirstVisit.id), col(FirstVisit.number), col(Customer.name), col(FirstVisit.submitted_at), col(FirstVisit.status),
            col(FirstVisit.due_at), col(FirstVisit.attempts), col(FirstVisit.next_at), col(FirstVisit.closed_at),
        )
        .join(Customer, col(Customer.id) == col(FirstVisit.customer_id))
        .where(col(FirstVisit.submitted_by_id) == person_id)
    )  # fmt: skip
    if before is not None:
        asked = asked.where(col(FirstVisit.id) < before)
    found = ask(session, asked.order_by(col(FirstVisit.id).desc()).limit(limit)).all()
    corrected = _corrected(session, [row[0] for row in found])
    return [
        SubmissionRow(id, number, customer, at, status, due, tries, after, closed, tuple(corrected.get(id, ())))
        for id, number, customer, at, status, due, tries, after, closed in found
    ]


def _corrected(session: Session, visit_ids: list[int]) -> dict[int, list[VisitItem]]:
    asked = select(col(FirstVisitItem.first_visit_id), col(FirstVisitItem.item)).where(
        col(FirstVisitItem.first_visit_id).in_(visit_ids), col(FirstVisitItem.verdict) == ItemVerdict.CORRECTED
    )
    found: dict[int, list[VisitItem]] = {}
    for visit_id, item in all_of(session, asked.order_by(col(FirstVisitItem.id))):
        found.setdefault(visit_id, []).append(item)
    return found


def count_submissions(session: Session, person_id: int) -> int:
    """How many customers a person handed over, counted to COUNTED_TO at most."""
    some = select(col(FirstVisit.id)).where(col(FirstVisit.submitted_by_id) == person_id).limit(COUNTED_TO).subquery()
    return int(ask(session, select(func.count()).select_from(some)).scalar_one())
