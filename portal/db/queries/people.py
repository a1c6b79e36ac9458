"""People: who there is, what they may do, and where they are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.people import Invitation, Person, PersonRole, SignIn
from portal.db.queries.tickets import Count
from portal.rules.permissions import Right, Role, may
from portal.settings import settings

CAP = 10_000


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people are asked for."""

    text: str = ""
    role: Role | None = None
    active: bool | None = None


@dataclass(frozen=True)
class PersonRow:
    """One person in the list; `seen_at` is when they last did something, `invited` says that they have no password yet."""

    id: int
    name: str
    sign_in_name: str
    roles: tuple[Role, ...]
    team: str
    active: bool
    invited: bool
    seen_at: datetime | None


@dataclass(frozen=True)
class PersonDetail:
    """One person as the administrator sees them; `link_until` is when an unused invitation ends."""

    row: PersonRow
    region: str
    version: int
    since: datetime
    link_until: datetime | None


@dataclass(frozen=True)
class SignInRow:
    """One place where somebody is signed in."""

    id: int
    at: datetime
    seen_at: datetime
    address: str
    browser: str


def people(session: Session, asked: PeopleFilter, after: str | None = None, limit: int = 50) -> list[PersonRow]:
    """The people asked for, by the name they sign in with; `after` is that of the last one on the page before.

    Databases order Chinese names by the numbers of their characters, which nobody knows by heart.
    """
    found = _asked(_rows(), asked).order_by(col(Person.sign_in_name)).limit(limit)
    if after is not None:
        found = found.where(col(Person.sign_in_name) > after)
    return [_row(row) for row in all_of(session, found)]


def count_people(session: Session, asked: PeopleFilter) -> Count:
    """How many people are asked for."""
    within = _asked(select(col(Person.id)), asked).limit(CAP + 1).subquery()
    number = ask(session, select(func.count()).select_from(within)).scalar_one()
    return Count(min(number, CAP), number > CAP)


def person(session: Session, id: int, now: datetime) -> PersonDetail | None:
    """One person, or None."""
    link = (
        select(func.max(Invitation.expires_at))
        .where(
            col(Invitation.person_id) == Person.id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .scalar_subquery()
    )
    found = ask(
        session, _rows().add_columns(col(Person.region), col(Person.version), col(Person.since), link).where(col(Person.id) == id)
    ).one_or_none()
    return PersonDetail(_row(found[:8]), found[8] or "", *found[9:]) if found else None


_SIGN_INS = (
    select(SignIn.id, SignIn.at, SignIn.seen_at, SignIn.address, SignIn.browser)  # type: ignore[call-overload]
    .join(Person, col(Person.id) == SignIn.person_id)
    .where(
        col(SignIn.person_id) == bindparam("person_id"),
        col(SignIn.ended_at).is_(None),
        col(SignIn.expires_at) > bindparam("now"),
        col(SignIn.seen_at) > bindparam("idle_since"),
        col(SignIn.epoch) == Person.sign_in_epoch,
    )
    .order_by(col(SignIn.seen_at).desc())
)


def sign_ins_of(session: Session, person_id: int, now: datetime) -> list[SignInRow]:
    """Where somebody is signed in now, the latest first."""
    idle_since = now - timedelta(minutes=settings().idle_minutes)
    return [SignInRow(*row) for row in all_of(session, _SIGN_INS, person_id=person_id, now=now, idle_since=idle_since)]


_NAMES = select(col(Person.id), col(Person.name)).order_by(col(Person.name))


def names_of_all(session: Session) -> dict[int, str]:
    """Everybody's name, also of those who left: for choosing a person from a list."""
    return {id: name for id, name in all_of(session, _NAMES) if id is not None}


@lru_cache
def _rows() -> Select[Any]:
    roles = (
        select(func.aggregate_strings(col(PersonRole.role), ",")).where(col(PersonRole.person_id) == Person.id).scalar_subquery()
    )
    seen = select(func.max(SignIn.seen_at)).where(col(SignIn.person_id) == Person.id).scalar_subquery()
    invited = col(Person.password_hash).is_(None)
    return select(Person.id, Person.name, Person.sign_in_name, roles, Person.team, Person.active, invited, seen)  # type: ignore[call-overload,no-any-return]


def _asked(found: Select[Any], asked: PeopleFilter) -> Select[Any]:
    if asked.text:
        found = found.where(
            col(Person.name).contains(asked.text, autoescape=True)
            | col(Person.sign_in_name).contains(asked.text.lower(), autoescape=True)
        )
    if asked.role is not None:
        found = found.where(col(Person.id).in_(select(col(PersonRole.person_id)).where(col(PersonRole.role) == asked.role)))
    if asked.active is not None:
        found = found.where(col(Person.active).is_(asked.active))
    return found


def _row(row: Sequence[Any]) -> PersonRow:
    id, name, sign_in_name, roles, team, active, invited, seen_at = row
    held = set((roles or "").split(","))
    return PersonRow(
        id, name, sign_in_name, tuple(role for role in Role if role.value in held), team or "", active, invited, seen_at
    )


def may_look_after(session: Session) -> dict[int, str]:
    """The people who may be named as looking after a customer: those who keep the archive, by name."""
    keep = [role for role in Role if may([role], Right.EDIT_ARCHIVE)]
    asked = select(col(Person.id), col(Person.name)).join(PersonRole, col(PersonRole.person_id) == col(Person.id))
    rows = all_of(session, asked.where(col(PersonRole.role).in_(keep), col(Person.active)).order_by(col(Person.name)).distinct())
    return {id: name for id, name in rows if id is not None}
