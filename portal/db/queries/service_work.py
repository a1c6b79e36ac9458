"""What waits for whoever looks after customers: overdue items of service plans, rights to service that end (A-07, A-08, O-04).

A customer's responsible person is asked; where there is none, the service managers are.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from portal import clock
from portal.db.asking import ask
from portal.db.models.customers import Customer, EndingHandled
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.queries.service_ends import SOURCES, Source, ending_without_more
from portal.db.queries.standards import standards_on
from portal.db.queries.viewing import Viewer
from portal.db.queries.work_items import OF_A_KIND, WorkItem, WorkKind
from portal.rules.permissions import Right
from portal.rules.plans import PlanStatus

NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)


def service_work(session: Session, viewer: Viewer, now: datetime) -> list[WorkItem]:
    """Everything of these kinds that waits for this person, a statement a kind."""
    today = clock.at_the_office(now).date()
    found: list[WorkItem] = []
    if viewer.may(Right.FOLLOW_PLAN):
        found += _overdue(session, viewer, today)
    if viewer.may(Right.HANDLE_ENDING):
        found += _endings(session, viewer, today)
    return found


def _overdue(session: Session, viewer: Viewer, today: date) -> Iterator[WorkItem]:
    """Items of agreed plans whose month is over."""
    rows = ask(session, _late_items(viewer.may(Right.KEEP_CONTRACTS)), me=viewer.id, today=today)
    for number, customer, kind, status, due_on in rows:
        yield WorkItem(WorkKind.PLAN_ITEM, number, customer, kind.label, status.value, _end_of(due_on), None)


def _mine(nobodys_too: bool) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = col(Customer.responsible_id) == bindparam("me")
    return or_(mine, col(Customer.responsible_id).is_(None)) if nobodys_too else mine


# Written once: the work list asks every few seconds, and building them costs more than asking.
@lru_cache
def _late_items(nobodys_too: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(col(ServicePlan.number), NAME, col(PlanItem.kind), col(ServicePlan.status), col(PlanItem.due_on))
        .join(ServicePlan, col(ServicePlan.id) == col(PlanItem.plan_id))
        .join(Customer, col(Customer.id) == col(PlanItem.customer_id))
        .where(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < bindparam("today"))
        .where(col(ServicePlan.status) == PlanStatus.AGREED, _mine(nobodys_too))
        .order_by(col(PlanItem.due_on), col(PlanItem.id))
        .limit(OF_A_KIND)
    )


def _endings(session: Session, viewer: Viewer, today: date) -> Iterator[WorkItem]:
    """Rights that end within the days of warning without another one following, not settled with the customer yet."""
    standards = standards_on(session, today)
    warned = timedelta(days=standards.number("entitlement.warn_days"))
    calm = warned * standards.number("warn.at_percent") / 100
    asked = _ending_soon(viewer.may(Right.KEEP_CONTRACTS))
    for place, number, customer, name, ends_on in ask(session, asked, me=viewer.id, first=today, last=today + warned):
        kind = SOURCES[place].kind
        ends = _end_of(ends_on)
        yield WorkItem(WorkKind.ENDING, number, customer, f"{kind.label} · {name}", kind.value, ends, ends - warned + calm)


@lru_cache
def _ending_soon(nobodys_too: bool) -> CompoundSelect[*tuple[Any, ...]]:
    parts = [_ending(place, source, nobodys_too).subquery() for place, source in enumerate(SOURCES)]
    return union_all(*(select(*part.c) for part in parts))


def _ending(place: int, source: Source, nobodys_too: bool) -> Select[Any]:
    table = source.table
    end = table.c[source.end]
    handled = exists().where(
        col(EndingHandled.customer_id) == table.c.customer_id,
        col(EndingHandled.kind) == source.kind,
        col(EndingHandled.ends_on) == end,
    )
    return (
        select(
            literal(place, Integer).label("place"), col(Customer.number).label("number"), NAME.label("customer"),
            table.c[source.name].label("name"), end.label("ends_on"),
        )
        .join(Customer, col(Customer.id) == table.c.customer_id)
        .where(end.between(bindparam("first"), bindparam("last")))
        .where(_mine(nobodys_too), not_(handled), *ending_without_more(source))
        .order_by(end, table.c.id)
        .limit(OF_A_KIND)
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    """The first moment after a day at the office."""
    return datetime.combine(day + timedelta(days=1), time(), clock.office_zone())
