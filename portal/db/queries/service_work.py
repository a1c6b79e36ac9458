"""What waits for whoever looks after customers: overdue items of service plans, rights to service that end (A-07, A-08, O-04).

A customer's responsible person is asked; where there is none, the service managers are.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, exists, func, literal, not_, or_, select, union_all
from sqlmodel import Session, col

from portal import clock
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
    mine: ColumnElement[bool] = col(Customer.responsible_id) == viewer.id
    if viewer.may(Right.KEEP_CONTRACTS):
        mine = or_(mine, col(Customer.responsible_id).is_(None))
    today = clock.at_the_office(now).date()
    found: list[WorkItem] = []
    if viewer.may(Right.FOLLOW_PLAN):
        found += _overdue(session, mine, today)
    if viewer.may(Right.HANDLE_ENDING):
        found += _endings(session, mine, today)
    return found


def _overdue(session: Session, mine: ColumnElement[bool], today: date) -> Iterator[WorkItem]:
    """Items of agreed plans whose month is over."""
    asked = (
        select(col(ServicePlan.number), NAME, col(PlanItem.kind), col(ServicePlan.status), col(PlanItem.due_on))
        .join(ServicePlan, col(ServicePlan.id) == col(PlanItem.plan_id))
        .join(Customer, col(Customer.id) == col(PlanItem.customer_id))
        .where(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < today)
        .where(col(ServicePlan.status) == PlanStatus.AGREED, mine)
        .order_by(col(PlanItem.due_on), col(PlanItem.id))
        .limit(OF_A_KIND)
    )
    for number, customer, kind, status, due_on in session.execute(asked):
        yield WorkItem(WorkKind.PLAN_ITEM, number, customer, kind.label, status.value, _end_of(due_on), None)


def _endings(session: Session, mine: ColumnElement[bool], today: date) -> Iterator[WorkItem]:
    """Rights that end within the days of warning without another one following, not settled with the customer yet."""
    standards = standards_on(session, today)
    warned = timedelta(days=standards.number("entitlement.warn_days"))
    calm = warned * standards.number("warn.at_percent") / 100
    parts = [_ending(place, source, mine, (today, today + warned)).subquery() for place, source in enumerate(SOURCES)]
    for place, number, customer, name, ends_on in session.execute(union_all(*(select(*part.c) for part in parts))):
        kind = SOURCES[place].kind
        ends = _end_of(ends_on)
        yield WorkItem(WorkKind.ENDING, number, customer, f"{kind.label} · {name}", kind.value, ends, ends - warned + calm)


def _ending(place: int, source: Source, mine: ColumnElement[bool], days: tuple[date, date]) -> Select[Any]:
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
        .where(end.between(*days), mine, not_(handled), *ending_without_more(source))
        .order_by(end, table.c.id)
        .limit(OF_A_KIND)
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    """The first moment after a day at the office."""
    return datetime.combine(day + timedelta(days=1), time(), clock.office_zone())
