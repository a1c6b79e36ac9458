"""One running portal for the attacks of a file; the database belongs to this process as well."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from portal import clock
from portal.auth.cookie import SIGN_IN
from portal.db import session as database_session
from portal.db.models.people import Person
from portal.db.session import writing
from portal.db.sign_ins import open_sign_in
from tests.conftest import forget_settings
from tests.serving import Portal, running_portal


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal on a database with the cast, shared by the tests of a file."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copy(sqlite_template, folder / "portal.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{folder / 'portal.db'}")
        patch.setenv("PORTAL_DATA_DIR", str(folder))
        forget_settings()
        with running_portal(folder, language="en") as running:
            yield running
    database_session.engine.cache_clear()
    forget_settings()


@pytest.fixture(autouse=True)
def _same_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that use the running portal look into its database."""
    if "portal" in request.fixturenames:
        folder = request.getfixturevalue("portal").log.parent
        monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{folder / 'portal.db'}")
        monkeypatch.setenv("PORTAL_DATA_DIR", str(folder))
        forget_settings()
        assert os.environ["PORTAL_DATABASE_URL"]


def cookie_of(who: str) -> str:
    """A fresh sign-in of somebody, as a browser sends it."""
    with writing() as session:
        person = session.exec(select(Person).where(Person.sign_in_name == who)).one()
        return f"{SIGN_IN}={open_sign_in(session, person, clock.now(), address='127.0.0.1', browser='test')}"


VISITOR = "portal_visitor=" + "v" * 43
STRANGER = "portal_visitor=" + "s" * 43
