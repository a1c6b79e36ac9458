"""What decides which steps a ticket offers: is it waiting, is a consultation open, who is to answer, was the customer asked."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.articles import Article
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person, PersonRole
from portal.db.models.problems import ProblemEntry
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Callback, Consultation, Promise, Ticket
from portal.rules.dispatch import OPEN_ORDERS, OrderStatus
from portal.rules.permissions import WHO_MAY, Right
from portal.rules.problems import ProblemStatus


@dataclass(frozen=True)
class OpenProblem:
    """An entry of the problem list that waits for an answer."""

    id: int
    version: int
    number: str


@dataclass(frozen=True)
class OpenOrder:
    """The dispatch order that a ticket waits for."""

    number: str
    status: OrderStatus


@dataclass(frozen=True)
class SurveyState:
    """Whether the customer was asked, and what they said."""

    sent_at: datetime | None
    expires_at: datetime | None
    answered_at: datetime | None
    overall: int | None
    comment: str


@dataclass(frozen=True)
class TicketState:
    """Facts around a ticket that its own row does not hold."""

    paused: bool
    called_back: bool
    consultation_open: bool
    consulted: bool
    article_number: str | None
    problem: OpenProblem | None
    survey: SurveyState | None
    order: OpenOrder | None


def ticket_state(session: Session, ticket_id: int) -> TicketState:
    """How things stand around a ticket."""
    found = ask(session, _around(), ticket=ticket_id).one()
    paused, called_back, consultation_open, consulted, article_number = found[:5]
    problem, order, asked, survey = found[5:8], found[8:10], found[10], found[11:]
    return TicketState(
        bool(paused), bool(called_back), bool(consultation_open), bool(consulted), article_number,
        OpenProblem(*problem) if problem[0] else None,
        SurveyState(*survey) if asked else None,
        OpenOrder(*order) if order[0] else None,
    )  # fmt: skip


@lru_cache
def _around() -> Select[*tuple[Any, ...]]:
    """One statement, written once: asked one after the other they cost four ways to the database."""
    ticket: Any = bindparam("ticket")
    waits = (col(Promise.ticket_id) == ticket, col(Promise.settled_at).is_(None), col(Promise.paused_at).is_not(None))
    met = col(Consultation.ticket_id) == ticket
    problem = select(func.max(col(ProblemEntry.id))).where(
        col(ProblemEntry.ticket_id) == ticket, col(ProblemEntry.status) == ProblemStatus.OPEN
    )
    order = select(func.max(col(DispatchOrder.id))).where(
        col(DispatchOrder.ticket_id) == ticket, col(DispatchOrder.status).in_(OPEN_ORDERS)
    )
    return (
        select(
            exists().where(*waits),
            exists().where(col(Callback.ticket_id) == ticket, col(Callback.made_at).is_not(None)),
            exists().where(met, col(Consultation.ended_at).is_(None)),
            exists().where(met, col(Consultation.solved).is_(False)),
            select(col(Article.number)).where(col(Article.source_ticket_id) == ticket).limit(1).scalar_subquery(),
            *(col(ProblemEntry.id), col(ProblemEntry.version), col(ProblemEntry.number)),
            *(col(DispatchOrder.number), col(DispatchOrder.status)),
            *(col(Survey.id), col(Survey.sent_at), col(Survey.expires_at), col(Survey.answered_at)),
            *(col(Survey.overall), col(Survey.comment)),
        )
        .select_from(Ticket)
        .outerjoin(ProblemEntry, col(ProblemEntry.id) == problem.scalar_subquery())
        .outerjoin(DispatchOrder, col(DispatchOrder.id) == order.scalar_subquery())
        .outerjoin(Survey, col(Survey.ticket_id) == col(Ticket.id))
        .where(col(Ticket.id) == ticket)
    )


def who_can_accept(session: Session, besides: int) -> dict[int, str]:
    """The colleagues to whom a ticket can be offered, by id, in the order of their names."""
    asked = (
        select(col(Person.id), col(Person.name))
        .where(
            col(Person.active),
            col(Person.id) != besides,
            col(Person.id).in_(select(col(PersonRole.person_id)).where(col(PersonRole.role).in_(WHO_MAY[Right.ACCEPT_TICKET]))),
        )
        .order_by(col(Person.name))
    )
    return {id: name for id, name in all_of(session, asked) if id is not None}
