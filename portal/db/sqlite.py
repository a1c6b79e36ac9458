"""Engines on SQLite: a deed takes the write lock when it begins, and a question cannot write."""

import sqlite3
from typing import Any

import pysqlite3.dbapi2 as bundled_sqlite
from sqlalchemy import Engine, create_engine, event

# Older libraries can corrupt a WAL database when two connections checkpoint at once (fixed in 3.51.3).
SAFE_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 15_000
# More than the portal has. A full cache of the library keeps its oldest statements, and then prepares every new one each time.
PREPARED_STATEMENTS = 1000


def library() -> Any:
    """A SQLite library without the WAL-reset bug: the system's if new enough, else the bundled one."""
    return sqlite3 if sqlite3.sqlite_version_info >= SAFE_SQLITE else bundled_sqlite


def make_engine(url: str, *, read_only: bool) -> Engine:
    """An engine for deeds or for questions."""
    made = create_engine(
        url,
        module=library(),
        pool_size=10,
        max_overflow=50,
        pool_timeout=10,
        # The connection used last has its pages and prepared statements at hand.
        pool_use_lifo=True,
        connect_args={
            "timeout": BUSY_MILLISECONDS / 1000,
            "check_same_thread": False,
            "cached_statements": PREPARED_STATEMENTS,
        },
    )

    @event.listens_for(made, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        pragmas = ["foreign_keys=ON", "trusted_schema=OFF", "cache_size=-32000"]
        pragmas += ["query_only=ON"] if read_only else ["journal_mode=WAL", "synchronous=FULL"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Any) -> None:
        connection.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    # Not as an event of the engine: one listener there slows every statement by a tenth.
    made.dialect.do_begin = begin  # type: ignore[assignment]
    return made
