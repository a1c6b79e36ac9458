"""A migration that is killed, and two migrators at once: the old schema or the new one, never something between (F11)."""

import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import inspect

from portal.db import migrate
from portal.db.models.people import Person
from portal.db.session import engine, writing
from tests.cast import load_cast
from tests.conftest import _administer, forget_settings

pytestmark = [pytest.mark.faults, pytest.mark.slow]
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["tests.faults.test_migrating"])


def run_migration(environment: Mapping[str, str], url: str) -> None:
    """What `python -m portal migrate` does, in a process that can be killed."""
    os.environ.update(environment)
    forget_settings()
    migrate.upgrade(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(
    request: pytest.FixtureRequest, tmp_path: Path, _secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database without a table, the process set to it."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    if request.param == "postgresql":
        server, name = request.getfixturevalue("postgresql_server"), f"empty_{os.getpid()}_{abs(hash(tmp_path)):x}"
        _administer(server, f'CREATE DATABASE "{name}"')
        url = server.replace("/postgres?", f"/{name}?")
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    forget_settings()
    yield url
    engine(url).dispose()
    engine(url, read_only=True).dispose()
    engine.cache_clear()


def start(url: str) -> multiprocessing.process.BaseProcess:
    environment = {key: value for key, value in os.environ.items() if key.startswith("PORTAL_")}
    process = START.Process(target=run_migration, args=(environment, url), daemon=True)
    process.start()
    return process


def is_usable() -> None:
    """The new schema takes the whole cast."""
    load_cast()
    with writing() as session:
        assert session.get(Person, 1) is not None


def test_a_migration_killed_at_any_moment_is_finished_by_the_next_run(empty_database: str) -> None:
    began = time.monotonic()
    process = start(empty_database)
    process.join(60)
    whole = time.monotonic() - began
    assert process.exitcode == 0
    for part in range(1, 7):
        migrate.downgrade(empty_database, "base")
        engine(empty_database).dispose()
        process = start(empty_database)
        process.join(whole * part / 7)
        process.kill()
        process.join(10)
        assert migrate.current_revision(empty_database) in (None, migrate.newest_revision())
        tables = set(inspect(engine(empty_database)).get_table_names()) - {"alembic_version"}
        assert bool(tables) == (migrate.current_revision(empty_database) is not None), "all tables or none"
        migrate.upgrade(empty_database)
        assert migrate.current_revision(empty_database) == migrate.newest_revision()
    is_usable()


def test_of_several_migrators_at_once_one_works_and_the_others_wait(empty_database: str) -> None:
    processes = [start(empty_database) for _ in range(3)]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert migrate.current_revision(empty_database) == migrate.newest_revision()
    is_usable()
