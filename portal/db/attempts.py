"""Guessing passwords is slow: attempts are counted in the database, per name and per address, across processes and restarts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, func, text, update
from sqlmodel import Session, col, select

from portal.db.models.people import SignInAttempt
from portal.db.seal import blind_index
from portal.db.session import is_postgresql

WINDOW = timedelta(minutes=15)
FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 60  # an office behind one address mistypes more often than one person
KEPT = timedelta(days=180)
ATTEMPT_LOCK = 7_301_003  # any number, the same in every process


@dataclass(frozen=True)
class Attempt:
    """One attempt that was let through; `last` says that it is the last one for a while."""

    id: int
    last: bool


def counted_name(typed: str) -> str:
    """Under which name attempts are counted: a keyed digest, because people type passwords into the wrong field."""
    index = blind_index("sign_in_name", typed.strip().lower()[:200])
    return index.hex() if index else ""


def begin_attempt(session: Session, typed: str, address: str, now: datetime) -> Attempt | timedelta:
    """Let an attempt through, counted as failed until it succeeds, or say how long to wait.

    Counting first makes a thousand parallel guesses as slow as a thousand one after the other.
    """
    if is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ATTEMPT_LOCK})
    name, since = counted_name(typed), now - WINDOW
    last_success = session.exec(
        select(func.max(SignInAttempt.at)).where(
            SignInAttempt.name == name, SignInAttempt.at > since, col(SignInAttempt.succeeded)
        )
    ).one()
    of_name = _failures(session, SignInAttempt.name == name, last_success or since)
    of_address = _failures(session, SignInAttempt.address == address, since)
    if len(of_name) >= FAILURES_OF_A_NAME:
        return of_name[-FAILURES_OF_A_NAME] + WINDOW - now
    if len(of_address) >= FAILURES_OF_AN_ADDRESS:
        return of_address[-FAILURES_OF_AN_ADDRESS] + WINDOW - now
    attempt = SignInAttempt(name=name, address=address[:64], at=now, succeeded=False)
    session.add(attempt)
    session.flush()
    return Attempt(cast(int, attempt.id), len(of_name) + 1 == FAILURES_OF_A_NAME)


def whole_minutes(wait: timedelta) -> int:
    """How long to wait, as it is said: at least a minute."""
    return max(1, -(-int(wait.total_seconds()) // 60))


def _failures(session: Session, of: object, since: datetime) -> list[datetime]:
    return list(
        session.exec(
            select(SignInAttempt.at)
            .where(of, SignInAttempt.at > since, col(SignInAttempt.succeeded).is_(False))  # type: ignore[arg-type]
            .order_by(col(SignInAttempt.at))
        )
    )


def attempt_succeeded(session: Session, attempt: Attempt, now: datetime) -> None:
    """The password was right: failures of this name before now no longer count."""
    session.execute(update(SignInAttempt).where(col(SignInAttempt.id) == attempt.id).values(succeeded=True, at=now))


def forgive(session: Session, sign_in_name: str) -> None:
    """Unlock a name: what was counted against it is forgotten."""
    session.execute(
        delete(SignInAttempt).where(
            col(SignInAttempt.name) == counted_name(sign_in_name), col(SignInAttempt.succeeded).is_(False)
        )
    )


def forget_old_attempts(session: Session, now: datetime) -> None:
    """Drop attempts older than half a year."""
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) < now - KEPT))


def right_after_all(session: Session, typed: str, now: datetime) -> None:
    """Somebody who is signed in gave the right password: failures of this name before now no longer count."""
    session.add(SignInAttempt(name=counted_name(typed), address="", at=now, succeeded=True))
