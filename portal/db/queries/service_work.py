"""What waits for whoever looks after customers: overdue items of service plans, rights to service that end (A-07, A-08, O-04).

A customer's responsible person is asked; where there is none, the service managers are.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, exists, func, not_, select, union_all
from sqlmodel import Session, col

from portal import clock
from portal.db.models.customers import Customer, EndingHandled, ServiceEnding
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.queries.standards import standards_on
from portal.db.queries.viewing import Viewer
from portal.db.queries.work_items import OF_A_KIND, WorkItem, WorkKind
from portal.rules.permissions import Right
from portal.rules.plans import PlanStatus

NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)


def service_work(session: Session, viewer: Viewer, now: datetime) -> list[WorkItem]:
    """Everything of these kinds that waits for this person, a statement a kind."""
    mine: list[ColumnElement[bool]] = [col(Customer.responsible_id) == viewer.id]
    if viewer.may(Right.KEEP_CONTRACTS):
        # Written so that nobody's customers are met on the way along the days instead of being looked up first: they are many.
        mine.append(func.coalesce(col(Customer.responsible_id), 0) == 0)
    today = clock.at_the_office(now).date()
    found: list[WorkItem] = []
    if viewer.may(Right.FOLLOW_PLAN):
        found += _overdue(session, mine, today)
    if viewer.may(Right.HANDLE_ENDING):
        found += _endings(session, mine, today)
    return found


def _together(asked: Any, mine: list[ColumnElement[bool]]) -> CompoundSelect[Any]:
    return union_all(*(select(*asked.where(each).limit(OF_A_KIND).subquery().c) for each in mine))


def _overdue(session: Session, mine: list[ColumnElement[bool]], today: date) -> Iterator[WorkItem]:
    """Items of agreed plans whose month is over."""
    asked = (
        select(col(ServicePlan.number), NAME.label("customer"), col(PlanItem.kind), col(PlanItem.due_on))
        .join(ServicePlan, col(ServicePlan.id) == col(PlanItem.plan_id))
        .join(Customer, col(Customer.id) == col(PlanItem.customer_id))
        .where(col(PlanItem.done_on).is_(None), col(PlanItem.due_on) < today, col(ServicePlan.status) == PlanStatus.AGREED)
        .order_by(col(PlanItem.due_on), col(PlanItem.id))
    )
    for number, customer, kind, due_on in session.execute(_together(asked, mine)):
        yield WorkItem(WorkKind.PLAN_ITEM, number, customer, kind.label, PlanStatus.AGREED.value, _end_of(due_on), None)


def _endings(session: Session, mine: list[ColumnElement[bool]], today: date) -> Iterator[WorkItem]:
    """Rights that end within the days of warning, not settled with the customer yet; at risk when most of those days are over."""
    standards = standards_on(session, today)
    warned = timedelta(days=standards.number("entitlement.warn_days"))
    calm = warned * standards.number("warn.at_percent") / 100
    handled = exists().where(
        col(EndingHandled.customer_id) == col(ServiceEnding.customer_id),
        col(EndingHandled.kind) == col(ServiceEnding.kind),
        col(EndingHandled.ends_on) == col(ServiceEnding.ends_on),
    )
    asked = (
        select(
            col(Customer.number),
            NAME.label("customer"),
            col(ServiceEnding.kind),
            col(ServiceEnding.name),
            col(ServiceEnding.ends_on),
        )
        .join(Customer, col(Customer.id) == col(ServiceEnding.customer_id))
        .where(col(ServiceEnding.ends_on) >= today, col(ServiceEnding.ends_on) <= today + warned, not_(handled))
        .order_by(col(ServiceEnding.ends_on), col(ServiceEnding.kind), col(ServiceEnding.source_id))
    )  # fmt: skip
    for number, customer, kind, name, ends_on in session.execute(_together(asked, mine)):
        ends = _end_of(ends_on)
        yield WorkItem(WorkKind.ENDING, number, customer, f"{kind.label} · {name}", kind.value, ends, ends - warned + calm)


def _end_of(day: date) -> datetime:
    """The first moment after a day at the office."""
    return datetime.combine(day + timedelta(days=1), time(), clock.office_zone())
