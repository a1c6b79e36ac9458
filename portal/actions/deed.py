"""How a deed travels: who is acting, from the database - may they - seen this key? - the deed - audit - commit - answer.

An action is a plain function `(work, command) -> Outcome` marked with `@deed(Right...)`. Nobody calls it directly: `perform`
carries it through one transaction, so that a deed is done once and whole, with its event and its link in the audit chain, or not.
"""

import hashlib
import json
import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Row, String, bindparam, select
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from portal import clock
from portal.actions import audit
from portal.actions.acting import ACTING, PORTAL, Actor, Caller, actor_of, no_person, who_acts
from portal.actions.command import Command
from portal.actions.work import Outcome, Work
from portal.db.models.people import Person
from portal.db.models.records import SavedCommand
from portal.db.rows import columns_of, insert_rows
from portal.db.session import reading, writing
from portal.errors import KeyUsedDifferently, NotAllowed, Refusal, SignedOut, Unavailable
from portal.rules.permissions import Right

__all__ = ["DEEDS", "PORTAL", "Action", "Actor", "Caller", "Outcome", "Work", "deed", "fingerprint", "perform", "who_acts"]

TRIES = 5
RETRIED_STATES = {"40001", "40P01"}  # serialisation failure, deadlock
# InternalError: PostgreSQL says so where it may only be read, as a standby may.
UNAVAILABLE = (OperationalError, InternalError, PoolTimeout)


C = TypeVar("C", bound=Command, contravariant=True)


First = Callable[[Caller, datetime], None]


class Action(Protocol[C]):
    """A function marked with `@deed`."""

    __name__: str
    right: Right | None
    first: First | None

    def __call__(self, work: Work, command: C, /) -> Outcome:
        """Carry the deed out inside the transaction of `work`."""
        ...


DEEDS: dict[str, Action[Any]] = {}

_COMMANDS = columns_of(SavedCommand)
_OF_THE_KEY = _COMMANDS.c.key == bindparam("key", type_=String)
_KEPT = (_COMMANDS.c.person_id.label("saved_by"), _COMMANDS.c.fingerprint, _COMMANDS.c.outcome)
_SAVED = select(*_KEPT).where(_OF_THE_KEY)
_ACTING_AND_SAVED = ACTING.add_columns(*_KEPT).outerjoin(_COMMANDS, _OF_THE_KEY)
_PLAIN = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


def deed(right: Right | None, *, first: First | None = None) -> Callable[[Callable[[Work, C], Outcome]], Action[C]]:
    """Mark a function as a deed that needs a right. None: open to a caller without sign-in (by link), it checks for itself.

    `first` is done before, in a transaction of its own: what it writes stays when the deed is refused.
    """

    def mark(function: Callable[[Work, C], Outcome]) -> Action[C]:
        action = cast(Action[C], function)
        action.right, action.first = right, first
        DEEDS[action.__name__] = action
        return action

    return mark


def perform(action: Action[C], command: C, *, by: Caller, key: str, at: datetime | None = None) -> Outcome:
    """Carry a deed out once, whole, and give its outcome; the same key again gives the same outcome and does nothing.

    `at` is the moment of the deed (default: now). Raises a Refusal where it is not done; a denial is written to the audit trail.
    """
    _do_first(action, by, key, at)
    for attempt in range(TRIES):
        try:
            return _once(action, command, by, key, at or clock.now())
        except (NotAllowed, SignedOut):
            _write_denial(action.__name__, by, at or clock.now())
            raise
        except KeyUsedDifferently:
            raise
        except Refusal:
            # On PostgreSQL a second click waits at a row for the first one and then finds it changed: by its own twin.
            if attempt == TRIES - 1 or not _is_saved(key):
                raise
        except IntegrityError as clash:
            # Two with one key at once: the loser finds the winner's outcome on the next turn.
            if attempt == TRIES - 1 or "saved_command" not in str(clash.orig).lower():
                raise
        except UNAVAILABLE as trouble:
            if attempt == TRIES - 1 or not _worth_a_retry(trouble):
                raise Unavailable from trouble
        time.sleep(random.uniform(0.005, 0.03) * 2**attempt)
    raise Unavailable


def _do_first(action: Action[C], by: Caller, key: str, at: datetime | None) -> None:
    if action.first is not None and not _is_saved(key):
        action.first(by, at or clock.now())


def _is_saved(key: str) -> bool:
    with reading() as session:
        return session.connection().execute(_SAVED, {"key": key}).first() is not None


Saved = Row[*tuple[Any, ...]]


def _who_acts_and_what_is_saved(session: Session, by: Caller, key: str, now: datetime) -> tuple[Actor, Saved | None]:
    """In one question: both are asked before every deed."""
    connection = session.connection()
    if by.person_id is None:
        return no_person(by), connection.execute(_SAVED, {"key": key}).first()
    asked = {"person": by.person_id, "sign_in": by.sign_in_id, "key": key}
    rows = connection.execute(_ACTING_AND_SAVED, asked).all()
    return actor_of(by, rows, now), rows[0] if rows[0].fingerprint is not None else None


def _once(action: Action[C], command: C, by: Caller, key: str, now: datetime) -> Outcome:
    print_of_command = fingerprint(action.__name__, command)
    with writing() as session:
        actor, saved = _who_acts_and_what_is_saved(session, by, key, now)
        if saved is not None:
            if bytes(saved.fingerprint) != print_of_command or saved.saved_by != actor.id:
                raise KeyUsedDifferently
            return Outcome(**saved.outcome)
        if action.right is not None and not actor.may(action.right):
            raise NotAllowed
        work = Work(session, actor, now)
        outcome = action(work, command)
        plain = {"subject": outcome.subject, "id": outcome.id, "number": outcome.number, "facts": dict(outcome.facts)}
        work.write_down()
        kept = {
            "key": key,
            "person_id": actor.id,
            "deed": action.__name__,
            "fingerprint": print_of_command,
            "outcome": plain,
            "at": now,
        }
        insert_rows(session, SavedCommand, [kept])
        audit.append(
            session,
            at=now,
            person_id=actor.id,
            actor=actor.name,
            deed=action.__name__,
            outcome="done",
            subject=outcome.subject,
            subject_id=outcome.id,
            facts=_auditable(command),
        )
        return outcome


def fingerprint(name: str, command: Command) -> bytes:
    """A digest of what was asked, to tell a resend from another command under the same key."""
    plain = _PLAIN.encode(command.model_dump(mode="json"))
    return hashlib.sha256(f"{name}\n{plain}".encode()).digest()


def _auditable(command: Command) -> dict[str, object]:
    facts = command.model_dump(mode="json", exclude=set(command.personal))
    return {name: value if len(str(value)) <= 200 else f"{str(value)[:200]}…" for name, value in facts.items()}


def _worth_a_retry(trouble: Exception) -> bool:
    origin = getattr(trouble, "orig", None)
    return getattr(origin, "sqlstate", None) in RETRIED_STATES


def _write_denial(name: str, by: Caller, now: datetime) -> None:
    with writing() as session:
        person = session.get(Person, by.person_id) if by.person_id is not None else None
        audit.append(
            session,
            at=now,
            person_id=person.id if person else None,
            actor=person.name if person else by.name,
            deed=name,
            outcome="denied",
        )
