"""The demonstration department from the command line: whole or not at all, and never in place of anything else."""

import fcntl
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

import seed.demo
from portal import clock
from portal.actions.deed import Outcome
from portal.cli import demonstration
from portal.db import migrate
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.standards import Standard
from portal.db.session import reading
from portal.settings import BadSettings, settings
from seed.demo.department import hire
from seed.demo.stage import Stage
from tests.conftest import forget_settings

DEEDS_BEFORE_THE_CUT = 40  # everybody is hired, some customers are there


class CutOff(BaseException):
    """The power is gone."""


@pytest.fixture
def empty(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database without a table, in demonstration mode."""
    migrate.downgrade(database, "base")
    monkeypatch.setenv("PORTAL_DEMONSTRATION", "true")
    forget_settings()
    return database


def cut_off_while_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the real load and end it in the middle."""
    whole, done = Stage.do, 0

    def do(stage: Stage, *deed: Any) -> Outcome:
        nonlocal done
        done += 1
        if done > DEEDS_BEFORE_THE_CUT:
            raise CutOff
        return whole(stage, *deed)

    with monkeypatch.context() as patch:
        patch.setattr(Stage, "do", do)
        with pytest.raises(CutOff):
            demonstration.demo()


def only_hire() -> None:
    """A short story in place of eighteen months."""
    hire(Stage(date(2026, 3, 2), clock.now(), seed=7))


def number_of(model: Any) -> int:
    with reading() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_a_load_that_was_cut_off_is_taken_away_and_starts_again(
    empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_off_while_loading(monkeypatch)
    people = number_of(Person)
    assert people > 10
    assert number_of(Customer) > 0
    monkeypatch.setattr(seed.demo, "load_demo", only_hire)
    demonstration.demo()
    assert "was cut off. It starts again." in capsys.readouterr().out
    assert number_of(Customer) == 0, "nothing of the first load is left"
    assert number_of(Person) == people
    assert number_of(Standard) > 0
    assert migrate.current_revision(empty) == migrate.newest_revision()


def test_a_whole_department_is_kept(empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(seed.demo, "load_demo", only_hire)
    demonstration.demo()
    told = capsys.readouterr().out
    monkeypatch.setattr(seed.demo, "load_demo", None)  # loading anew would fail
    demonstration.demo()
    assert capsys.readouterr().out.splitlines()[1:] == told.splitlines()[1:]


def test_a_real_installation_is_left_alone(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DEMONSTRATION", "true")
    forget_settings()
    people, customers = number_of(Person), number_of(Customer)
    with pytest.raises(BadSettings, match="who are not the demonstration department"):
        demonstration.demo()
    assert (number_of(Person), number_of(Customer)) == (people, customers)
    with reading() as session:
        assert set(session.execute(select(col(Person.password_hash))).scalars()) == {None}


def test_a_second_load_at_the_same_time_is_refused(empty: str) -> None:
    with Path(settings().data_dir / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BadSettings, match="is being loaded at this moment"):
            demonstration.demo()
    assert number_of(Person) == 0
