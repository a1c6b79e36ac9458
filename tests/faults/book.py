"""What was acknowledged, and whether the database agrees: the check after every fault."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import col, select

from portal.actions import audit
from portal.actions.deed import perform
from portal.actions.tickets import register_ticket
from portal.db.models.records import AuditEntry, Event, SavedCommand
from portal.db.models.tickets import Promise, Ticket, TicketStock
from portal.db.session import is_postgresql, reading
from tests.cast import Cast
from tests.faults.worker import command, work


@dataclass
class Book:
    """Keys that were tried, and the numbers of those that were acknowledged."""

    tried: set[str] = field(default_factory=set)
    done: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


# Processes are forked from one that has everything imported already: fifty of them would spend a minute importing.
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["tests.faults.worker"])


class Worker:
    """A working process; what it says goes into the book."""

    def __init__(self, name: str, book: Book) -> None:
        self.book, self.acknowledged, self.refused = book, 0, 0
        self.line, end = START.Pipe(duplex=False)
        environment = {key: value for key, value in os.environ.items() if key.startswith("PORTAL_")}
        self.process = START.Process(target=work, args=(name, environment, end), daemon=True)
        self.process.start()
        end.close()

    def listen(self, seconds: float, until_done: int = 10**9) -> None:
        """Hear what it says for so long, or until so many deeds are acknowledged."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.acknowledged < until_done:
            if self.line.poll(left) and not self._hear():
                return

    def _hear(self) -> bool:
        try:
            word, key, number = self.line.recv()
        except (EOFError, OSError):  # cut off in the middle of a word: that was not said
            return False
        if word == "try":
            self.book.tried.add(key)
        elif word == "refused":
            self.book.refused.add(key)
            self.refused += 1
        else:
            self.book.done[key] = number
            self.acknowledged += 1
        return True

    def signal(self, number: int = signal.SIGKILL) -> None:
        """Send a signal, by default kill -9, and hear everything it had managed to say."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)
        while self._hear():
            pass
        self.process.join(15)
        assert self.process.exitcode is not None, "it hangs"


def send_again(book: Book, cast: Cast) -> None:
    """What people do after a fault: send what was not acknowledged again, and some of what was, with the same keys."""
    unsure = sorted(book.tried - book.done.keys()) + sorted(book.done)[-3:]
    for key in unsure:
        number = perform(register_ticket, command(cast, key), by=cast.li, key=key).number
        assert book.done.setdefault(key, number) == number, f"{key} was acknowledged as {book.done[key]}, now it is {number}"


def check(book: Book) -> None:
    """Every acknowledged deed is there exactly once, whole, and nothing else is; the chain and the file are sound."""
    with reading() as session:
        tickets = dict(session.execute(select(col(Ticket.number), col(Ticket.symptom))).all())
        assert {number: f"来电 {key}" for key, number in book.done.items()} == tickets
        ids = set(session.execute(select(col(Ticket.id))).scalars())
        registered = session.execute(select(col(Event.ticket_id)).where(col(Event.kind) == "registered")).scalars()
        assert Counter(registered) == Counter(dict.fromkeys(ids, 1)), "one event a ticket"
        audited = session.execute(select(col(AuditEntry.subject_id)).where(col(AuditEntry.deed) == "register_ticket")).scalars()
        assert Counter(audited) == Counter(dict.fromkeys(ids, 1)), "one audit entry a ticket"
        promised = Counter(session.execute(select(col(Promise.ticket_id))).scalars())
        assert promised == Counter(dict.fromkeys(ids, 2)), "response and solution are promised"
        assert set(session.execute(select(col(SavedCommand.key))).scalars()) == book.done.keys()
        assert sum(session.execute(select(col(TicketStock.tickets))).scalars()) == len(ids), "the tally agrees"
        assert audit.first_broken_link(session) is None
        if not is_postgresql(session):
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
