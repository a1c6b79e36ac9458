"""Asking cheaply: with statements written once, and no question twice while one picture of the database is looked at."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Executable, Row
from sqlmodel import Session

Answer = TypeVar("Answer")
# For so many different filters a list keeps its statement: a live one is asked every few seconds, and building costs as much.
KEPT = 250
ANSWERS = "answers"  # in the info of a session that `reading()` opens


def ask(session: Session, statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """What a statement finds with these values for its parameters; past the ORM, which would only look for objects in it.

    In a deed's session what was changed so far is written first, so that the answer counts it.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)


def all_of(session: Session, statement: Executable, **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """All rows that it finds, fetched together: walked along, a result fetches each by itself."""
    return ask(session, statement, **values).all()


def given(**named: Any) -> dict[str, Any]:
    """What is asked for, by the name of its condition or parameter; None asks for nothing."""
    return {name: value for name, value in named.items() if value is not None}


def once(session: Session, question: str, which: Any, find: Callable[[], Answer]) -> Answer:
    """What `find` gives, found out once while a session looks at one picture; a deed's session, which changes it, asks anew."""
    answers: dict[tuple[str, Any], Any] | None = session.info.get(ANSWERS)
    if answers is None:
        return find()
    if (question, which) not in answers:
        answers[question, which] = find()
    return cast(Answer, answers[question, which])
