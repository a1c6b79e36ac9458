"""Bring a database up to date: Alembic, configured here, one migrator at a time, each run whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from portal.db.search import INDEXES
from portal.db.session import engine

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_301_002  # any number, the same in every process


class UnknownSchema(Exception):
    """The database was made by a newer portal; this one would harm it."""


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Whether Alembic compares this object with the models: search indexes are kept by migrations alone."""
    return not (kind == "table" and name is not None and name.startswith(INDEXES))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this version of the portal works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current_revision(url: str) -> str | None:
    """The revision a database is at; None for an empty one. Writes nothing."""
    with engine(url, read_only=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A connection in a transaction that no second migrator can enter: SQLite's write lock, PostgreSQL's advisory lock."""
    with engine(url).connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        yield connection


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision (default: the newest). Raises UnknownSchema for one this portal does not know."""
    _refuse_unknown(url)
    with _alone(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision; "base" empties it."""
    with _alone(url) as connection:
        command.downgrade(_config(connection), revision)


def _refuse_unknown(url: str) -> None:
    try:
        revision = current_revision(url)
    except DBAPIError:
        return  # an SQLite file that does not exist yet cannot be opened for reading
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise UnknownSchema(revision)
