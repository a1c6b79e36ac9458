"""Who acts: whoever claims to, as the database knows them at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select
from sqlmodel import Session

from portal.db.models.people import Person, PersonRole, SignIn
from portal.db.rows import columns_of
from portal.errors import SignedOut
from portal.rules.permissions import Right, Role, may


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


_PEOPLE, _ROLES, _SIGN_INS = (columns_of(model) for model in (Person, PersonRole, SignIn))
# One row for each role, or one without a role.
ACTING = (
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


def who_acts(session: Session, by: Caller, now: datetime) -> Actor:
    """The actor behind a caller, read from the database. Raises SignedOut where the sign-in or the person is over."""
    if by.person_id is None:
        return no_person(by)
    rows = session.connection().execute(ACTING, {"person": by.person_id, "sign_in": by.sign_in_id}).all()
    return actor_of(by, rows, now)


def no_person(by: Caller) -> Actor:
    """The actor behind a caller that is no person: the portal itself, or a customer by link."""
    return Actor(None, by.name or "portal", frozenset())


def actor_of(by: Caller, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> Actor:
    """The person that the rows of ACTING tell of. Raises SignedOut where the sign-in or the person is over."""
    if not rows or not rows[0].active:
        raise SignedOut
    person = rows[0]
    if by.sign_in_id is not None and (
        person.signed_in_epoch != person.sign_in_epoch or person.ended_at is not None or person.expires_at <= now
    ):
        raise SignedOut
    return Actor(by.person_id, person.name, frozenset(row.role for row in rows if row.role is not None))
