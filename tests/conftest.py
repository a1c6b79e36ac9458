"""What every test may ask for: a fresh database (SQLite, PostgreSQL or both), keys, and the moment NOW."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from portal import clock, i18n, settings
from portal.actions import audit
from portal.db import migrate, seal, session
from tests.cast import NOW, Cast, load_cast
from tests.postgres import running_postgresql
from tests.scratch import scratch

pytest_plugins = ["tests.rule_report"]
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", scratch())  # read by pytest when the first test asks for a folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server for all tests of this process."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def _secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    os.environ["PORTAL_SECRETS_FILE"] = str(folder / "secrets.toml")
    settings.settings.cache_clear()
    settings.make_secrets()
    return folder / "secrets.toml"


def forget_settings() -> None:
    """Let the process read its settings and keys anew."""
    for cached in (
        settings.settings,
        settings.installation_secrets,
        clock.office_zone,
        audit._key,
        seal._ciphers,
        seal._index_key,
    ):
        cached.cache_clear()


@pytest.fixture(scope="session")
def sqlite_template(_secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with standards and the cast, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "portal.db"
    os.environ["PORTAL_DATABASE_URL"] = f"sqlite:///{path}"
    forget_settings()
    migrate.upgrade(settings.settings().database)
    load_cast()
    session.engine(settings.settings().database).dispose()
    session.engine(settings.settings().database, read_only=True).dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_template(_secrets: Path, postgresql_server: str) -> str:
    """The same on PostgreSQL: a database that others are made from."""
    _administer(postgresql_server, "CREATE DATABASE cast_template")
    url = postgresql_server.replace("/postgres?", "/cast_template?")
    os.environ["PORTAL_DATABASE_URL"] = url
    forget_settings()
    migrate.upgrade(url)
    load_cast()
    session.engine(url).dispose()
    session.engine(url, read_only=True).dispose()
    return "cast_template"


def _administer(server: str, statement: str) -> None:
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh SQLite database with the cast; the process is set to it."""
    shutil.copy(sqlite_template, tmp_path / "portal.db")
    yield from _set_to(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path, monkeypatch)


@pytest.fixture
def postgresql_database(
    postgresql_template: str, postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh PostgreSQL database with the cast; the process is set to it."""
    name = f"test_{os.getpid()}_{abs(hash(tmp_path)):x}"
    _administer(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE {postgresql_template}')
    yield from _set_to(postgresql_server.replace("/postgres?", f"/{name}?"), tmp_path, monkeypatch)
    _administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _set_to(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(folder))
    monkeypatch.chdir(Path(__file__).parent.parent)
    forget_settings()
    with i18n.speaking("en"):
        yield url
    session.engine(url).dispose()
    session.engine(url, read_only=True).dispose()
    session.engine.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A fresh database with the cast, on SQLite and then on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The people and customers that every test knows."""
    return Cast.find()


@pytest.fixture
def now() -> object:
    """The moment at which tests happen: a Wednesday morning in the office."""
    return NOW
