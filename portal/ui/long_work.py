"""Work that takes longer than a moment: it goes on when its person clicks elsewhere, and says how far it is.

It runs beside the screen, in a thread of this process, without a single `st.` call: nothing that happens on the screen stops
it halfway. What came of it is kept for its person for half an hour.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from portal.actions.progress import heard_by
from portal.errors import Refusal
from portal.i18n import Language, language, speaking

AT_ONCE = 2
KEPT_SECONDS = 1800
MOST_KEPT = 8
SOON = 1.0

_WORKERS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="long-work")
_AT_WORK: dict[tuple[int, str], "LongWork"] = {}
_ONE_AT_A_TIME = Lock()


@dataclass
class LongWork:
    """One piece of work: how far it is, and in the end what came of it, or why it was refused."""

    title: str
    done: int = 0
    of: int = 0
    result: Any = None
    refusal: str = ""
    future: Future[None] | None = None
    begun: float = field(default_factory=time.monotonic)
    over: Event = field(default_factory=Event)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return min(1.0, self.done / self.of) if self.of else 0.0

    def come_to(self, done: int, of: int) -> None:
        """Note how far it is."""
        self.done, self.of = done, of

    def carry_out(self, work: Callable[[], Any], spoken: Language) -> None:
        """Do it, in the language of whoever began it."""
        try:
            with speaking(spoken), heard_by(self.come_to):
                self.result = work()
        except Refusal as refusal:
            with speaking(spoken):
                self.refusal = refusal.sentence()
        finally:
            self.over.set()


def begin(person_id: int, name: str, title: str, work: Callable[[], Any]) -> LongWork:
    """Begin a piece of work for somebody, or give the one of this name that is under way. What ends soon is waited for."""
    with _ONE_AT_A_TIME:
        _forget_the_old()
        running = _AT_WORK.get((person_id, name))
        if running is not None and not running.over.is_set():
            return running
        made = _AT_WORK[(person_id, name)] = LongWork(title)
    made.future = _WORKERS.submit(made.carry_out, work, language())
    made.over.wait(SOON)
    return made


def of(person_id: int, name: str) -> LongWork | None:
    """The last piece of work of a name that somebody began. Raises the fault that ended it, once."""
    with _ONE_AT_A_TIME:
        found = _AT_WORK.get((person_id, name))
        if found is not None and found.future is not None and found.over.is_set():
            fault = found.future.exception()
            if fault is not None:
                # Raised on the person's screen, where faults get their number.
                del _AT_WORK[(person_id, name)]
                raise fault
        return found


def forget(person_id: int, name: str) -> None:
    """Put away what came of a piece of work."""
    with _ONE_AT_A_TIME:
        found = _AT_WORK.get((person_id, name))
        if found is not None and found.over.is_set():
            del _AT_WORK[(person_id, name)]


def _forget_the_old() -> None:
    over = sorted((key for key, each in _AT_WORK.items() if each.over.is_set()), key=lambda key: _AT_WORK[key].begun)
    oldest = time.monotonic() - KEPT_SECONDS
    for place, key in enumerate(over):
        if len(over) - place >= MOST_KEPT or _AT_WORK[key].begun < oldest:
            del _AT_WORK[key]
