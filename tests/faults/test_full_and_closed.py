"""A full disk, a database that is locked, that may only be read, an audit trail that cannot be written (F3, F4, F18, F20)."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from portal.actions import audit
from portal.actions.deed import perform
from portal.actions.tickets import register_ticket
from portal.db import sqlite
from portal.db.models.records import AuditEntry, Event, SavedCommand
from portal.db.models.tickets import Ticket
from portal.db.session import engine, reading
from portal.errors import Unavailable
from tests.cast import Cast
from tests.conftest import forget_settings
from tests.faults.book import Book, check, send_again
from tests.faults.worker import command

pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_refuses_in_words_and_goes_on_when_there_is_room(
    small_disk: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small_disk / "portal.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{small_disk / 'portal.db'}")
    forget_settings()
    cast, book = Cast.find(), Book()
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk)
    ballast.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - 1_000_000))
    with pytest.raises(Unavailable):
        fill(book, cast)
    assert book.done, "some fitted"
    with reading() as session:
        assert len(session.exec(select(Ticket)).all()) == len(book.done), "reading works on a full disk"
    ballast.unlink()
    send_again(book, cast)
    check(book)
    engine.cache_clear()


def fill(book: Book, cast: Cast) -> None:
    """Register until it is refused."""
    for number in range(2000):
        key = f"full-{number}"
        book.tried.add(key)
        book.done[key] = perform(register_ticket, command(cast, key), by=cast.li, key=key).number


def somebody_else(url: str) -> Any:
    """Another connection to the file, of the same library: two libraries in one process do not see each other's locks."""
    return sqlite.library().connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)


def test_a_lock_of_three_seconds_only_makes_people_wait(sqlite_database: str, cast: Cast) -> None:
    other = somebody_else(sqlite_database)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(3, lambda: other.execute("COMMIT"))
    release.start()
    book = Book()
    book.done["locked"] = perform(register_ticket, command(cast, "locked"), by=cast.li, key="locked").number
    release.join()
    other.close()
    check(book)


def test_a_lock_that_does_not_end_is_told_to_people(sqlite_database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    other = somebody_else(sqlite_database)
    other.execute("BEGIN IMMEDIATE")
    # Fifteen seconds in an installation; here nobody has to wait that long to see what happens then.
    event.listen(engine(sqlite_database), "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=200"))
    engine(sqlite_database).dispose()
    with pytest.raises(Unavailable, match="Unavailable"):
        perform(register_ticket, command(cast, "locked"), by=cast.li, key="locked")
    other.execute("COMMIT")
    other.close()
    book = Book(tried={"locked"})
    send_again(book, cast)
    check(book)


def test_a_database_that_may_only_be_read_is_read_and_says_so(database: str, cast: Cast) -> None:
    book = Book(done={"before": perform(register_ticket, command(cast, "before"), by=cast.li, key="before").number})
    own = engine(database)
    if database.startswith("sqlite"):
        moment, statement = "connect", "PRAGMA query_only=ON"
        close: Callable[..., Any] = lambda connection, _record: connection.execute(statement)  # noqa: E731
    else:
        moment, statement = "begin", "SET TRANSACTION READ ONLY"
        close = lambda connection: connection.exec_driver_sql(statement)  # noqa: E731
    event.listen(own, moment, close)
    own.dispose()
    with pytest.raises(Unavailable):
        perform(register_ticket, command(cast, "closed"), by=cast.li, key="closed")
    event.remove(own, moment, close)
    own.dispose()
    book.tried.add("closed")
    send_again(book, cast)
    check(book)


@pytest.mark.rule("X-03")
def test_a_deed_whose_audit_entry_fails_is_not_done(database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class AuditFails(Exception):
        """The disk of the audit trail, say."""

    def fail(*_: object, **__: object) -> None:
        raise AuditFails

    monkeypatch.setattr(audit, "append", fail)
    with pytest.raises(AuditFails):
        perform(register_ticket, command(cast, "unaudited"), by=cast.li, key="unaudited")
    monkeypatch.undo()
    with reading() as session:
        assert _everything(session) == []
    book = Book(tried={"unaudited"})
    os.environ["PORTAL_DATABASE_URL"] = database
    forget_settings()
    send_again(book, cast)
    check(book)


def _everything(session: Session) -> list[object]:
    found: list[object] = []
    for model in (Ticket, Event, SavedCommand, AuditEntry):
        found += session.execute(select(model)).scalars().all()
    found += session.execute(text("SELECT * FROM ticket_stock")).all()
    return found


@pytest.mark.rule("X-03")
def test_the_trigger_refuses_to_change_what_happened(database: str, cast: Cast) -> None:
    perform(register_ticket, command(cast, "kept"), by=cast.li, key="kept")
    for statement in ("UPDATE event SET text = 'else'", "DELETE FROM event", "DELETE FROM audit_entry"):
        with pytest.raises(Exception, match="append-only"), engine(database).begin() as connection:
            connection.execute(text(statement))
    with reading() as session:
        assert session.execute(select(col(Event.text)).where(col(Event.kind) == "registered")).scalars().all() == ["来电 kept"]
