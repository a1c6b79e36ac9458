"""Letting somebody in: throttled, as slow for strangers as for colleagues, written to the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from portal import clock
from portal.actions import audit
from portal.db.attempts import Attempt, attempt_succeeded, begin_attempt, counted_name, whole_minutes
from portal.db.models.people import Person
from portal.db.passwords import hash_password, is_right, needs_rehash
from portal.db.session import writing
from portal.db.sign_ins import make_ticket, open_sign_in
from portal.errors import Refusal, TooManyAttempts
from portal.i18n import N_, Language


class WrongPassword(Refusal):
    """Name or password is wrong; which of them is never told."""

    message = N_("The name or the password is not right.")


@dataclass(frozen=True)
class Knock:
    """Somebody who wants to come in: what they typed and where they are."""

    name: str
    password: str
    address: str
    browser: str
    chosen_language: Language | None = None


def let_in(knock: Knock) -> str:
    """Begin a sign-in and give the one-time ticket for its cookie. Raises WrongPassword, TooManyAttempts."""
    now = clock.now()
    with writing() as session:
        attempt = begin_attempt(session, knock.name, knock.address, now)
        person = session.exec(select(Person).where(Person.sign_in_name == knock.name.strip().lower())).one_or_none()
    if not isinstance(attempt, Attempt):
        raise TooManyAttempts(minutes=whole_minutes(attempt))
    right = is_right(knock.password, person.password_hash if person and person.active else None)
    if person is None or not right:
        _note_failure(knock, person, attempt, now)
        raise WrongPassword
    with writing() as session:
        return _open(session, knock, attempt, person, now)


def _open(session: Session, knock: Knock, attempt: Attempt, person: Person, now: datetime) -> str:
    attempt_succeeded(session, attempt, now)
    kept = session.get_one(Person, person.id)
    if knock.chosen_language is not None:
        kept.language = knock.chosen_language
    if kept.password_hash and needs_rehash(kept.password_hash):
        kept.password_hash = hash_password(knock.password)
    token = open_sign_in(session, kept, now, address=knock.address, browser=knock.browser)
    audit.append(
        session, at=now, person_id=kept.id, actor=kept.name, deed="sign_in", outcome="done", subject="person", subject_id=kept.id
    )
    return make_ticket(session, token, now)


def _note_failure(knock: Knock, person: Person | None, attempt: Attempt, now: datetime) -> None:
    facts: dict[str, object] = {"address": knock.address, "locked": attempt.last}
    if person is None:
        facts["name"] = counted_name(knock.name)[:16]
    with writing() as session:
        audit.append(
            session,
            at=now,
            person_id=person.id if person else None,
            actor=person.name if person else "",
            deed="sign_in",
            outcome="denied",
            subject="person" if person else "",
            subject_id=person.id if person else None,
            facts=facts,
        )
