"""Deeds x roles, generated: whoever lacks the right is refused before anything happens, and the refusal is in the audit trail."""

import importlib
import pkgutil
import uuid

import pytest
from sqlmodel import col, delete, func, select

import portal.actions
from portal.actions.audit import first_broken_link
from portal.actions.deed import DEEDS, Action, Caller, perform
from portal.db.models.people import Person, PersonRole
from portal.db.models.records import AuditEntry, Event, SavedCommand
from portal.db.session import reading, writing
from portal.errors import NotAllowed, SignedOut
from portal.rules.permissions import WHO_MAY, Role
from tests.builders import command_of
from tests.cast import NOW, PEOPLE, Cast

for module in pkgutil.iter_modules(portal.actions.__path__):
    importlib.import_module(f"portal.actions.{module.name}")

GUARDED = sorted(name for name, action in DEEDS.items() if action.right is not None)
OPEN_BY_LINK = {"answer_survey", "accept_invitation"}
HOLDER = {role: name for name, (_, role) in PEOPLE.items() if name not in ("zhao", "chen")}


def attempt(action: Action, by: Caller) -> None:
    """Try a deed with an empty command: whoever is refused is refused before it is read."""
    perform(action, command_of(action).model_construct(), by=by, key=uuid.uuid4().hex, at=NOW)


def changes() -> tuple[int, int]:
    """How many events and carried-out commands there are."""
    with reading() as session:
        events = session.exec(select(func.count(col(Event.id)))).one()
        return events, session.exec(select(func.count(col(SavedCommand.key)))).one()


def last_link() -> AuditEntry:
    with reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)).one()
        session.expunge_all()
        return entry


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("name", GUARDED)
def test_every_role_without_the_right_is_refused_and_the_denial_is_written(sqlite_database: str, cast: Cast, name: str) -> None:
    action = DEEDS[name]
    before = changes()
    assert action.right is not None
    for role in Role:
        if role in WHO_MAY[action.right]:
            continue
        with pytest.raises(NotAllowed):
            attempt(action, getattr(cast, HOLDER[role]))
        link = last_link()
        assert (link.deed, link.outcome, link.person_id) == (name, "denied", cast.ids[HOLDER[role]]), role
    assert changes() == before
    with reading() as session:
        assert first_broken_link(session) is None


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("name", GUARDED)
def test_nobody_does_anything_without_a_role_or_after_leaving(sqlite_database: str, cast: Cast, name: str) -> None:
    with writing() as session:
        session.exec(delete(PersonRole).where(col(PersonRole.person_id) == cast.ids["sun"]))
        session.get_one(Person, cast.ids["li"]).active = False
    if DEEDS[name].right is not None and WHO_MAY[DEEDS[name].right]:
        with pytest.raises(NotAllowed):
            attempt(DEEDS[name], cast.sun)
    with pytest.raises(SignedOut):
        attempt(DEEDS[name], cast.li)
    with pytest.raises(SignedOut):
        attempt(DEEDS[name], Caller(person_id=999_999))
    assert last_link().outcome == "denied"


def test_only_deeds_by_link_are_open_to_a_caller_without_sign_in() -> None:
    assert {name for name, action in DEEDS.items() if action.right is None} <= OPEN_BY_LINK


def test_the_cast_covers_every_role_and_every_right_has_a_deed_or_a_screen() -> None:
    assert set(HOLDER) == set(Role)
    assert set(WHO_MAY) >= {action.right for action in DEEDS.values() if action.right}
