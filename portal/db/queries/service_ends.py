"""Rights to service that end without another one going on (rule A-07)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, func, literal, select, tuple_, union_all
from sqlmodel import Session, col

from portal.db.asking import all_of, ask, given, once
from portal.db.models.customers import Customer, EndingHandled, ServiceEnding
from portal.db.models.people import Person
from portal.rules.entitlement import EntitlementKind

PAGE = 50
COUNTED_TO = 1_000
A_BAR_COUNTS_TO = 500
NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)
KINDS = (EntitlementKind.JOINT, EntitlementKind.FREE, EntitlementKind.CONTRACT)


@dataclass(frozen=True)
class EndingFilter:
    """Which endings: between two days, both included, of one kind (None: all), of one person's customers."""

    first: date
    last: date
    kind: EntitlementKind | None = None
    responsible_id: int | None = None

    def asked(self) -> dict[str, Any]:
        """What is asked for, by the name of its condition."""
        return given(first=self.first, last=self.last, kind=self.kind, responsible=self.responsible_id)


@dataclass(frozen=True)
class EndingRow:
    """A right to service and its last day; `name` is the project's or the contract's, `agreed` what somebody settled about it."""

    kind: EntitlementKind
    id: int
    ends_on: date
    name: str
    customer_id: int
    customer_number: str
    customer: str
    responsible_id: int | None
    responsible: str | None
    agreed: str | None


Place = tuple[date, str, int]
ORDER: tuple[Any, ...] = (col(ServiceEnding.ends_on), col(ServiceEnding.kind), col(ServiceEnding.source_id))


def place_of(row: EndingRow) -> Place:
    """Where a row stands in the list."""
    return row.ends_on, row.kind.value, row.id


_AFTER = tuple_(*(bindparam(f"after_{place}", type_=column.type) for place, column in enumerate(ORDER)))
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "first": col(ServiceEnding.ends_on) >= bindparam("first"),
    "last": col(ServiceEnding.ends_on) <= bindparam("last"),
    "kind": col(ServiceEnding.kind) == bindparam("kind"),
    "responsible": col(ServiceEnding.customer_id).in_(
        select(col(Customer.id)).where(col(Customer.responsible_id) == bindparam("responsible"))
    ),
}


def endings(
    session: Session, asked: EndingFilter, after: Place | None = None, limit: int = PAGE, *, latest_first: bool = False
) -> list[EndingRow]:
    """The endings that match, by day, behind the place `after`."""
    wanted = asked.asked()
    behind = {f"after_{place}": value for place, value in enumerate(after or ())}
    statement = _page(tuple(wanted), latest_first, bool(behind))
    return [EndingRow(*row) for row in all_of(session, statement, most=limit, **wanted, **behind)]


def count_endings(session: Session, asked: EndingFilter, at_most: int = COUNTED_TO) -> int:
    """How many endings match, counted to `at_most`."""
    wanted = asked.asked()
    return once(session, "endings", (asked, at_most), lambda: _count_of(session, wanted, at_most))


def _count_of(session: Session, wanted: Mapping[str, Any], at_most: int) -> int:
    return int(ask(session, _count(tuple(wanted)), most=at_most, **wanted).scalar_one())


# Each combination of conditions is written once: building it costs more than asking.
@lru_cache
def _page(conditions: tuple[str, ...], latest_first: bool, behind: bool) -> Select[Any]:
    agreed = (
        select(col(EndingHandled.agreed))
        .where(col(EndingHandled.customer_id) == col(ServiceEnding.customer_id))
        .where(col(EndingHandled.kind) == col(ServiceEnding.kind), col(EndingHandled.ends_on) == col(ServiceEnding.ends_on))
        .order_by(col(EndingHandled.id).desc())
        .limit(1)
    )
    statement = (
        select(
            col(ServiceEnding.kind), col(ServiceEnding.source_id), col(ServiceEnding.ends_on), col(ServiceEnding.name),
            col(Customer.id), col(Customer.number), NAME, col(Customer.responsible_id), col(Person.name),
            agreed.scalar_subquery(),
        )
        .join(Customer, col(Customer.id) == col(ServiceEnding.customer_id))
        .outerjoin(Person, col(Person.id) == col(Customer.responsible_id))
        .where(*(_CONDITIONS[name] for name in conditions))
        .order_by(*(column.desc() if latest_first else column for column in ORDER))
        .limit(bindparam("most"))
    )  # fmt: skip
    if not behind:
        return statement
    here = tuple_(*ORDER)
    return statement.where(here < _AFTER if latest_first else here > _AFTER)


@lru_cache
def _count(conditions: tuple[str, ...]) -> Select[Any]:
    matching = select(col(ServiceEnding.source_id)).where(*(_CONDITIONS[name] for name in conditions))
    return select(func.count()).select_from(matching.limit(bindparam("most")).subquery())


@dataclass(frozen=True)
class Bar:
    """How many of a kind fall into a month (its first day); counted to A_BAR_COUNTS_TO."""

    month: date
    kind: EntitlementKind
    number: int


def endings_by_month(session: Session, months: Sequence[tuple[date, date]]) -> list[Bar]:
    """How many rights of each kind end in these months (first and last day)."""
    days = {f"first_{place}": first for place, (first, _last) in enumerate(months)}
    days |= {f"last_{place}": last for place, (_first, last) in enumerate(months)}
    rows = all_of(session, _by_month(len(months)), **days)
    return [Bar(months[place][0], KINDS[kind], number) for place, kind, number in rows]


@lru_cache
def _by_month(months: int) -> Any:
    return union_all(*(_bar(place, kind) for place in range(months) for kind in KINDS))


def _bar(place: int, kind: EntitlementKind) -> Select[Any]:
    first, last = (bindparam(f"{name}_{place}", type_=Date()) for name in ("first", "last"))
    some = (
        select(col(ServiceEnding.source_id))
        .where(col(ServiceEnding.ends_on).between(first, last), col(ServiceEnding.kind) == kind)
        .limit(A_BAR_COUNTS_TO)
        .subquery()
    )
    number = select(func.count()).select_from(some).scalar_subquery()
    return select(literal(place, Integer), literal(KINDS.index(kind), Integer), number)
