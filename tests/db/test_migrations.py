"""Migrations make exactly what the models say, go down and up again, and refuse a database from the future."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text

import portal.db.models  # noqa: F401 - completes the metadata
from portal.db import migrate
from portal.db.base import Table
from portal.db.search import ids_matching, keep_words
from portal.db.session import engine, is_postgresql, reading, writing
from portal.rules.tickets import FaultLevel
from tests.cast import NOW, Cast
from tests.desk import register


def test_the_migrated_database_is_what_the_models_say(database: str) -> None:
    with engine(database).connect() as connection:
        options = {"compare_type": True, "include_object": migrate.is_ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata)
    assert differences == []


def test_a_database_goes_down_to_nothing_and_up_again(database: str) -> None:
    migrate.downgrade(database, "base")
    with engine(database).connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(database)
    assert migrate.current_revision(database) == migrate.newest_revision()
    with engine(database).connect() as connection:
        assert set(Table.metadata.tables) <= set(inspect(connection).get_table_names())


def test_migrating_an_up_to_date_database_changes_nothing(database: str, cast: object) -> None:
    migrate.upgrade(database)
    with writing() as session:
        assert session.execute(text("SELECT count(*) FROM customer")).scalar_one() == 2


def test_a_database_of_a_newer_portal_is_refused(database: str) -> None:
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'f999'"))
    with pytest.raises(migrate.UnknownSchema):
        migrate.upgrade(database)


@pytest.mark.rule("X-03")
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET deed = 'x'", "DELETE FROM audit_entry", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_the_audit_trail(database: str, statement: str) -> None:
    from sqlalchemy.exc import DBAPIError

    from portal.actions import audit

    with writing() as session:
        audit.append(session, at=NOW, person_id=None, actor="portal", deed="test", outcome="done")
        event = "INSERT INTO event (at, kind, subject, subject_id, text, facts) VALUES (:at, 'x', 'x', 1, '', '{}')"
        session.execute(text(event), {"at": NOW.isoformat()})
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(text(statement))


def test_tickets_of_an_earlier_version_are_found_by_their_customer_afterwards(database: str, cast: Cast) -> None:
    id = register(cast)
    with writing() as session:
        keep_words(session, "ticket_words", id, "T-2026-000001", "薪酬计算报错")
    migrate.downgrade(database, "0004")
    migrate.upgrade(database)
    with reading() as session:
        found = ids_matching("ticket_words", "华源 薪酬", postgresql=is_postgresql(session))
        assert found is not None
        assert session.execute(found).scalars().all() == [id]


def test_an_empty_folder_becomes_a_database(sqlite_database: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate.upgrade(url)
    assert migrate.current_revision(url) == migrate.newest_revision()
    engine(url).dispose()
    engine(url, read_only=True).dispose()


RELEASED = "0002"
# What an installation of the released version holds, written with that version's own columns.
HELD: dict[str, list[dict[str, Any]]] = {
    "person": [{"id": 1, "sign_in_name": "li", "name": "李敏", "since": NOW, "active": True, "version": 1}],
    "customer": [
        {"id": 1, "number": "C-2025-000001", "name": "华源机械集团有限公司", "importance": "key", "region": "华东"},
        {"id": 2, "number": "C-2025-000002", "name": "ＨＹ（上海）食品", "importance": "small", "region": ""},
    ],
    "project": [
        {"id": 1, "customer_id": 1, "name": "华源人力资源系统", "manager": "蒋文涛", "accepted_on": date(2024, 2, 29)},
        {"id": 2, "customer_id": 1, "name": "二期", "free_from": date(2025, 10, 1), "free_until": date(2026, 9, 30)},
    ],
    "service_contract": [
        {"id": 1, "customer_id": 2, "number": "FW-1", "starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)},
    ],
    "ticket": [
        {
            "id": 1, "number": "T-2026-000001", "customer_id": 1, "channel": "phone", "category": "technical", "symptom": "死机",
            "level": FaultLevel.THREE.value, "entitlement": "none",
            "tier": "hotline", "priority_reasons": [], "status": "registered", "owner_id": 1, "is_open": True,
            "registered_at": NOW, "changed_at": NOW,
        },
    ],
}  # fmt: skip


def _plainest(column: Any) -> Any:
    """What fills a column that has to hold something."""
    kind = column.type.python_type
    return {bool: False, int: 0, str: "", datetime: NOW, dict: {}, list: []}.get(kind, "")


def _rows(url: str, table: str) -> list[dict[str, Any]]:
    with engine(url).connect() as connection:
        reflected = sqlalchemy.Table(table, sqlalchemy.MetaData(), autoload_with=connection)
        return [dict(row) for row in connection.execute(select(reflected).order_by(reflected.c.id)).mappings()]


@pytest.mark.rule("A-01")
def test_an_installation_of_the_released_version_keeps_every_row_it_holds(database: str) -> None:
    migrate.downgrade(database, "base")
    migrate.upgrade(database, RELEASED)
    with engine(database).begin() as connection:
        for name, rows in HELD.items():
            table = sqlalchemy.Table(name, sqlalchemy.MetaData(), autoload_with=connection)
            needed = [column for column in table.columns if not column.nullable]
            for row in rows:
                connection.execute(insert(table), {column.name: _plainest(column) for column in needed} | row)
    before = {name: _rows(database, name) for name in HELD}
    migrate.upgrade(database)
    for name, rows in before.items():
        now = [{column: row[column] for column in rows[0]} for row in _rows(database, name)]
        assert now == rows, name
    with engine(database).connect() as connection:
        options = {"compare_type": True, "include_object": migrate.is_ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata) == []
