"""The archive as a list: customers by what one knows of them, by region, importance and right to service (rules A-01, A-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, func, not_, or_, select, true
from sqlmodel import Session, col

from portal.db import search
from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer, Project, ServiceContract
from portal.db.queries.callers import customer_ids_by_sign
from portal.db.queries.shared import shared
from portal.db.session import is_postgresql
from portal.rules.entitlement import Entitlement, EntitlementKind, Term, entitlement
from portal.rules.tickets import Importance

COUNTED_TO = 10_000
COUNTED_NARROWED = 1_000
NEWEST = 2**31 - 1


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


_PROJECTS = select(
    col(Project.customer_id), col(Project.joint_from), col(Project.joint_until), col(Project.free_from), col(Project.free_until),
).where(col(Project.customer_id).in_(bindparam("customer_ids", expanding=True)))  # fmt: skip
_CONTRACTS = select(
    col(ServiceContract.customer_id), col(ServiceContract.starts_on), col(ServiceContract.ends_on),
).where(col(ServiceContract.customer_id).in_(bindparam("customer_ids", expanding=True)))  # fmt: skip


def _terms_by_customer(session: Session, customer_ids: Sequence[int]) -> dict[int, list[Term]]:
    """The periods in which customers are served, by customer."""
    found: dict[int, list[Term]] = {customer_id: [] for customer_id in customer_ids}
    for customer_id, joint_from, joint_until, free_from, free_until in all_of(session, _PROJECTS, customer_ids=customer_ids):
        if joint_from:
            found[customer_id].append(Term(EntitlementKind.JOINT, joint_from, joint_until))
        if free_from:
            found[customer_id].append(Term(EntitlementKind.FREE, free_from, free_until))
    for customer_id, starts_on, ends_on in all_of(session, _CONTRACTS, customer_ids=customer_ids):
        found[customer_id].append(Term(EntitlementKind.CONTRACT, starts_on, ends_on))
    return found


_NEXT_REGION = select(func.min(col(Customer.region))).where(col(Customer.region) > bindparam("last"))


def regions(session: Session) -> list[str]:
    """Every region that has a customer, found by hopping along the index; found out once for all who look."""
    return shared(session, "regions", None, lambda: _regions(session))


def _regions(session: Session) -> list[str]:
    found: list[str] = []
    while region := ask(session, _NEXT_REGION, last=found[-1] if found else "").scalar():
        found.append(region)
    return found


def customers_matching(
    session: Session, asked: CustomerFilter, on: date, after: int | None = None, limit: int = 50
) -> list[CustomerRow]:
    """A page of the archive, newest customers first; `after` is the last id of the page before."""
    newest = _ids(session, asked, on, after).limit(limit)
    rows = select(
        col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.short_name),
        col(Customer.importance), col(Customer.region), col(Customer.last_visit_at),
    ).where(col(Customer.id).in_(newest))  # fmt: skip
    found = ask(session, rows.order_by(col(Customer.id).desc())).all()
    terms = _terms_by_customer(session, [row[0] for row in found])
    return [
        CustomerRow(id, number, name, short, importance, region, visited, entitlement(terms[id], on))
        for id, number, name, short, importance, region, visited in found
    ]


def count_customers(session: Session, asked: CustomerFilter, on: date) -> int:
    """How many customers match, counted to `most_counted` at most."""
    some = _ids(session, asked, on).order_by(None).limit(most_counted(asked)).subquery()
    return int(ask(session, select(func.count()).select_from(some)).scalar_one())


def most_counted(asked: CustomerFilter) -> int:
    """Up to how many customers are counted: fewer where each one has to be looked at."""
    return COUNTED_NARROWED if asked.region or asked.importance or asked.entitlement else COUNTED_TO


def _ids(session: Session, asked: CustomerFilter, on: date, after: int | None = None) -> Select[Any]:
    """The ids of the customers asked for, the newest first; archives merged into another one are not customers any more."""
    id: SQLColumnExpression[Any] = col(Customer.id)
    conditions, merged = _conditions(asked, on), col(Customer.merged_into_id)
    # With a condition not a plain IS NULL: an index on so common a value would be taken for the better one.
    unmerged = func.coalesce(merged, 0) == 0 if conditions else merged.is_(None)
    statement = select(id).where(unmerged, *conditions)
    found = matching_customers(session, asked.words) if asked.words.strip() else None
    if isinstance(found, list):
        statement = statement.where(id.in_(found))
    elif found is not None:
        # Ordered by the word index's own key: it then hands out its newest entries first instead of all for sorting.
        words = found.subquery("words")
        statement, id = statement.join(words, words.c.id == id), words.c.id
    return statement.where(id < (NEWEST if after is None else after)).order_by(id.desc())


def _conditions(asked: CustomerFilter, on: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.region:
        conditions.append(col(Customer.region) == asked.region)
    if asked.importance is not None:
        conditions.append(col(Customer.importance) == asked.importance)
    if asked.entitlement is not None:
        conditions.append(_served_by(asked.entitlement, on))
    return conditions


def matching_customers(session: Session, words: str) -> Select[Any] | list[int]:
    """The customers that a search box means: by number, dongle, contact's telephone or name, or words of the archive.

    Words of the archive are the customer's names, their initials in pinyin, and the names of its projects.
    """
    known = customer_ids_by_sign(session, words)
    if known and any(character.isdigit() for character in words):
        return known
    newest = COUNTED_TO if known else None
    by_words = search.ids_matching("customer_words", words, postgresql=is_postgresql(session), newest=newest)
    if known and by_words is not None:
        return sorted({*known, *ask(session, by_words).scalars()})
    return by_words if by_words is not None else known


def _served_by(kind: EntitlementKind, on: date) -> ColumnElement[bool]:
    """The customers whose best right on a day is of that kind (the order of rules/entitlement)."""
    within = {
        EntitlementKind.JOINT: _has(Project, Project.joint_from, Project.joint_until, on),
        EntitlementKind.FREE: _has(Project, Project.free_from, Project.free_until, on),
        EntitlementKind.CONTRACT: _has(ServiceContract, ServiceContract.starts_on, ServiceContract.ends_on, on),
        EntitlementKind.NONE: true(),
    }
    kinds = list(within)
    better = kinds[: kinds.index(kind)]
    return and_(within[kind], *(not_(within[each]) for each in better))


def _has(table: type[Project] | type[ServiceContract], start: date | None, end: date | None, on: date) -> ColumnElement[bool]:
    """Whether a customer has a period around a day: looked up customer by customer, so that the first page costs one page."""
    around = (col(start) <= on, or_(col(end).is_(None), col(end) >= on))
    return select(col(table.id)).where(col(table.customer_id) == col(Customer.id), *around).correlate(Customer).exists()
