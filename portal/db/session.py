"""Engines and transactions: SQLite by default, PostgreSQL for teams, the same promises on both.

Two engines a database: `reading()` for questions, `writing()` for deeds. On SQLite a deed takes the write lock when it begins
(a deferred lock taken halfway loses work under load) and a question can never write.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from threading import Lock
from typing import Any

import psycopg
import pysqlite3.dbapi2 as bundled_sqlite
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session

from portal.db.asking import ANSWERS
from portal.settings import settings

# Older libraries can corrupt a WAL database when two connections checkpoint at once (fixed in 3.51.3).
SAFE_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 15_000
# More than the portal has. A full cache of the library keeps its oldest statements, and then prepares every new one each time.
PREPARED_STATEMENTS = 1000
POSTGRESQL_OPTIONS = (
    "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
)
# A question sees one picture from its first statement to its last, as on SQLite.
ONE_PICTURE = " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
RESTED_SECONDS = 1.0


def sqlite_module() -> Any:
    """A SQLite library without the WAL-reset bug: the system's if new enough, else the bundled one."""
    return sqlite3 if sqlite3.sqlite_version_info >= SAFE_SQLITE else bundled_sqlite


@lru_cache(maxsize=8)
def engine(url: str, *, read_only: bool = False) -> Engine:
    """The engine of a database, one a process for deeds and one for questions."""
    if url.startswith("sqlite"):
        return _sqlite(url, read_only)
    made = create_engine(
        url,
        pool_use_lifo=True,
        pool_size=10,
        max_overflow=30,
        pool_timeout=10,
        connect_args={
            "cursor_factory": _PlainCursor,
            "connect_timeout": 5,
            "options": POSTGRESQL_OPTIONS + (ONE_PICTURE if read_only else ""),
        },
    )
    _ask_those_that_rested(made)
    return made


class _PlainCursor(psycopg.Cursor[Any]):
    """Says name and type of each column; psycopg's own looks up four more things of each, which nobody here asks for."""

    @property
    def description(self) -> Any:
        """The columns of what was found; None where nothing was asked for."""
        found = self.pgresult
        if found is None or not found.nfields:
            return None
        nothing = (None,) * 5
        return [((found.fname(place) or b"").decode(), found.ftype(place), *nothing) for place in range(found.nfields)]


def _ask_those_that_rested(made: Engine) -> None:
    """Whether a connection still lives is asked of those that lay unused: asked every time, it would be every fourth question."""

    @event.listens_for(made, "checkin")
    def _note(_connection: Any, record: Any) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(made, "checkout")
    def _ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("returned", time.monotonic()) < RESTED_SECONDS:
            return
        try:
            made.dialect.do_ping(connection)
        except made.dialect.loaded_dbapi.Error as gone:
            raise DisconnectionError from gone  # the pool takes a new one


def _sqlite(url: str, read_only: bool) -> Engine:
    made = create_engine(
        url,
        module=sqlite_module(),
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


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that changes things: committed at the end of the block, rolled back by any exception."""
    own = engine(settings().database)
    with _turn(own), Session(own, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def _turn(own: Engine) -> Iterator[None]:
    """On SQLite one writes at a time: those of this process stand in line instead of knocking at the file again and again.

    Whoever has stood there too long knocks all the same, and is told by the database.
    """
    if own.dialect.name != "sqlite":
        yield
        return
    line = _line(own)
    mine = line.acquire(timeout=BUSY_MILLISECONDS / 1000)
    try:
        yield
    finally:
        if mine:
            line.release()


@lru_cache(maxsize=8)
def _line(_own: Engine) -> Lock:
    return Lock()


@contextmanager
def reading() -> Iterator[Session]:
    """A session for questions: one consistent picture, and no way to write."""
    with Session(engine(settings().database, read_only=True), expire_on_commit=False, autoflush=False) as session:
        session.info[ANSWERS] = {}
        yield session


_PICTURE: ContextVar[Session | None] = ContextVar("picture", default=None)


@contextmanager
def one_picture() -> Iterator[Session]:
    """The session for all questions of one run of a screen: whoever asks first opens it, and all parts see the same picture."""
    around = _PICTURE.get()
    if around is not None:
        yield around
        return
    with reading() as session:
        token = _PICTURE.set(session)
        try:
            yield session
        finally:
            _PICTURE.reset(token)


def is_postgresql(session: Session) -> bool:
    """Whether this session speaks to PostgreSQL (else SQLite)."""
    return session.get_bind().dialect.name == "postgresql"
