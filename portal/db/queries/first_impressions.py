"""How it began with a customer, and how content it is: the first visit in brief, the last surveys in brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.first_visits import FirstVisit, FirstVisitItem, FirstVisitTold
from portal.db.models.people import Person
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, VisitItem

LAST_SURVEYS = 3


@dataclass(frozen=True)
class FirstVisitBrief:
    """A first visit: where it stands, what was verified with what verdict, how many things the customer was told."""

    number: str
    status: FirstVisitStatus
    agent: str
    attempts: int
    next_at: datetime
    closed_at: datetime | None
    verdicts: Sequence[tuple[VisitItem, ItemVerdict | None]]
    told: int


@dataclass(frozen=True)
class SurveyLine:
    """A survey in one line: the overall mark of 1 to 5, None while it is not answered."""

    ticket: str
    sent_at: datetime
    answered_at: datetime | None
    overall: int | None
    comment: str


# Written once: building them costs more than asking.
_CUSTOMER: Any = bindparam("customer")
_TOLD = select(func.count()).where(col(FirstVisitTold.first_visit_id) == col(FirstVisit.id)).correlate(FirstVisit)
_NEWEST = select(func.max(col(FirstVisit.id))).where(col(FirstVisit.customer_id) == _CUSTOMER).scalar_subquery()
_VISIT = (
    select(
        col(FirstVisit.number), col(FirstVisit.status), col(Person.name), col(FirstVisit.attempts), col(FirstVisit.next_at),
        col(FirstVisit.closed_at), _TOLD.scalar_subquery(), col(FirstVisitItem.item), col(FirstVisitItem.verdict),
    )
    .outerjoin(Person, col(Person.id) == col(FirstVisit.agent_id))
    .outerjoin(FirstVisitItem, col(FirstVisitItem.first_visit_id) == col(FirstVisit.id))
    .where(col(FirstVisit.id) == _NEWEST)
    .order_by(col(FirstVisitItem.id))
)  # fmt: skip
_SURVEYS = (
    select(col(Ticket.number), col(Survey.sent_at), col(Survey.answered_at), col(Survey.overall), col(Survey.comment))
    .join(Ticket, col(Ticket.id) == col(Survey.ticket_id))
    .where(col(Survey.customer_id) == _CUSTOMER, col(Survey.sent_at).is_not(None))
    .order_by(col(Survey.id).desc())
    .limit(bindparam("most"))
)


def first_visit_of(session: Session, customer_id: int) -> FirstVisitBrief | None:
    """The last first visit of a customer, if there was one."""
    rows = ask(session, _VISIT, customer=customer_id).all()
    if not rows:
        return None
    number, status, agent, attempts, next_at, closed_at, told, _item, _verdict = rows[0]
    verdicts = [(item, verdict) for *_, item, verdict in rows if item is not None]
    return FirstVisitBrief(number, status, agent or "", attempts, next_at, closed_at, verdicts, told)


def last_surveys(session: Session, customer_id: int, limit: int = LAST_SURVEYS) -> list[SurveyLine]:
    """The last surveys that were sent to a customer, newest first."""
    return [SurveyLine(*row) for row in all_of(session, _SURVEYS, customer=customer_id, most=limit)]
