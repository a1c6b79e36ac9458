"""kill -9 of the portal and of PostgreSQL while people submit: nothing acknowledged is lost, nothing is doubled (F1, F2)."""

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from portal.actions.deed import perform
from portal.actions.tickets import register_ticket
from portal.db import migrate
from portal.db.session import engine
from portal.errors import Unavailable
from tests.cast import Cast, load_cast
from tests.conftest import forget_settings
from tests.faults.book import Book, Worker, check, send_again
from tests.faults.worker import command
from tests.postgres import PostgreSQL, postgresql

pytestmark = [pytest.mark.faults, pytest.mark.slow]
ROUNDS = int(os.environ.get("PORTAL_FAULT_ROUNDS", "50"))


def test_fifty_kills_of_the_portal_lose_and_double_nothing(database: str, cast: Cast) -> None:
    """Two processes work at a time; while one is killed in the middle of a deed, the next is already starting."""
    book, chance = Book(), random.Random(7)
    waiting = [Worker("first", book), Worker("second", book)]
    for number in range(ROUNDS):
        worker = waiting.pop(0)
        waiting.append(Worker(f"worker{number}", book))
        worker.listen(30, until_done=1)
        worker.listen(chance.uniform(0, 0.1))
        worker.signal()
    for worker in waiting:
        worker.signal()
    assert len(book.done) >= ROUNDS
    send_again(book, cast)
    check(book)


@pytest.fixture
def durable_server(tmp_path: Path, _secrets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgreSQL]:
    """A PostgreSQL of its own that waits for the disk, with the cast in it, the process set to it."""
    with postgresql(durable=True) as server:
        with create_engine(server.url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE faults"))
        url = server.url.replace("/postgres?", "/faults?")
        monkeypatch.setenv("PORTAL_DATABASE_URL", url)
        monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
        forget_settings()
        migrate.upgrade(url)
        load_cast()
        yield server
        engine(url).dispose()
        engine(url, read_only=True).dispose()
        engine.cache_clear()


def test_a_killed_postgresql_comes_back_and_the_portal_goes_on_without_a_restart(durable_server: PostgreSQL) -> None:
    cast, book = Cast.find(), Book()
    worker = Worker("through", book)
    for _ in range(2):
        worker.listen(30, until_done=worker.acknowledged + 10)
        durable_server.kill()
        worker.listen(0.2)
        with pytest.raises(Unavailable):
            perform(register_ticket, command(cast, "while it is down"), by=cast.li, key="while it is down")
        durable_server.start()
        known = worker.acknowledged
        worker.listen(30, until_done=known + 5)
        assert worker.acknowledged >= known + 5, "the same process works on"
    assert worker.refused, "people were told that nothing was saved"
    worker.signal()
    send_again(book, cast)
    check(book)


def test_a_terminated_portal_finishes_what_it_began(database: str, cast: Cast) -> None:
    """SIGTERM in the middle of the work: the deed is whole or absent, whatever was acknowledged stands (F19)."""
    book = Book()
    worker = Worker("terminated", book)
    worker.listen(30, until_done=10)
    worker.signal(signal.SIGTERM)
    send_again(book, cast)
    check(book)


def test_the_check_notices_a_lost_and_a_doubled_ticket(sqlite_database: str, cast: Cast) -> None:
    """A check that cannot fail proves nothing."""
    book = Book()
    for key in ("one", "two"):
        book.done[key] = perform(register_ticket, command(cast, key), by=cast.li, key=key).number
    check(book)
    lost = Book(done={**book.done, "three": "T-2026-000003"})
    with pytest.raises(AssertionError):
        check(lost)
    doubled = Book(done={"one": book.done["one"]})
    with pytest.raises(AssertionError):
        check(doubled)
