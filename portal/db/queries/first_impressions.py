"""How it began with a customer, and how content it is: the first visit in brief, the last surveys in brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

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


def first_visit_of(session: Session, customer_id: int) -> FirstVisitBrief | None:
    """The last first visit of a customer, if there was one."""
    told = select(func.count()).where(col(FirstVisitTold.first_visit_id) == col(FirstVisit.id)).correlate(FirstVisit)
    newest = select(func.max(col(FirstVisit.id))).where(col(FirstVisit.customer_id) == customer_id).scalar_subquery()
    rows = session.execute(
        select(FirstVisit, col(Person.name), told.scalar_subquery(), col(FirstVisitItem.item), col(FirstVisitItem.verdict))
        .outerjoin(Person, col(Person.id) == col(FirstVisit.agent_id))
        .outerjoin(FirstVisitItem, col(FirstVisitItem.first_visit_id) == col(FirstVisit.id))
        .where(col(FirstVisit.id) == newest)
        .order_by(col(FirstVisitItem.id))
    ).all()
    if not rows:
        return None
    visit, agent, number_told, _item, _verdict = rows[0]
    verdicts = [(item, verdict) for *_, item, verdict in rows if item is not None]
    return FirstVisitBrief(
        visit.number, visit.status, agent or "", visit.attempts, visit.next_at, visit.closed_at, verdicts, number_told
    )


def last_surveys(session: Session, customer_id: int, limit: int = LAST_SURVEYS) -> list[SurveyLine]:
    """The last surveys that were sent to a customer, newest first."""
    asked = (
        select(col(Ticket.number), col(Survey.sent_at), col(Survey.answered_at), col(Survey.overall), col(Survey.comment))
        .join(Ticket, col(Ticket.id) == col(Survey.ticket_id))
        .where(col(Survey.customer_id) == customer_id, col(Survey.sent_at).is_not(None))
        .order_by(col(Survey.id).desc())
        .limit(limit)
    )
    return [SurveyLine(*row) for row in session.execute(asked)]
