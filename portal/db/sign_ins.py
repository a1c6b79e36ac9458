"""Sign-ins, kept on the server: a browser holds a random name for one, the database its digest (rule X-01)."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal.db.models.people import Person, PersonRole, SignIn, SignInTicket
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


def find_sign_in(session: Session, token_digest: bytes, now: datetime) -> SignedIn | None:
    """Who is behind a sign-in; None where it ended, idled out, expired, or the person's rights changed since. One statement."""
    rows = session.exec(
        select(SignIn, Person, PersonRole.role)
        .join(Person, col(Person.id) == SignIn.person_id)
        .outerjoin(PersonRole, col(PersonRole.person_id) == Person.id)
        .where(
            SignIn.digest == token_digest,
            col(SignIn.ended_at).is_(None),
            SignIn.expires_at > now,
            SignIn.seen_at > now - timedelta(minutes=settings().idle_minutes),
            SignIn.epoch == Person.sign_in_epoch,
            col(Person.active),
        )
    ).all()
    return _signed_in(rows) if rows else None


def _signed_in(rows: Sequence[Any]) -> SignedIn:
    sign_in, person, _ = rows[0]
    language = next((spoken for spoken in LANGUAGES if spoken == person.language), None)
    roles = frozenset(role for _, _, role in rows if role is not None)
    return SignedIn(person.id, sign_in.id, person.sign_in_name, person.name, roles, language, sign_in.seen_at)


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
