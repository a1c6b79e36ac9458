"""People, their roles and skills, and how they sign in."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.db.seal import Sealed
from portal.rules.dispatch import Skill
from portal.rules.permissions import Role


class Person(Table, table=True):
    """Somebody who signs in. Nobody is ever deleted: what they did stays theirs."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    sign_in_name: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=60)
    mail: str | None = Field(default=None, sa_type=Sealed("person.mail"))
    phone: str | None = Field(default=None, sa_type=Sealed("person.phone"))
    password_hash: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=5)
    region: str | None = Field(default=None, max_length=40)
    team: str | None = Field(default=None, max_length=40)
    active: bool = True
    since: datetime
    # Raised by a password change, a role change and deactivation: every sign-in of an older epoch is over.
    sign_in_epoch: int = 0
    version: int = 1


class PersonRole(Table, table=True):
    """One role of one person."""

    __tablename__ = "person_role"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: Role = Field(sa_type=text_enum(Role), primary_key=True)


class PersonSkill(Table, table=True):
    """How well somebody knows a field: 1 knows it, 2 experienced, 3 expert."""

    __tablename__ = "person_skill"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    skill: Skill = Field(sa_type=text_enum(Skill), primary_key=True)
    level: int = 1


class Absence(Table, table=True):
    """Days on which somebody cannot be sent out, both included."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    first_day: date
    last_day: date
    reason: str = Field(default="", max_length=100)


class SignIn(Table, table=True):
    """One sign-in of one browser, kept on the server; the cookie only names it. The name is stored as a digest."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    epoch: int
    at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    address: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=200)


class SignInAttempt(Table, table=True):
    """One attempt to sign in: what throttling counts, across processes and restarts."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_name_at", "name", "at"), Index("ix_sign_in_attempt_address_at", "address", "at"))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    address: str = Field(max_length=64)
    at: datetime
    succeeded: bool


class SignInTicket(Table, table=True):
    """A one-time ticket, redeemed within a minute, by which our route sets the cookie the screen may not see."""

    __tablename__ = "sign_in_ticket"

    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    sealed_cookie: str = Field(sa_type=Sealed("sign_in_ticket.sealed_cookie"))
    at: datetime
    used_at: datetime | None = None


class Invitation(Table, table=True):
    """A one-time link by which a new person (or one who forgot) sets a password."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    invited_by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class SavedView(Table, table=True):
    """A list's filters under a name, own or shared."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "page", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    page: str = Field(max_length=40)
    name: str = Field(max_length=40)
    shared: bool = False
    filters: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
