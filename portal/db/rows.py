"""Writing new rows straight into a table, without an object for each: for what every deed writes, and for many rows at once."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import Connection, Dialect, func, insert, select, text
from sqlmodel import Session

from portal.db.base import Table
from portal.db.prepared import Prepared
from portal.db.session import is_postgresql

# From so many rows on PostgreSQL takes them as one stream.
MANY = 500


@lru_cache
def columns_of(model: type[Table]) -> sqlalchemy.Table:
    """The table behind a model."""
    return cast(sqlalchemy.Table, sqlalchemy.inspect(model).local_table)


def insert_row(session: Session, model: type[Table], values: Mapping[str, Any]) -> int:
    """Write one new row of a table that numbers its rows, with the model's defaults for what is not given; gives its id."""
    row = _defaults(model) | dict(values)
    result = _insert(model, tuple(row)).run(session, row)
    return int(result.scalar_one() if result.returns_rows else result.lastrowid)


def insert_rows(session: Session, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many new rows at once; all name the same columns."""
    if not rows:
        return
    filled = [_defaults(model) | dict(row) for row in rows]
    if len(rows) >= MANY and is_postgresql(session):
        _stream(session.connection(), model, filled)
    else:
        _insert_many(model, tuple(filled[0])).run_for_each(session, filled)


def new_ids(session: Session, model: type[Table], count: int) -> list[int]:
    """Ids for records that are about to be written with `insert_rows`; nobody else is given them."""
    table = columns_of(model)
    if is_postgresql(session):
        series = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return list(session.connection().execute(series, {"table": table.name, "count": count}).scalars())
    # A deed on SQLite has the database to itself.
    last = session.connection().execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return list(range(last + 1, last + count + 1))


def _stream(connection: Connection, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(rows[0])
    quoted = connection.dialect.identifier_preparer.quote
    prepare = [_binding(columns_of(model).c[name].type, connection.dialect) for name in names]
    statement = f"COPY {quoted(columns_of(model).name)} ({', '.join(map(quoted, names))}) FROM STDIN"
    driver = cast(Any, connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([make(row[name]) for name, make in zip(names, prepare, strict=True)])


def _binding(kind: Any, dialect: Dialect) -> Callable[[Any], Any]:
    """How a column's type makes a value fit for the driver: sealed, by value, in UTC."""
    return kind.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


@lru_cache
def _insert(model: type[Table], columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(columns_of(model)), columns)


@lru_cache
def _insert_many(model: type[Table], columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(columns_of(model)).inline(), columns)


@lru_cache
def _defaults(model: type[Table]) -> dict[str, Any]:
    # Defaults live in the model (pydantic's), not in the columns: the database does not know them.
    keys = {column.name for column in columns_of(model).primary_key}
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if not field.is_required() and name not in keys
    }
