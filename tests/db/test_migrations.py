"""Migrations make exactly what the models say, go down and up again, and refuse a database from the future."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import portal.db.models  # noqa: F401 - completes the metadata
from portal.db import migrate
from portal.db.base import Table
from portal.db.search import ids_matching, keep_words
from portal.db.session import engine, reading, writing
from tests.cast import Cast
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
    from tests.cast import NOW

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
        found = ids_matching(session, "ticket_words", "华源 薪酬")
        assert found is not None
        assert session.execute(found).scalars().all() == [id]


def test_an_empty_folder_becomes_a_database(sqlite_database: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate.upgrade(url)
    assert migrate.current_revision(url) == migrate.newest_revision()
    engine(url).dispose()
    engine(url, read_only=True).dispose()
