"""Questions to the customer archive: the list and its counts, and the time line of one customer (rule A-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlmodel import Session, col

from portal.db import search
from portal.db.models.customers import Customer, Project, ServiceContract
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.db.queries.callers import customer_ids_by_sign
from portal.rules.entitlement import Entitlement, EntitlementKind, Term, entitlement
from portal.rules.tickets import Importance

COUNTED_TO = 10_000


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened with a customer."""

    id: int
    at: datetime
    kind: str
    subject: str
    subject_id: int
    ticket: str | None
    person: str | None
    text: str
    facts: dict[str, object]


@dataclass(frozen=True)
class CustomerFilter:
    """What a list of customers is narrowed to; empty means all."""

    words: str = ""
    region: str = ""
    importance: Importance | None = None
    entitlement: EntitlementKind | None = None


@dataclass(frozen=True)
class CustomerRow:
    """One line of the archive."""

    id: int
    number: str
    name: str
    short_name: str
    importance: Importance
    region: str
    last_visit_at: datetime | None
    entitlement: Entitlement


def _terms_by_customer(session: Session, customer_ids: Sequence[int]) -> dict[int, list[Term]]:
    """The periods in which customers are served, by customer."""
    found: dict[int, list[Term]] = {customer_id: [] for customer_id in customer_ids}
    projects = select(
        col(Project.customer_id),
        col(Project.joint_from),
        col(Project.joint_until),
        col(Project.free_from),
        col(Project.free_until),
    ).where(col(Project.customer_id).in_(customer_ids))
    for customer_id, joint_from, joint_until, free_from, free_until in session.execute(projects):
        if joint_from:
            found[customer_id].append(Term(EntitlementKind.JOINT, joint_from, joint_until))
        if free_from:
            found[customer_id].append(Term(EntitlementKind.FREE, free_from, free_until))
    contracts = select(
        col(ServiceContract.customer_id), col(ServiceContract.starts_on), col(ServiceContract.ends_on)
    ).where(col(ServiceContract.customer_id).in_(customer_ids))  # fmt: skip
    for customer_id, starts_on, ends_on in session.execute(contracts):
        found[customer_id].append(Term(EntitlementKind.CONTRACT, starts_on, ends_on))
    return found


def regions(session: Session) -> list[str]:
    """Every region that has a customer, found by hopping along the index."""
    found: list[str] = []
    while True:
        following = select(func.min(col(Customer.region))).where(col(Customer.region) > (found[-1] if found else ""))
        region = session.execute(following).scalar()
        if not region:
            return found
        found.append(region)


def customers_matching(
    session: Session, asked: CustomerFilter, on: date, after: int | None = None, limit: int = 50
) -> list[CustomerRow]:
    """A page of the archive, newest customers first; `after` is the last id of the page before."""
    rows = select(
        col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.short_name),
        col(Customer.importance), col(Customer.region), col(Customer.last_visit_at),
    ).where(*_conditions(session, asked, on))  # fmt: skip
    if after is not None:
        rows = rows.where(col(Customer.id) < after)
    found = session.execute(rows.order_by(col(Customer.id).desc()).limit(limit)).all()
    terms = _terms_by_customer(session, [row[0] for row in found])
    return [
        CustomerRow(id, number, name, short, importance, region, visited, entitlement(terms[id], on))
        for id, number, name, short, importance, region, visited in found
    ]


def count_customers(session: Session, asked: CustomerFilter, on: date) -> int:
    """How many customers match, counted to COUNTED_TO at most."""
    some = select(col(Customer.id)).where(*_conditions(session, asked, on)).limit(COUNTED_TO).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def _conditions(session: Session, asked: CustomerFilter, on: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.region:
        conditions.append(col(Customer.region) == asked.region)
    if asked.importance is not None:
        conditions.append(col(Customer.importance) == asked.importance)
    if asked.entitlement is not None:
        conditions.append(_served_by(asked.entitlement, on))
    if asked.words.strip():
        conditions.append(col(Customer.id).in_(matching_customers(session, asked.words)))
    return conditions


def matching_customers(session: Session, words: str) -> Select[tuple[int]] | list[int]:
    """The ids of customers that a search box means: by number, dongle, contact's telephone or name, or words of the name."""
    known = customer_ids_by_sign(session, words)
    if known:
        return known
    by_words = search.ids_matching(session, "customer_words", words)
    return by_words if by_words is not None else []


def _served_by(kind: EntitlementKind, on: date) -> ColumnElement[bool]:
    """The customers whose best right on a day is of that kind (the order of rules/entitlement)."""
    within = {
        EntitlementKind.JOINT: _customers_in(Project, Project.joint_from, Project.joint_until, on),
        EntitlementKind.FREE: _customers_in(Project, Project.free_from, Project.free_until, on),
        EntitlementKind.CONTRACT: _customers_in(ServiceContract, ServiceContract.starts_on, ServiceContract.ends_on, on),
        EntitlementKind.NONE: true(),
    }
    kinds = list(within)
    better = kinds[: kinds.index(kind)]
    return and_(within[kind], *(not_(within[each]) for each in better))


def _customers_in(
    table: type[Project] | type[ServiceContract], start: date | None, end: date | None, on: date
) -> ColumnElement[bool]:
    inside = select(col(table.customer_id)).where(col(start) <= on, or_(col(end).is_(None), col(end) >= on))
    return col(Customer.id).in_(inside)


def timeline(
    session: Session, customer_id: int, subject: str | None = None, before: int | None = None, limit: int = 30
) -> list[TimelineEntry]:
    """What happened with a customer, newest first; `before` is the last id of the page before (rule A-01)."""
    asked = (
        select(
            col(Event.id), col(Event.at), col(Event.kind), col(Event.subject), col(Event.subject_id), col(Ticket.number),
            col(Person.name), col(Event.text), col(Event.facts),
        )
        .join(Person, col(Person.id) == col(Event.person_id), isouter=True)
        .join(Ticket, col(Ticket.id) == col(Event.ticket_id), isouter=True)
        .where(col(Event.customer_id) == customer_id)
    )  # fmt: skip
    if subject:
        asked = asked.where(col(Event.subject) == subject)
    if before is not None:
        asked = asked.where(col(Event.id) < before)
    return [TimelineEntry(*row) for row in session.execute(asked.order_by(col(Event.id).desc()).limit(limit))]
