"""Sign-ins, kept on the server: a browser holds a random name for one, the database its digest (rule X-01)."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from portal.db import newest
from portal.db.asking import all_of
from portal.db.models.people import Person, PersonRole, SignIn, SignInTicket
from portal.db.rows import columns_of
from portal.i18n import LANGUAGES, Language
from portal.rules.permissions import Right, Role, may
from portal.settings import settings

TICKET_LIFE = timedelta(minutes=1)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in on a screen, as the database said a moment ago."""

    person_id: int
    sign_in_id: int
    sign_in_name: str
    name: str
    roles: frozenset[Role]
    language: Language | None
    seen_at: datetime

    def may(self, right: Right) -> bool:
        """Whether this person has a right."""
        return may(self.roles, right)


def digest(token: str) -> bytes:
    """What is stored of a random name."""
    return hashlib.sha256(token.encode()).digest()


def open_sign_in(session: Session, person: Person, now: datetime, *, address: str, browser: str) -> str:
    """Begin a sign-in of one browser and give its name: 256 random bits, told to nobody else."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            digest=digest(token),
            person_id=cast(int, person.id),
            epoch=person.sign_in_epoch,
            at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=settings().session_hours),
            address=address[:64],
            browser=browser[:200],
        )
    )
    return token


_SIGN_INS, _PEOPLE, _ROLES = (columns_of(model) for model in (SignIn, Person, PersonRole))
# Written once: it is asked in every run of every page, and building it costs more than running it.
_FIND = (
    select(
        _SIGN_INS.c.id,
        _SIGN_INS.c.seen_at,
        _PEOPLE.c.id.label("person_id"),
        _PEOPLE.c.sign_in_name,
        _PEOPLE.c.name,
        _PEOPLE.c.language,
        _ROLES.c.role,
        *newest.COLUMNS,
    )
    .join_from(_SIGN_INS, _PEOPLE, _PEOPLE.c.id == _SIGN_INS.c.person_id)
    .outerjoin(_ROLES, _ROLES.c.person_id == _PEOPLE.c.id)
    .where(
        _SIGN_INS.c.digest == bindparam("digest"),
        _SIGN_INS.c.ended_at.is_(None),
        _SIGN_INS.c.expires_at > bindparam("now"),
        _SIGN_INS.c.seen_at > bindparam("idle_since"),
        _SIGN_INS.c.epoch == _PEOPLE.c.sign_in_epoch,
        _PEOPLE.c.active,
    )
)


def find_sign_in(session: Session, token_digest: bytes, now: datetime) -> SignedIn | None:
    """Who is behind a sign-in; None where it ended, idled out, expired, or the person's rights changed since. One statement."""
    asked = {"digest": token_digest, "now": now, "idle_since": now - timedelta(minutes=settings().idle_minutes)}
    rows = all_of(session, _FIND, **asked)
    if not rows:
        return None
    newest.note(session, rows[0][-len(newest.COLUMNS) :])
    return _signed_in(rows)


def _signed_in(rows: Sequence[Any]) -> SignedIn:
    found = rows[0]
    language = next((spoken for spoken in LANGUAGES if spoken == found.language), None)
    roles = frozenset(row.role for row in rows if row.role is not None)
    return SignedIn(found.person_id, found.id, found.sign_in_name, found.name, roles, language, found.seen_at)


def keep_alive(session: Session, sign_in_id: int, now: datetime) -> None:
    """Note that the person is still at work."""
    session.execute(update(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.seen_at) < now).values(seen_at=now))


def end_sign_in(session: Session, token_digest: bytes, now: datetime) -> None:
    """End a sign-in for good; its cookie is worth nothing from now on."""
    session.execute(update(SignIn).where(col(SignIn.digest) == token_digest, col(SignIn.ended_at).is_(None)).values(ended_at=now))


def make_ticket(session: Session, token: str, now: datetime) -> str:
    """A one-time ticket by which a browser fetches the cookie for this sign-in within a minute."""
    ticket = secrets.token_urlsafe(32)
    session.add(SignInTicket(digest=digest(ticket), sealed_cookie=token, at=now))
    return ticket


def redeem_ticket(session: Session, ticket: str, now: datetime) -> str | None:
    """The sign-in's name for a ticket that nobody used yet; None for a used, late or invented one."""
    used = session.execute(
        update(SignInTicket)
        .where(
            col(SignInTicket.digest) == digest(ticket),
            col(SignInTicket.used_at).is_(None),
            col(SignInTicket.at) > now - TICKET_LIFE,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        return None
    kept = session.get(SignInTicket, digest(ticket))
    token = kept.sealed_cookie if kept else None
    session.delete(kept)
    return token
