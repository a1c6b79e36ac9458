"""How far a long deed has come: it says so as it works, and whoever waits may listen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let somebody hear of the progress of everything inside the block: `listener(done, of)`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def come_to(done: int, of: int) -> None:
    """Say how far the work has come."""
    listener = _listener.get()
    if listener is not None:
        listener(done, of)
