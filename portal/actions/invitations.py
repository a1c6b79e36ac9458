"""Invitations: a link that works once within three days and lets one person set a password.

The link's secret is made from a key outside the database; the row holds its digest, so neither a copy of the database nor the
record of the deed can open it.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import Field, Session, col, select

from portal.actions.command import Command
from portal.actions.deed import Outcome, Work, deed
from portal.db.attempts import forgive
from portal.db.models.people import Invitation, Person
from portal.db.passwords import hash_password
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.passwords import check_password
from portal.settings import installation_secrets, settings

LINK_LIFE = timedelta(days=3)


class LinkIsOver(Refusal):
    """The link was used, has lapsed, was replaced by a newer one, or never existed: the four are not told apart."""

    message = N_("This link does not work any more. Ask the administrator for a new one.")


class AcceptInvitation(Command):
    """Set the first password, or a new one, by a link."""

    personal = frozenset({"token", "password"})

    token: SecretStr
    password: SecretStr = Field(title=N_("Password"), repr=False)


def invite(work: Work, person: Person) -> Invitation:
    """A new invitation; earlier ones of this person stop working."""
    work.session.execute(
        update(Invitation)
        .where(col(Invitation.person_id) == person.id, col(Invitation.used_at).is_(None))
        .values(used_at=work.now)
    )
    invitation = work.add(
        Invitation(
            digest=secrets.token_bytes(32),
            person_id=person.id or 0,
            invited_by_id=work.actor.id,
            at=work.now,
            expires_at=work.now + LINK_LIFE,
        )
    )
    invitation.digest = hashlib.sha256(_token(seal_of(invitation)).encode()).digest()
    return invitation


def seal_of(invitation: Invitation) -> str:
    """What a link is made from together with the key: worthless alone, and never the same twice, even after a restore."""
    return f"{invitation.id}-{invitation.at.timestamp():.6f}"


def _token(seal: str) -> str:
    key = bytes.fromhex(installation_secrets().cookie_key)
    mac = hmac.new(key, f"invitation:{seal}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def link_of(seal: str) -> str:
    """The whole address that the invited person opens."""
    own = settings()
    return f"{own.public_url.rstrip('/') or f'http://{own.address}:{own.port}'}/i/{_token(seal)}"


def open_invitation(session: Session, token: str) -> Invitation | None:
    """The invitation behind a link, whatever its state."""
    return session.exec(select(Invitation).where(Invitation.digest == hashlib.sha256(token.encode()).digest())).one_or_none()


@deed(None)
def accept_invitation(work: Work, command: AcceptInvitation) -> Outcome:
    """Set the password and use the link up. Raises LinkIsOver, and the refusals of `check_password`."""
    invitation = open_invitation(work.session, command.token.get_secret_value())
    person = work.session.get(Person, invitation.person_id) if invitation else None
    if invitation is None or person is None or not person.active:
        raise LinkIsOver
    check_password(command.password.get_secret_value(), person.sign_in_name, person.name)
    used = work.session.execute(
        update(Invitation)
        .where(col(Invitation.id) == invitation.id, col(Invitation.used_at).is_(None), col(Invitation.expires_at) > work.now)
        .values(used_at=work.now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkIsOver
    person.password_hash = hash_password(command.password.get_secret_value())
    person.sign_in_epoch += 1
    forgive(work.session, person.sign_in_name)
    work.happened("password_set", "person", person.id or 0)
    return Outcome("person", person.id or 0, person.sign_in_name)
