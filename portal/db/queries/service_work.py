"""What waits for whoever looks after customers: overdue items of service plans, rights to service that end (A-07, A-08, O-04).

A customer's responsible person is asked; where there is none, the service managers are.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, bindparam, exists, func, not_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from portal import clock
from portal.db.asking import all_of
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
    manages = viewer.may(Right.KEEP_CONTRACTS)
    today = clock.at_the_office(now).date()
    found: list[WorkItem] = []
    if viewer.may(Right.FOLLOW_PLAN):
        found += _overdue(session, viewer.id, manages, today)
    if viewer.may(Right.HANDLE_ENDING):
        found += _endings(session, viewer.id, manages, today)
    return found


def _overdue(session: Session, me: int | None, manages: bool, today: date) -> Iterator[WorkItem]:
    """Items of agreed plans whose month is over."""
    for number, customer, kind, due_on in all_of(session, _asking_for_overdue(manages), me=me, today=today):
        _begins, ends = clock.day_at_the_office(due_on)
        yield WorkItem(WorkKind.PLAN_ITEM, number, customer, kind.label, PlanStatus.AGREED.value, ends, None, by_day=True)


def _endings(session: Session, me: int | None, manages: bool, today: date) -> Iterator[WorkItem]:
    """Rights that end within the days of warning, not settled with the customer yet; at risk when most of those days are over."""
    standards = standards_on(session, today)
    warned = timedelta(days=standards.number("entitlement.warn_days"))
    calm = warned * standards.number("warn.at_percent") / 100
    rows = all_of(session, _asking_for_endings(manages), me=me, today=today, until=today + warned)
    for number, customer, kind, name, ends_on in rows:
        _begins, ends = clock.day_at_the_office(ends_on)
        warn_at = ends - warned + calm
        yield WorkItem(WorkKind.ENDING, number, customer, f"{kind.label} · {name}", kind.value, ends, warn_at, by_day=True)


ME, TODAY, UNTIL = bindparam("me", type_=Integer), bindparam("today", type_=Date), bindparam("until", type_=Date)
OF_ME = col(Customer.responsible_id) == ME


class past_its_index(FunctionElement[int]):  # noqa: N801 - as a function of the database
    """A column that SQLite does not look up by its index; PostgreSQL knows from its statistics when not to."""

    type = Integer()
    inherit_cache = True


@compiles(past_its_index)
def _plain(element: Any, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(past_its_index, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"+{_plain(element, compiler, **more)}"


# Nobody's customers may be very many: they are met on the way along the days instead of being looked up first.
OF_NOBODY = past_its_index(col(Customer.responsible_id)).is_(None)


def _together(*parts: Any) -> CompoundSelect[Any]:
    return union_all(*(select(*part.limit(OF_A_KIND).subquery().c) for part in parts))


@lru_cache
def _asking_for_overdue(manages: bool) -> CompoundSelect[Any]:
    asked = (
        select(col(ServicePlan.number), NAME.label("customer"), col(PlanItem.kind), col(PlanItem.due_on))
        .join(ServicePlan, col(ServicePlan.id) == col(PlanItem.plan_id))
        .join(Customer, col(Customer.id) == col(PlanItem.customer_id))
        .where(col(PlanItem.done_on).is_(None), col(ServicePlan.status) == PlanStatus.AGREED)
    )
    # One's own customers are few and looked up first; the day is written so that no walk along all overdue items is tried.
    by_day: Any = func.coalesce(col(PlanItem.due_on), TODAY)
    theirs = col(PlanItem.customer_id).in_(select(col(Customer.id)).where(OF_ME))
    own = asked.where(theirs, by_day < TODAY).order_by(by_day, col(PlanItem.id))
    along = asked.where(OF_NOBODY, col(PlanItem.due_on) < TODAY).order_by(col(PlanItem.due_on), col(PlanItem.id))
    return _together(own, along) if manages else _together(own)


@lru_cache
def _asking_for_endings(manages: bool) -> CompoundSelect[Any]:
    handled = exists().where(
        col(EndingHandled.customer_id) == col(ServiceEnding.customer_id),
        col(EndingHandled.kind) == col(ServiceEnding.kind),
        col(EndingHandled.ends_on) == col(ServiceEnding.ends_on),
    )
    ending = [col(each) for each in (ServiceEnding.kind, ServiceEnding.name, ServiceEnding.ends_on)]
    asked = (
        select(col(Customer.number), NAME.label("customer"), *ending)
        .join(Customer, col(Customer.id) == col(ServiceEnding.customer_id))
        .where(col(ServiceEnding.ends_on).between(TODAY, UNTIL), not_(handled))
        .order_by(col(ServiceEnding.ends_on), col(ServiceEnding.kind), col(ServiceEnding.source_id))
    )
    return _together(asked.where(OF_ME), asked.where(OF_NOBODY)) if manages else _together(asked.where(OF_ME))
