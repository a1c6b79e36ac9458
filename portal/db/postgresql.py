"""Engines on PostgreSQL: one picture for each question, deadlines for everything, and little work beside the statements."""

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.pq.abc import PGresult
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

OPTIONS = "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
# A question sees one picture from its first statement to its last, as on SQLite.
ONE_PICTURE = " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
RESTED_SECONDS = 1.0


def make_engine(url: str, *, read_only: bool) -> Engine:
    """An engine for deeds or for questions."""
    made = create_engine(
        url,
        pool_use_lifo=True,
        pool_size=10,
        max_overflow=30,
        pool_timeout=10,
        connect_args={
            "cursor_factory": _PlainCursor,
            "connect_timeout": 5,
            "options": OPTIONS + (ONE_PICTURE if read_only else ""),
        },
    )
    _ask_those_that_rested(made)
    return made


class _PlainCursor(psycopg.Cursor[Any]):
    """Says name and type of a column when it is asked: psycopg's own looks up six things of each after every statement."""

    @property
    def description(self) -> Any:
        """The columns of what was found; None where nothing was asked for."""
        return _Columns(self.pgresult) if self.pgresult is not None and self.pgresult.nfields else None


class _Columns(Sequence[Any]):
    """Columns as Python's database interface wants them: seven things each, of which SQLAlchemy reads two."""

    def __init__(self, found: PGresult) -> None:
        self._found = found

    def __len__(self) -> int:
        return self._found.nfields

    def __getitem__(self, place: Any) -> Any:
        places = range(len(self))[place]  # raises IndexError behind the last one
        if isinstance(places, range):
            return [self[each] for each in places]
        name = self._found.fname(places) or b""
        return name.decode(), self._found.ftype(places), None, None, None, None, None


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
