"""How a deed travels: who is acting, from the database - may they - seen this key? - the deed - audit - commit - answer.

An action is a plain function `(work, command) -> Outcome` marked with `@deed(Right...)`. Nobody calls it directly: `perform`
carries it through one transaction, so that a deed is done once and whole, with its event and its link in the audit chain, or not.
"""

import hashlib
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from portal import clock
from portal.actions import audit
from portal.actions.command import Command
from portal.db.base import Table
from portal.db.models.people import Person, PersonRole, SignIn
from portal.db.models.records import Event, SavedCommand
from portal.db.rows import columns_of, insert_row, insert_rows
from portal.db.session import is_postgresql, writing
from portal.errors import ChangedMeanwhile, KeyUsedDifferently, NotAllowed, NotFound, SignedOut, Unavailable
from portal.rules.permissions import Right, Role, may

TRIES = 5
RETRIED_STATES = {"40001", "40P01"}  # serialisation failure, deadlock


@dataclass(frozen=True)
class Caller:
    """Who claims to act; `perform` asks the database whether it is true.

    `sign_in_id` is the server-side sign-in behind a screen. `name` names a caller that is no person: a job, a customer by link.
    """

    person_id: int | None = None
    sign_in_id: int | None = None
    name: str = ""


PORTAL = Caller(name="portal")


@dataclass(frozen=True)
class Actor:
    """Who is acting, as the database says."""

    id: int | None
    name: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        """Whether this actor has a right; the portal itself has all."""
        return self.id is None or may(self.roles, right)


@dataclass(frozen=True)
class Outcome:
    """What came of a deed: the record it made or moved, and its number to say on the telephone.

    `facts` are stored and answered again to a resend; `once` (a revealed telephone, a link) is told once and stored nowhere.
    """

    subject: str
    id: int
    number: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


T = TypeVar("T", bound=Table)
C = TypeVar("C", bound=Command, contravariant=True)


@dataclass
class Work:
    """What an action has at hand: the open transaction, who acts, and the moment."""

    session: Session
    actor: Actor
    now: datetime
    events: list[dict[str, Any]] = field(default_factory=list, repr=False)
    _touched: list[object] = field(default_factory=list, repr=False)

    @property
    def me(self) -> int:
        """The acting person's id. Raises NotAllowed where no person acts."""
        if self.actor.id is None:
            raise NotAllowed
        return self.actor.id

    def require(self, right: Right) -> None:
        """Refuse unless the actor has one more right."""
        if not self.actor.may(right):
            raise NotAllowed

    def find(self, table: type[T], id: int) -> T:
        """The record, locked until the deed ends. Raises NotFound."""
        record = self.session.get(table, id, with_for_update=is_postgresql(self.session))
        if record is None:
            raise NotFound
        return record

    def take(self, table: type[T], id: int, *, seen: int) -> T:
        """The record, locked, in the version that the person saw; marks it as changed by this actor now.

        Raises NotFound, and ChangedMeanwhile where somebody saved a newer version.
        """
        record = cast(Any, self.find(table, id))
        if record.version != seen:
            by = self.session.get(Person, record.changed_by_id) if getattr(record, "changed_by_id", None) else None
            moment = clock.at_the_office(getattr(record, "changed_at", self.now))
            raise ChangedMeanwhile(name=by.name if by else "–", time=f"{moment:%H:%M:%S}")
        self.touch(record)
        return cast(T, record)

    def touch(self, record: Any) -> None:
        """Count a change of a record up, once a deed, so that whoever saw the old version is told."""
        if any(touched is record for touched in self._touched):
            return
        self._touched.append(record)
        record.version += 1
        if hasattr(record, "changed_at"):
            record.changed_at = self.now
            record.changed_by_id = self.actor.id

    def add(self, record: T) -> T:
        """Keep a new record and give it its id."""
        self.session.add(record)
        self.session.flush()
        return record

    def happened(  # noqa: PLR0913 - what an event is about, each by its name
        self,
        kind: str,
        subject: str,
        subject_id: int,
        *,
        ticket_id: int | None = None,
        customer_id: int | None = None,
        text: str = "",
        **facts: object,
    ) -> None:
        """Write down that something happened; `facts` are plain values, no personal data."""
        self.events.append(
            {
                "at": self.now,
                "kind": kind,
                "subject": subject,
                "subject_id": subject_id,
                "ticket_id": ticket_id,
                "customer_id": customer_id,
                "person_id": self.actor.id,
                "text": text[:4000],
                "facts": facts,
            }
        )

    def write_down(self) -> None:
        """Put everything that happened into the database, in the order in which it did."""
        self.session.flush()
        insert_rows(self.session, Event, self.events)
        self.events.clear()


class Action(Protocol[C]):
    """A function marked with `@deed`."""

    __name__: str
    right: Right | None

    def __call__(self, work: Work, command: C, /) -> Outcome:
        """Carry the deed out inside the transaction of `work`."""
        ...


DEEDS: dict[str, Action[Any]] = {}

_PEOPLE, _ROLES, _SIGN_INS, _COMMANDS = (columns_of(model) for model in (Person, PersonRole, SignIn, SavedCommand))
_ACTING = (
    select(
        _PEOPLE.c.name,
        _PEOPLE.c.active,
        _PEOPLE.c.sign_in_epoch,
        _ROLES.c.role,
        _SIGN_INS.c.epoch.label("signed_in_epoch"),
        _SIGN_INS.c.ended_at,
        _SIGN_INS.c.expires_at,
    )
    .outerjoin_from(_PEOPLE, _ROLES, _ROLES.c.person_id == _PEOPLE.c.id)
    .outerjoin(_SIGN_INS, (_SIGN_INS.c.id == bindparam("sign_in", type_=Integer)) & (_SIGN_INS.c.person_id == _PEOPLE.c.id))
    .where(_PEOPLE.c.id == bindparam("person"))
)
_SAVED = select(_COMMANDS.c.person_id, _COMMANDS.c.fingerprint, _COMMANDS.c.outcome).where(_COMMANDS.c.key == bindparam("key"))


def deed(right: Right | None) -> Callable[[Callable[[Work, C], Outcome]], Action[C]]:
    """Mark a function as a deed that needs a right. None: open to a caller without sign-in (by link), it checks for itself."""

    def mark(function: Callable[[Work, C], Outcome]) -> Action[C]:
        action = cast(Action[C], function)
        action.right = right
        DEEDS[action.__name__] = action
        return action

    return mark


def perform(action: Action[C], command: C, *, by: Caller, key: str, at: datetime | None = None) -> Outcome:
    """Carry a deed out once, whole, and give its outcome; the same key again gives the same outcome and does nothing.

    `at` is the moment of the deed (default: now). Raises a Refusal where it is not done; a denial is written to the audit trail.
    """
    for attempt in range(TRIES):
        try:
            return _once(action, command, by, key, at or clock.now())
        except (NotAllowed, SignedOut):
            _write_denial(action.__name__, by, at or clock.now())
            raise
        except IntegrityError as clash:
            # Two with one key at once: the loser finds the winner's outcome on the next turn.
            if attempt == TRIES - 1 or "saved_command" not in str(clash.orig).lower():
                raise
        except (OperationalError, PoolTimeout) as trouble:
            if attempt == TRIES - 1 or not _worth_a_retry(trouble):
                raise Unavailable from trouble
        time.sleep(random.uniform(0.005, 0.03) * 2**attempt)
    raise Unavailable


def _once(action: Action[C], command: C, by: Caller, key: str, now: datetime) -> Outcome:
    print_of_command = fingerprint(action.__name__, command)
    with writing() as session:
        actor = who_acts(session, by, now)
        saved = session.connection().execute(_SAVED, {"key": key}).first()
        if saved is not None:
            if bytes(saved.fingerprint) != print_of_command or saved.person_id != actor.id:
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
        insert_row(session, SavedCommand, kept)
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


def who_acts(session: Session, by: Caller, now: datetime) -> Actor:
    """The actor behind a caller, read from the database. Raises SignedOut where the sign-in or the person is over."""
    if by.person_id is None:
        return Actor(None, by.name or "portal", frozenset())
    rows = session.connection().execute(_ACTING, {"person": by.person_id, "sign_in": by.sign_in_id}).all()
    if not rows or not rows[0].active:
        raise SignedOut
    person = rows[0]
    if by.sign_in_id is not None and (
        person.signed_in_epoch != person.sign_in_epoch or person.ended_at is not None or person.expires_at <= now
    ):
        raise SignedOut
    return Actor(by.person_id, person.name, frozenset(row.role for row in rows if row.role is not None))


def fingerprint(name: str, command: Command) -> bytes:
    """A digest of what was asked, to tell a resend from another command under the same key."""
    plain = json.dumps(command.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
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
