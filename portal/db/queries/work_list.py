"""One person's work list across all processes, by what is due first (rule O-04)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, null, or_, select, true, union_all
from sqlmodel import Session, col

from portal.db.models.articles import Article
from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.problems import ProblemEntry
from portal.db.models.tickets import Callback, Consultation, Promise, Ticket
from portal.db.queries.promises import running
from portal.db.queries.viewing import Viewer
from portal.i18n import N_
from portal.rules.articles import ArticleStatus
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.rules.labels import Labelled
from portal.rules.permissions import Right
from portal.rules.problems import ProblemStatus
from portal.rules.promises import Verdict, verdict
from portal.rules.tickets import PromiseKind, TicketStatus

OPEN = col(Ticket.is_open) == true()
MOMENT = Ticket.__table__.c.next_due_at.type  # type: ignore[attr-defined]
# Nobody works through more than this in a day; the queue and the lists have the rest.
OF_A_KIND = 50


class WorkKind(Labelled):
    """What kind of thing waits for somebody."""

    CALLBACK = "callback", N_("Call back")
    OFFER = "offer", N_("Accept or leave a ticket")
    TICKET = "ticket", N_("Go on with a ticket")
    PARKED = "parked", N_("Parked ticket")
    CONSULTATION = "consultation", N_("Lead a consultation")
    REQUEST = "request", N_("Check a dispatch request")
    WRITE_OFF = "write_off", N_("Write off an order")
    ORDER = "order", N_("Carry out an order")
    PROBLEM = "problem", N_("Answer from others is due")
    ARTICLE = "article", N_("Review an article")


_KINDS = {kind.value: kind for kind in WorkKind}
ADDRESSES = {
    WorkKind.REQUEST: "dispatch-order",
    WorkKind.WRITE_OFF: "dispatch-order",
    WorkKind.ORDER: "dispatch-order",
    WorkKind.ARTICLE: "article",
}


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what kind, which record, until when; `address` opens it. Times are aware UTC."""

    kind: WorkKind
    number: str
    customer: str | None
    text: str
    status: str
    due_at: datetime | None
    warn_at: datetime | None

    @property
    def address(self) -> str:
        """The page and record to open."""
        return f"{ADDRESSES.get(self.kind, 'ticket')}?id={self.number}"

    def verdict(self, now: datetime) -> Verdict | None:
        """How the time for it stands; None where there is none."""
        if self.due_at is None:
            return None
        return verdict(due_at=self.due_at, warn_at=self.warn_at or self.due_at, settled_at=None, paused_at=None, now=now)


def work_list(session: Session, viewer: Viewer, now: datetime) -> list[WorkItem]:
    """Everything that waits for this person, due first, without a time last; at most fifty of each kind."""
    parts = [part.order_by(part.selected_columns["due_at"].nulls_last()).limit(OF_A_KIND).subquery() for part in _parts(viewer)]
    if not parts:
        return []
    rows = session.execute(union_all(*(select(*part.c) for part in parts)))
    items = [WorkItem(_KINDS[kind], *rest) for kind, *rest in rows]
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at or now, item.number))


def _parts(viewer: Viewer) -> Iterator[Select[Any]]:
    me = viewer.id
    if viewer.may(Right.HANDLE_TICKET):
        yield _callbacks(me)
        yield from _own_tickets(me)
        yield _problems(me)
    if viewer.may(Right.ACCEPT_TICKET):
        yield _tickets(WorkKind.OFFER).where(col(Ticket.offered_to_id) == me)
    if viewer.may(Right.LEAD_CONSULTATION):
        yield _consultations(me)
    if viewer.may(Right.DECIDE_DISPATCH):
        yield _orders(WorkKind.REQUEST).where(col(DispatchOrder.status) == OrderStatus.REQUESTED)
    if viewer.may(Right.WRITE_OFF):
        yield _orders(WorkKind.WRITE_OFF).where(col(DispatchOrder.status).in_([OrderStatus.DONE, OrderStatus.NOT_SOLVED]))
    if viewer.may(Right.CARRY_OUT_ORDER):
        mine = col(DispatchOrder.engineer_id) == me
        yield _orders(WorkKind.ORDER, appointed=True).where(mine, col(DispatchOrder.status).in_(sorted(WITH_ENGINEER)))
    if viewer.may(Right.REVIEW_ARTICLE):
        yield _articles()


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
    return _of_ticket(kind, Ticket, col(Ticket.next_due_at), col(Ticket.next_promise)).where(OPEN)


def _own_tickets(me: int | None) -> Iterator[Select[Any]]:
    mine = col(Ticket.owner_id) == me
    yield _tickets(WorkKind.TICKET).where(mine, col(Ticket.status) != TicketStatus.PARKED)
    promised = exists().where(col(Callback.ticket_id) == col(Ticket.id), col(Callback.made_at).is_(None))
    yield _tickets(WorkKind.PARKED).where(mine, col(Ticket.status) == TicketStatus.PARKED, ~promised)


def _callbacks(me: int | None) -> Select[Any]:
    due = _of_ticket(WorkKind.CALLBACK, Callback, col(Callback.due_at), PromiseKind.CALLBACK)
    return due.where(col(Callback.holder_id) == me, col(Callback.made_at).is_(None), OPEN)


def _consultations(me: int | None) -> Select[Any]:
    answer_due = select(func.min(col(Promise.due_at))).where(running(col(Ticket.id), PromiseKind.CONSULTATION))
    called = _of_ticket(
        WorkKind.CONSULTATION, Consultation, answer_due.correlate(Ticket).scalar_subquery(), PromiseKind.CONSULTATION
    )
    nobody_else = or_(col(Consultation.led_by_id).is_(None), col(Consultation.led_by_id) == me)
    return called.where(col(Consultation.ended_at).is_(None), nobody_else)


def _problems(me: int | None) -> Select[Any]:
    asked = _of_ticket(WorkKind.PROBLEM, ProblemEntry, col(ProblemEntry.due_at), text=ProblemEntry.question)
    waiting = col(ProblemEntry.status).in_([ProblemStatus.OPEN, ProblemStatus.ANSWERED])
    return asked.where(col(ProblemEntry.owner_id) == me, waiting)


def _orders(kind: WorkKind, *, appointed: bool = False) -> Select[Any]:
    due_at = func.coalesce(col(DispatchOrder.starts_at), col(Ticket.next_due_at)) if appointed else col(Ticket.next_due_at)
    return (
        select(*_columns(kind, DispatchOrder, col(Ticket.symptom), due_at))
        .select_from(DispatchOrder)
        .join(Ticket, col(Ticket.id) == col(DispatchOrder.ticket_id))
        .join(Customer, col(Customer.id) == col(DispatchOrder.customer_id))
    )


def _articles() -> Select[Any]:
    return (
        select(*_columns(WorkKind.ARTICLE, Article, col(Article.title), cast(null(), MOMENT)))
        .select_from(Article)
        .outerjoin(Ticket, col(Ticket.id) == col(Article.source_ticket_id))
        .outerjoin(Customer, col(Customer.id) == col(Ticket.customer_id))
        .where(col(Article.status).in_([ArticleStatus.CANDIDATE, ArticleStatus.IN_REVIEW]))
    )
