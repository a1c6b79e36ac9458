"""The gate of every page and every fragment: who is looking, and may they? Asked of the database on each run.

Fragments and callbacks run without app.py; a page that trusted it would go on showing to somebody who was shut out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session

from portal import auth, clock
from portal.actions.deed import Actor, Caller
from portal.db.session import one_picture
from portal.errors import NotAllowed, Refusal, SignedOut
from portal.i18n import language, speaking
from portal.rules.permissions import Right
from portal.ui import screen


@dataclass(frozen=True)
class Look:
    """What a page has at hand: a session for questions, who is looking, the moment of this run, and who acts in a callback."""

    session: Session
    actor: Actor
    now: datetime
    caller: Caller

    @property
    def me(self) -> int:
        """The id of the person looking."""
        if self.actor.id is None:
            raise SignedOut
        return self.actor.id


_AROUND: ContextVar[Look | None] = ContextVar("look", default=None)


def caller() -> Caller:
    """Who sits before this screen, as far as the screen knows; every deed asks the database again. Raises SignedOut."""
    person = auth.signed_in()
    if person is None:
        raise SignedOut
    return Caller(person_id=person.person_id, sign_in_id=person.sign_in_id, name=person.name)


@contextmanager
def looking(*rights: Right) -> Iterator[Look]:
    """Let somebody look who holds one of the rights; anybody else, and any refusal inside, ends the page with its sentence.

    A part that is drawn inside another one looks at the same picture of the database; what it needs is judged by itself.
    """
    try:
        with one_picture() as session:
            person = auth.signed_in()
            if person is None:
                raise SignedOut
            actor = Actor(person.person_id, person.name, frozenset(person.roles))
            if not any(actor.may(right) for right in rights):
                raise NotAllowed
            around = _AROUND.get()
            if around is not None:
                yield around
                return
            by = Caller(person_id=person.person_id, sign_in_id=person.sign_in_id, name=person.name)
            # The language is found out once: a page asks for it hundreds of times.
            with speaking(language()):
                token = _AROUND.set(Look(session, actor, clock.now(), by))
                try:
                    yield cast(Look, _AROUND.get())
                finally:
                    _AROUND.reset(token)
    except Refusal as refusal:
        screen.refuse(refusal.sentence())
        screen.end()
