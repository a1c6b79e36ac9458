"""One person's work list across all processes, by what is due first (rule O-04)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.articles import Article
from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.first_visits import FirstVisit
from portal.db.models.problems import ProblemEntry
from portal.db.models.tickets import Callback, Consultation, Promise, Ticket
from portal.db.queries.first_visits import OPEN_VISIT
from portal.db.queries.promises import running
from portal.db.queries.viewing import Viewer
from portal.db.queries.work_items import OF_A_KIND, WorkItem, WorkKind
from portal.rules.articles import ArticleStatus
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.rules.permissions import Right
from portal.rules.problems import ProblemStatus
from portal.rules.tickets import PromiseKind, TicketStatus

OPEN = col(Ticket.is_open) == true()
ME = bindparam("me", type_=Integer)
MOMENT = Ticket.__table__.c.next_due_at.type  # type: ignore[attr-defined]
_KINDS = {kind.value: kind for kind in WorkKind}


def work_list(session: Session, viewer: Viewer, now: datetime) -> list[WorkItem]:
    """Everything that waits for this person, due first, without a time last; at most the fifty foremost of each kind."""
    statement = _asking_for(frozenset(right for right in RIGHTS if viewer.may(right)))
    rows = () if statement is None else ask(session, statement, me=viewer.id)
    items = [WorkItem(_KINDS[kind], *rest) for kind, *rest in rows]
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at or now, item.number))


@lru_cache
def _asking_for(rights: frozenset[Right]) -> CompoundSelect[Any] | None:
    """The whole list as one statement, made once for each set of rights: making it costs more than asking it."""
    parts = [part.limit(OF_A_KIND).subquery() for right in RIGHTS if right in rights for part in RIGHTS[right]()]
    return union_all(*(select(*part.c) for part in parts)) if parts else None


def _parts_of_an_agent() -> Iterator[Select[Any]]:
    due = _of_ticket(WorkKind.CALLBACK, Callback, col(Callback.due_at), PromiseKind.CALLBACK)
    yield due.where(col(Callback.holder_id) == ME, col(Callback.made_at).is_(None), OPEN).order_by(col(Callback.due_at))
    yield _own_tickets()
    # An answer that has come is late no more; what is left is to follow it to its end.
    for kind, status, due_at in (
        (WorkKind.PROBLEM, ProblemStatus.OPEN, col(ProblemEntry.due_at)),
        (WorkKind.ANSWERED, ProblemStatus.ANSWERED, cast(null(), MOMENT)),
    ):
        asked = _of_ticket(kind, ProblemEntry, due_at, text=ProblemEntry.question)
        mine = asked.where(col(ProblemEntry.owner_id) == ME, col(ProblemEntry.status) == status)
        yield mine.order_by(col(ProblemEntry.due_at))


def _own_tickets() -> Select[Any]:
    """Own open tickets; a parked one with a promised callback is in the list as that callback already."""
    promised = exists().where(col(Callback.ticket_id) == col(Ticket.id), col(Callback.made_at).is_(None))
    parked = col(Ticket.status) == TicketStatus.PARKED
    return _tickets(WorkKind.TICKET).where(col(Ticket.owner_id) == ME, or_(~parked, ~promised))


def _offers() -> Iterator[Select[Any]]:
    yield _tickets(WorkKind.OFFER).where(col(Ticket.offered_to_id) == ME)


def _consultations() -> Iterator[Select[Any]]:
    answer_due = select(func.min(col(Promise.due_at))).where(running(col(Ticket.id), PromiseKind.CONSULTATION))
    due_at = answer_due.correlate(Ticket).scalar_subquery()
    called = _of_ticket(WorkKind.CONSULTATION, Consultation, due_at, PromiseKind.CONSULTATION)
    nobody_else = or_(col(Consultation.led_by_id).is_(None), col(Consultation.led_by_id) == ME)
    # What was called first is due first: the promise is the same for all.
    yield called.where(col(Consultation.ended_at).is_(None), nobody_else).order_by(col(Consultation.called_at))


def _requests() -> Iterator[Select[Any]]:
    yield _orders(WorkKind.REQUEST, OrderStatus.REQUESTED)


def _write_offs() -> Iterator[Select[Any]]:
    for status in (OrderStatus.DONE, OrderStatus.NOT_SOLVED):
        yield _orders(WorkKind.WRITE_OFF, status)


def _own_orders() -> Iterator[Select[Any]]:
    due_at = func.coalesce(col(DispatchOrder.starts_at), col(Ticket.next_due_at))
    for status in sorted(WITH_ENGINEER):
        mine = _orders(WorkKind.ORDER, status, due_at).where(col(DispatchOrder.engineer_id) == ME)
        yield mine.order_by(None).order_by(col(DispatchOrder.starts_at).nulls_first())


def _articles() -> Iterator[Select[Any]]:
    for status in (ArticleStatus.CANDIDATE, ArticleStatus.IN_REVIEW):
        yield (
            select(*_columns(WorkKind.ARTICLE, Article, col(Article.title), cast(null(), MOMENT)))
            .select_from(Article)
            .outerjoin(Ticket, col(Ticket.id) == col(Article.source_ticket_id))
            .outerjoin(Customer, col(Customer.id) == col(Ticket.customer_id))
            .where(col(Article.status) == status)
            .order_by(col(Article.uses).desc())
        )


def _first_visits() -> Iterator[Select[Any]]:
    """The own visits, and those that nobody has taken yet."""
    for kind, mine in (
        (WorkKind.VISIT_AGAIN, and_(col(FirstVisit.agent_id) == ME, col(FirstVisit.attempts) > 0)),
        (WorkKind.FIRST_VISIT, and_(col(FirstVisit.agent_id) == ME, col(FirstVisit.attempts) == 0)),
        (WorkKind.FIRST_VISIT, col(FirstVisit.agent_id).is_(None)),
    ):
        yield (
            select(*_columns(kind, FirstVisit, col(Customer.name), col(FirstVisit.next_at)))
            .select_from(FirstVisit)
            .join(Customer, col(Customer.id) == col(FirstVisit.customer_id))
            .where(mine, OPEN_VISIT)
            .order_by(col(FirstVisit.next_at), col(FirstVisit.id))
        )


# Whose list has which parts.
RIGHTS: Mapping[Right, Callable[[], Iterator[Select[Any]]]] = {
    Right.HANDLE_TICKET: _parts_of_an_agent,
    Right.ACCEPT_TICKET: _offers,
    Right.LEAD_CONSULTATION: _consultations,
    Right.DECIDE_DISPATCH: _requests,
    Right.WRITE_OFF: _write_offs,
    Right.CARRY_OUT_ORDER: _own_orders,
    Right.REVIEW_ARTICLE: _articles,
    Right.CARRY_OUT_FIRST_VISIT: _first_visits,
}


def _columns(kind: WorkKind, record: Any, text: Any, due_at: Any, warned: Any = None) -> list[Any]:
    """One shape for all kinds; `warned` is the kind of promise whose warning counts."""
    warning = select(func.min(col(Promise.warn_at))).where(running(col(Ticket.id), warned)).correlate(Ticket).scalar_subquery()
    return [
        literal(kind.value, String).label("kind"),
        record.number.label("number"),
        func.coalesce(func.nullif(Customer.short_name, ""), Customer.name).label("customer"),
        text.label("text"),
        cast(record.status, String).label("status"),
        due_at.label("due_at"),
        (cast(null(), MOMENT) if warned is None else warning).label("warn_at"),
    ]


def _of_ticket(kind: WorkKind, source: Any, due_at: Any, warned: Any = None, text: Any = Ticket.symptom) -> Select[Any]:
    """Records of a table that belong to a ticket, worded as that ticket."""
    statement = select(*_columns(kind, Ticket, text, due_at, warned)).select_from(source)
    if source is not Ticket:
        statement = statement.join(Ticket, col(Ticket.id) == source.ticket_id)
    return statement.join(Customer, col(Customer.id) == col(Ticket.customer_id))


def _tickets(kind: WorkKind) -> Select[Any]:
    """Open tickets in the order of the queue; those that wait come last."""
    tickets = _of_ticket(kind, Ticket, col(Ticket.next_due_at), col(Ticket.next_promise))
    return tickets.where(OPEN).order_by(col(Ticket.next_due_at).nulls_last(), col(Ticket.id))


def _orders(kind: WorkKind, status: OrderStatus, due_at: Any = Ticket.next_due_at) -> Select[Any]:
    """Orders in a state, the one that waits longest first."""
    return (
        select(*_columns(kind, DispatchOrder, col(Ticket.symptom), due_at))
        .select_from(DispatchOrder)
        .join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
        .join(Customer, col(Customer.id) == col(DispatchOrder.customer_id))
        .where(col(DispatchOrder.status) == status)
        .order_by(col(DispatchOrder.id))
    )
