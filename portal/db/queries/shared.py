"""What many people look at all day is asked for once for all of them, until somebody does something."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlmodel import Session

from portal.db.asking import ANSWERS
from portal.db.newest import newest
from portal.settings import settings

Answer = TypeVar("Answer")

_KEPT: dict[tuple[str, str], tuple[Any, Any]] = {}


def shared(session: Session, question: str, which: Any, find: Callable[[], Answer]) -> Answer:
    """What `find` gives, found out once for everybody in this process until the next deed: each one leaves an audit entry.

    One answer is kept a question, the one for the latest `which` (a day, a moment). Only for what does not depend on who looks.
    """
    if ANSWERS not in session.info:
        return find()  # a deed sees what it changes itself, and that is not everybody's yet
    place = (settings().database, question)
    state = (which, newest(session).deed)
    kept = _KEPT.get(place)
    if kept is None or kept[0] != state:
        kept = _KEPT[place] = (state, find())
    return cast(Answer, kept[1])
