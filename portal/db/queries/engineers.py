"""Who can be sent out: field engineers with skill, place, load and calendar (rule D-02)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlmodel import Session, col

from portal import clock
from portal.db.asking import ask
from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Absence, Person, PersonRole, PersonSkill
from portal.db.queries.standards import working_calendar
from portal.rules.dispatch import WITH_ENGINEER, Skill
from portal.rules.permissions import Role
from portal.rules.proposal import Candidate, Proposed, propose


def proposal(session: Session, order: DispatchOrder, now: datetime) -> list[Proposed]:
    """Every active engineer for an order, the best first, with the reasons."""
    customer = session.get(Customer, order.customer_id)
    opens, closes = next_working_day(session, now)
    candidates = _candidates(session, order.skill, opens, closes)
    return propose(candidates, skill=order.skill, region=customer.region if customer else "")


def proposal_for(session: Session, order_id: int, now: datetime) -> list[Proposed]:
    """The same by the order's id; nothing where there is no such order."""
    order = session.get(DispatchOrder, order_id)
    return proposal(session, order, now) if order else []


def next_working_day(session: Session, now: datetime) -> tuple[datetime, datetime]:
    """The whole office day on which a visit could be made: the next open one after today."""
    today = clock.at_the_office(now).date()
    calendar = working_calendar(session, today)
    day = next(calendar.spans_from(office_day(today + timedelta(days=1))))[0].date()
    return office_day(day), office_day(day + timedelta(days=1))


def office_day(day: date) -> datetime:
    """Midnight at the office."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.office_zone())


@lru_cache
def _who_can_go() -> Select[Any]:
    mine = and_(col(DispatchOrder.engineer_id) == col(Person.id), col(DispatchOrder.status).in_(sorted(WITH_ENGINEER)))
    in_hand = select(func.count()).select_from(DispatchOrder).where(mine).scalar_subquery()
    that_day = and_(col(DispatchOrder.starts_at) < bindparam("closes"), col(DispatchOrder.ends_at) > bindparam("opens"))
    appointed = select(func.count()).select_from(DispatchOrder).where(mine, that_day).scalar_subquery()
    day: Any = bindparam("day")
    away = exists().where(_absent(day, day), col(Absence.person_id) == col(Person.id))
    level = (
        select(func.max(PersonSkill.level))
        .where(col(PersonSkill.person_id) == col(Person.id), col(PersonSkill.skill) == bindparam("skill"))
        .scalar_subquery()
    )
    return (
        select(col(Person.id), col(Person.name), col(Person.region), level, in_hand, appointed, away)
        .join(PersonRole, and_(col(PersonRole.person_id) == col(Person.id), col(PersonRole.role) == Role.ENGINEER))
        .where(col(Person.active))
    )


def _candidates(session: Session, skill: Skill | None, opens: datetime, closes: datetime) -> list[Candidate]:
    day = clock.at_the_office(opens).date()
    found = ask(session, _who_can_go(), skill=skill, opens=opens, closes=closes, day=day)
    return [
        Candidate(id, name, region or "", skill_level or 0, orders, appointments, bool(absent))
        for id, name, region, skill_level, orders, appointments, absent in found
    ]


def _absent(first_day: date, last_day: date) -> ColumnElement[bool]:
    return and_(col(Absence.first_day) <= last_day, col(Absence.last_day) >= first_day)


def absence_between(session: Session, person_id: int, first_day: date, last_day: date) -> Absence | None:
    """An absence of that person on any of these days, both included."""
    away = select(Absence).where(col(Absence.person_id) == person_id, _absent(first_day, last_day)).limit(1)
    return session.execute(away).scalar_one_or_none()


def clashing_appointment(
    session: Session, engineer_id: int, starts_at: datetime, ends_at: datetime, besides: int | None
) -> tuple[str, datetime] | None:
    """Number and start of an appointment of the engineer that overlaps these times."""
    overlapping = (
        select(col(DispatchOrder.number), col(DispatchOrder.starts_at))
        .where(col(DispatchOrder.engineer_id) == engineer_id, col(DispatchOrder.status).in_(sorted(WITH_ENGINEER)))
        .where(col(DispatchOrder.starts_at) < ends_at, col(DispatchOrder.ends_at) > starts_at, col(DispatchOrder.id) != besides)
    )
    found = ask(session, overlapping.limit(1)).first()
    return (found[0], found[1]) if found and found[1] is not None else None
