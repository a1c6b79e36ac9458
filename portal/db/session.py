"""Engines and transactions: SQLite by default, PostgreSQL for teams, the same promises on both.

Two engines a database: `reading()` for questions, `writing()` for deeds. On SQLite a deed takes the write lock when it begins
(a deferred lock taken halfway loses work under load) and a question can never write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from threading import Lock

from sqlalchemy import Engine
from sqlmodel import Session

from portal.db import postgresql, sqlite
from portal.db.asking import ANSWERS
from portal.settings import settings


@lru_cache(maxsize=8)
def engine(url: str, *, read_only: bool = False) -> Engine:
    """The engine of a database, one a process for deeds and one for questions."""
    if url.startswith("sqlite"):
        return sqlite.make_engine(url, read_only=read_only)
    return postgresql.make_engine(url, read_only=read_only)


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
    mine = line.acquire(timeout=sqlite.BUSY_MILLISECONDS / 1000)
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
