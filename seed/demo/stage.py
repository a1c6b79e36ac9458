"""The stage on which the demonstration department lives: deeds in the order of time, each carried out as on any working day."""

import gc
import heapq
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import event

from portal import clock
from portal.actions.command import Command
from portal.actions.deed import Action, Caller, Outcome, perform
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.session import engine
from portal.rules.dispatch import Skill
from portal.rules.working_time import WorkingCalendar, calendar_from
from portal.settings import settings
from seed.standards import default_values

USUAL_SEED = 7


def _key(seed: int, deed: int) -> str:
    return f"demonstration-{seed}-{deed}"


# By its saved command anybody can see that a database holds the department, or the beginning of it.
FIRST_DEED = _key(USUAL_SEED, 1)

# A life says when it wants to be woken; what stands between two such moments is done at the earlier one.
Life = Iterator[datetime]


@dataclass(frozen=True)
class Agent:
    """Somebody at the hotline; a higher pace means more calls."""

    id: int
    pace: float


@dataclass(frozen=True)
class Engineer:
    """Somebody who goes there."""

    id: int
    region: str
    skills: frozenset[Skill]


@dataclass(frozen=True)
class Client:
    """A customer with the people who call and what they run (product -> installation)."""

    id: int
    region: str
    busy: float
    contacts: tuple[tuple[int, str], ...]
    installations: dict[str, int]


class Stage:
    """Time runs from the first deed to `curtain`; what would come later has not happened yet."""

    def __init__(self, opening: date, curtain: datetime, seed: int) -> None:
        self.curtain, self.seed = curtain, seed
        self.opening = datetime(opening.year, opening.month, opening.day, 9, tzinfo=clock.office_zone())
        self.calendar: WorkingCalendar = calendar_from(default_values()["calendar.office_hours"], clock.office_zone())
        self.agents: list[Agent] = []
        self.engineers: list[Engineer] = []
        self.managers: list[int] = []
        self.clients: list[Client] = []
        self.articles: dict[str, int] = {}
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._deeds = 0
        # A version is asked for before nearly every deed: one open connection outside transactions answers fastest.
        self._lent: Any = engine(settings().database, read_only=True).raw_connection()
        self._reader = cast(Any, self._lent.driver_connection)
        if engine(settings().database).dialect.name == "postgresql":
            self._reader.autocommit = True

    def chance(self, *names: object) -> random.Random:
        """A chance of its own for each life: one that ends early does not change the next."""
        return random.Random(f"{self.seed}-{names}")

    def do(self, action: Action[Any], command: Command, by: int | Caller, at: datetime) -> Outcome:
        """Somebody does something at a moment of the past."""
        self._deeds += 1
        caller = by if isinstance(by, Caller) else Caller(person_id=by)
        return perform(action, command, by=caller, key=_key(self.seed, self._deeds), at=at)

    def ticket(self, id: int) -> dict[str, Any]:
        """The ticket in its present version, as the screen would carry it."""
        return {"id": id, "seen": self._version(Ticket, id)}

    def order(self, id: int) -> dict[str, Any]:
        """The dispatch order in its present version."""
        return {"id": id, "seen": self._version(DispatchOrder, id)}

    def version(self, table: Any, id: int) -> dict[str, Any]:
        """Any record in its present version."""
        return {"id": id, "seen": self._version(table, id)}

    def _version(self, table: Any, id: int) -> int:
        statement = f"SELECT version FROM {table.__tablename__} WHERE id = {id:d}"  # noqa: S608 - names of our tables
        return int(self._reader.execute(statement).fetchone()[0])

    def is_published(self, article: int) -> bool:
        """Whether an article may be used."""
        return bool(self._reader.execute(f"SELECT 1 FROM article WHERE id = {article:d} AND status = 'published'").fetchone())  # noqa: S608

    def ask(self, statement: Any) -> list[Any]:
        """What the database says now."""
        with engine(settings().database, read_only=True).connect() as connection:
            return list(connection.execute(statement))

    def later(self, at: datetime, minutes: float) -> datetime:
        """So many minutes of working time later."""
        return self.calendar.after(at, timedelta(minutes=minutes))

    def enters(self, life: Life) -> None:
        """A life begins; it says itself when it wants to do its first deed."""
        moment = next(life, None)
        if moment is not None and moment <= self.curtain:
            heapq.heappush(self._waiting, (moment, len(self._waiting) + self._deeds * 1000, life))

    def play(self) -> int:
        """Let everything happen in the order of time, and give the number of deeds."""
        while self._waiting:
            _, _, life = heapq.heappop(self._waiting)
            self.enters(life)
        self._lent.invalidate()
        return self._deeds


@contextmanager
def not_looking_for_garbage() -> Iterator[None]:
    """The lives on the stage stay until their end: whatever looks for garbage need not go through all of them again and again."""
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def not_waiting_for_the_disk(url: str) -> Iterator[None]:
    """Each deed commits as always, but the disk is waited for once, at the end: for a database that is made anew anyway."""
    own = engine(url)
    pragma = "PRAGMA synchronous=OFF" if own.dialect.name == "sqlite" else "SET synchronous_commit TO off"

    def hurry(connection: Any, _record: Any) -> None:
        connection.execute(pragma)
        connection.commit()  # PostgreSQL would take the setting back with the transaction it was made in

    own.dispose()
    event.listen(own, "connect", hurry)
    try:
        yield
    finally:
        event.remove(own, "connect", hurry)
        own.dispose()
        with own.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
