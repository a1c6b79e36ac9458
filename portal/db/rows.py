"""Writing new rows straight into a table, without an object for each: for what every deed writes, and for many rows at once."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import Insert, insert
from sqlmodel import Session

from portal.db.base import Table


@lru_cache
def columns_of(model: type[Table]) -> sqlalchemy.Table:
    """The table behind a model."""
    return cast(sqlalchemy.Table, sqlalchemy.inspect(model).local_table)


def insert_row(session: Session, model: type[Table], values: Mapping[str, Any]) -> int:
    """Write one new row, with the model's defaults for what is not given; its id, if the database gives one."""
    result = session.connection().execute(_insert(model), _defaults(model) | dict(values))
    key = result.inserted_primary_key
    return cast(int, key[0]) if key else 0


def insert_rows(session: Session, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many new rows in one statement."""
    if rows:
        session.connection().execute(_insert(model), [_defaults(model) | dict(row) for row in rows])


@lru_cache
def _insert(model: type[Table]) -> Insert:
    return insert(columns_of(model))


@lru_cache
def _defaults(model: type[Table]) -> dict[str, Any]:
    # Defaults live in the model (pydantic's), not in the columns: the database does not know them.
    keys = {column.name for column in columns_of(model).primary_key}
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if not field.is_required() and name not in keys
    }
