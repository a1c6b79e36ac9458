"""Rights to service that end without another one following (rule A-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from portal.db.models.customers import Customer, EndingHandled, Project, ServiceContract
from portal.db.models.people import Person
from portal.db.rows import columns_of
from portal.rules.entitlement import EntitlementKind

PAGE = 50
COUNTED_TO = 1_000
A_BAR_COUNTS_TO = 500
NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)
_PROJECTS, _CONTRACTS = columns_of(Project), columns_of(ServiceContract)


class day_after(FunctionElement[date]):  # noqa: N801 - a function of the database
    """The day after a day."""

    type = Date()
    inherit_cache = True


@compiles(day_after, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '+1 day')"


@compiles(day_after, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"({compiler.process(element.clauses, **more)} + 1)"


@dataclass(frozen=True)
class Source:
    """Where periods of one kind stand."""

    kind: EntitlementKind
    table: Any
    start: str
    end: str
    name: str


SOURCES = (
    Source(EntitlementKind.JOINT, _PROJECTS, "joint_from", "joint_until", "name"),
    Source(EntitlementKind.FREE, _PROJECTS, "free_from", "free_until", "name"),
    Source(EntitlementKind.CONTRACT, _CONTRACTS, "starts_on", "ends_on", "number"),
)


@dataclass(frozen=True)
class EndingFilter:
    """Which endings: between two days, both included, of these kinds (none named: all), of one person's customers."""

    first: date
    last: date
    kind: EntitlementKind | None = None
    responsible_id: int | None = None


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


Place = tuple[date, int, int]


def ending_without_more(source: Source) -> list[ColumnElement[bool]]:
    """That no other right of the same customer goes on after this one, without a day between them."""
    end, customer = source.table.c[source.end], source.table.c.customer_id
    return [not_(_goes_on(each, customer, end)) for each in SOURCES]


def _goes_on(other: Source, customer: Any, end: Any) -> ColumnElement[bool]:
    later = other.table.alias()
    return exists().where(
        later.c.customer_id == customer,
        later.c[other.start].is_not(None),
        later.c[other.start] <= day_after(end),
        or_(later.c[other.end].is_(None), later.c[other.end] > end),
    )


def place_of(row: EndingRow) -> Place:
    """Where a row stands in the list."""
    return row.ends_on, _rank(row.kind), row.id


def _rank(kind: EntitlementKind) -> int:
    return [source.kind for source in SOURCES].index(kind)


def endings(
    session: Session, asked: EndingFilter, after: Place | None = None, limit: int = PAGE, *, latest_first: bool = False
) -> list[EndingRow]:
    """The endings that match, by day, behind the place `after`."""
    sources = [source for source in SOURCES if asked.kind in (None, source.kind)]
    parts = [_page(source, asked, after, latest_first).limit(limit).subquery() for source in sources]
    found = union_all(*(select(*part.c) for part in parts)).subquery()
    order = [found.c.ends_on, found.c.rank, found.c.id]
    statement = (
        select(
            found.c.rank, found.c.id, found.c.ends_on, found.c.name, col(Customer.id), col(Customer.number), NAME,
            col(Customer.responsible_id), col(Person.name), _agreed(found),
        )
        .join(Customer, col(Customer.id) == found.c.customer_id)
        .outerjoin(Person, col(Person.id) == col(Customer.responsible_id))
        .order_by(*(column.desc() if latest_first else column for column in order))
        .limit(limit)
    )  # fmt: skip
    return [EndingRow(SOURCES[rank].kind, *rest) for rank, *rest in session.execute(statement)]


def _agreed(found: Any) -> Any:
    kind = {place: source.kind for place, source in enumerate(SOURCES)}
    handled = select(col(EndingHandled.agreed)).where(
        col(EndingHandled.customer_id) == found.c.customer_id,
        col(EndingHandled.ends_on) == found.c.ends_on,
        or_(*(and_(found.c.rank == rank, col(EndingHandled.kind) == each) for rank, each in kind.items())),
    )
    return handled.order_by(col(EndingHandled.id).desc()).limit(1).correlate(found).scalar_subquery()


def _page(source: Source, asked: EndingFilter, after: Place | None, latest_first: bool) -> Select[Any]:
    table, rank = source.table, _rank(source.kind)
    end = table.c[source.end]
    statement = select(
        literal(rank, Integer).label("rank"), table.c.id.label("id"), end.label("ends_on"), table.c[source.name].label("name"),
        table.c.customer_id.label("customer_id"),
    ).where(*_conditions(source, asked))  # fmt: skip
    if after is not None:
        statement = statement.where(_behind(end, table.c.id, rank, after, latest_first))
    return statement.order_by(end.desc() if latest_first else end, table.c.id.desc() if latest_first else table.c.id)


def _behind(end: Any, id: Any, rank: int, after: Place, latest_first: bool) -> ColumnElement[bool]:
    """What comes after a place in the order of day, kind and id."""
    day, at_rank, at_id = after
    here: ColumnElement[bool]
    if rank == at_rank:
        here = tuple_(end, id) < (day, at_id) if latest_first else tuple_(end, id) > (day, at_id)
    elif latest_first:
        here = end <= day if rank < at_rank else end < day
    else:
        here = end >= day if rank > at_rank else end > day
    return here


def _conditions(source: Source, asked: EndingFilter) -> list[ColumnElement[bool]]:
    end = source.table.c[source.end]
    conditions = [end >= asked.first, end <= asked.last, *ending_without_more(source)]
    if asked.responsible_id is not None:
        theirs = select(col(Customer.id)).where(col(Customer.responsible_id) == asked.responsible_id)
        conditions.append(source.table.c.customer_id.in_(theirs))
    return conditions


def count_endings(session: Session, asked: EndingFilter, at_most: int = COUNTED_TO) -> int:
    """How many endings match, counted to `at_most`."""
    parts = [
        select(source.table.c.id).where(*_conditions(source, asked)).limit(at_most).subquery()
        for source in SOURCES
        if asked.kind in (None, source.kind)
    ]
    found = union_all(*(select(part.c.id) for part in parts)).limit(at_most).subquery()
    return int(session.execute(select(func.count()).select_from(found)).scalar_one())


@dataclass(frozen=True)
class Bar:
    """How many of a kind fall into a month (its first day); counted to A_BAR_COUNTS_TO."""

    month: date
    kind: EntitlementKind
    number: int


def endings_by_month(session: Session, months: Sequence[tuple[date, date]]) -> list[Bar]:
    """How many rights of each kind end in these months (first and last day), without another one following."""
    parts = [
        select(literal(place, Integer), literal(_rank(source.kind), Integer), _capped(source, EndingFilter(first, last)))
        for place, (first, last) in enumerate(months)
        for source in SOURCES
    ]
    rows = session.execute(union_all(*parts))
    return [Bar(months[place][0], SOURCES[rank].kind, number) for place, rank, number in rows]


def _capped(source: Source, asked: EndingFilter) -> Any:
    some = select(source.table.c.id).where(*_conditions(source, asked)).limit(A_BAR_COUNTS_TO).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
