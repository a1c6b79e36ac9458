"""A database of version 0002 keeps everything it holds, and its customers get the names by which they are compared (A-01)."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from portal.db import migrate
from portal.db.search import INDEXES, ids_matching
from portal.db.session import engine, is_postgresql, reading
from tests.cast import Cast
from tests.desk import register

pytestmark = pytest.mark.rule("A-01")
OLD = "0002"


def everything(database: Engine) -> dict[str, list[dict[str, Any]]]:
    """Each table's rows by column name, without the migrations' own."""
    with database.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if not name.startswith((*INDEXES, "alembic"))]
        return {table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()] for table in tables}


def as_words(row: dict[str, Any], columns: set[str]) -> str:
    plain = {name: bytes(value).hex() if isinstance(value := row[name], bytes | memoryview) else value for name in columns}
    return json.dumps(plain, default=str, sort_keys=True)


def back_to_the_old_version(database: str, cast: Cast) -> Engine:
    register(cast)
    migrate.downgrade(database, OLD)
    return engine(database)


def test_nothing_of_the_old_version_is_lost(database: str, cast: Cast) -> None:
    old = everything(back_to_the_old_version(database, cast))
    migrate.upgrade(database)
    new = everything(engine(database))
    for table, rows in old.items():
        columns = set(rows[0]) if rows else set()
        assert sorted(as_words(row, columns) for row in new[table]) == sorted(as_words(row, columns) for row in rows), table


def test_old_customers_get_their_keys_and_are_found_by_initials_and_project(database: str, cast: Cast, monkeypatch: Any) -> None:
    old = back_to_the_old_version(database, cast)
    insert = text(
        "INSERT INTO customer (id, number, name, short_name, importance, region, remark, created_at, version) "
        "VALUES (:id, :number, :name, '', 'normal', '', '', '2025-01-01 00:00:00+00', 1)"
    )
    with old.begin() as connection:
        many = [{"id": id, "number": f"C-2024-{id:06d}", "name": f"重庆第{id}机械厂有限公司"} for id in range(100, 2350)]
        connection.execute(insert, many)
    migrate.upgrade(database)
    with engine(database).connect() as connection:
        rows = connection.execute(text("SELECT name, name_key, initials FROM customer")).all()
    keys, letters = {name: key for name, key, _letters in rows}, {name: letters for name, _key, letters in rows}
    assert keys["华源机械集团有限公司"] == "华源机械"
    assert letters["重庆第2349机械厂有限公司"] == "cqd2349jxcyxgs"
    assert all(keys.values())
    assert cast.huayuan in found("hyjx")
    assert cast.huayuan in found("人力资源系统")
    assert len(found("cqd")) == len(many)


def found(asked: str) -> list[int]:
    with reading() as session:
        statement = ids_matching("customer_words", asked, postgresql=is_postgresql(session))
        assert statement is not None
        return list(session.execute(statement).scalars())
