"""Guessing names and passwords is slow, counted across processes, and answered alike whatever the case (rule X-01)."""

import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from portal import clock
from portal.actions.account import ChangePassword, PresentPasswordWrong, change_password
from portal.actions.deed import Caller, perform
from portal.auth import signing_in
from portal.auth.signing_in import Knock, WrongPassword, let_in
from portal.db import attempts
from portal.db import session as database_session
from portal.db.models.people import Person, SignInAttempt
from portal.db.models.records import AuditEntry
from portal.db.passwords import hash_password
from portal.db.session import reading, writing
from portal.errors import Refusal, TooManyAttempts
from portal.i18n import speaking
from tests.cast import Cast

pytestmark = pytest.mark.rule("X-01")

RIGHT = "seven herons cross the river"
NEW = "eleven ships at anchor"


@pytest.fixture(autouse=True)
def _li_has_a_password(request: pytest.FixtureRequest) -> None:
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
        with writing() as session:
            session.exec(select(Person).where(Person.sign_in_name == "li")).one().password_hash = hash_password(RIGHT)


def knock(name: str, password: str = "wrong guess", address: str = "10.0.0.1") -> type[Refusal] | None:
    """Try to sign in; gives the refusal, or None where the door opened."""
    try:
        let_in(Knock(name, password, address, "test"))
    except Refusal as refusal:
        return type(refusal)
    return None


def later(monkeypatch: pytest.MonkeyPatch, delay: timedelta) -> None:
    moment = datetime.now(clock.now().tzinfo) + delay
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_after_five_wrong_passwords_even_the_right_one_waits(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [knock("li") for _ in range(5)] == [WrongPassword] * 5
    assert knock("li", RIGHT) is TooManyAttempts
    assert knock("li", RIGHT, "10.9.9.9") is TooManyAttempts
    later(monkeypatch, attempts.WINDOW + timedelta(seconds=1))
    assert knock("li", RIGHT) is None


def test_a_right_password_forgives_the_wrong_ones_before_it(database: str) -> None:
    assert [knock("li") for _ in range(4)] == [WrongPassword] * 4
    assert knock("li", RIGHT) is None
    assert [knock("li") for _ in range(4)] == [WrongPassword] * 4
    assert knock("li", RIGHT) is None


def test_one_password_over_many_names_is_stopped_by_the_address(database: str) -> None:
    tried = [knock(f"name{number}") for number in range(attempts.FAILURES_OF_AN_ADDRESS + 5)]
    assert tried.count(WrongPassword) == attempts.FAILURES_OF_AN_ADDRESS
    assert knock("li", RIGHT) is TooManyAttempts
    assert knock("li", RIGHT, "10.0.0.2") is None


def test_a_hundred_guesses_at_once_are_as_slow_as_one_after_the_other(database: str) -> None:
    with ThreadPoolExecutor(20) as threads:
        tried = list(threads.map(lambda number: knock("li", f"guess {number}", f"10.0.1.{number}"), range(100)))
    assert tried.count(WrongPassword) == attempts.FAILURES_OF_A_NAME


def test_what_was_counted_outlives_the_process(database: str) -> None:
    for _ in range(5):
        knock("li")
    database_session.engine.cache_clear()
    assert knock("li", RIGHT) is TooManyAttempts


def test_names_are_counted_however_they_are_spelled(database: str) -> None:
    for name in ("li", "LI", " li", "Li ", "lI"):
        knock(name)
    assert knock("li", RIGHT) is TooManyAttempts


def test_unknown_deactivated_and_uninvited_people_get_the_words_of_a_wrong_password(database: str, cast: Cast) -> None:
    with writing() as session:
        zhao = session.get_one(Person, cast.ids["zhao"])
        zhao.active, zhao.password_hash = False, hash_password(RIGHT)
    for name, password in (
        ("li", "wrong guess"),
        ("nobody", RIGHT),
        ("zhao", RIGHT),
        ("wang", RIGHT),
        ("", RIGHT),
        ("' OR 1=1--", ""),
    ):
        assert knock(name, password) is WrongPassword


def test_an_unknown_name_locks_like_a_known_one(database: str) -> None:
    assert [knock("nobody") for _ in range(6)] == [WrongPassword] * 5 + [TooManyAttempts]


def test_a_stranger_waits_as_long_as_a_colleague(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A15. Measured on the work that depends on the name: hashing. Machines differ, so the two are compared in turns."""
    monkeypatch.setattr(attempts, "FAILURES_OF_A_NAME", 1000)
    monkeypatch.setattr(attempts, "FAILURES_OF_AN_ADDRESS", 1000)
    with writing() as session:
        session.exec(select(Person).where(Person.sign_in_name == "li")).one().password_hash = hash_password(RIGHT)
    took: dict[str, list[float]] = {"li": [], "nobody": []}
    knock("nobody")
    for _ in range(15):
        for name, times in took.items():
            begun = time.thread_time()
            knock(name)
            times.append(time.thread_time() - begun)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < unknown / known < 2


def test_a_password_typed_into_the_name_field_is_nowhere_to_be_read(database: str) -> None:
    knock(RIGHT, "li")
    with reading() as session:
        rows = [*session.exec(select(SignInAttempt)), *session.exec(select(AuditEntry))]
        assert not [row for row in rows if "heron" in str(row.model_dump())]


def test_every_failure_and_every_sign_in_is_on_record(database: str) -> None:
    for _ in range(5):
        knock("li")
    knock("zhao")
    with reading() as session:
        denied = session.exec(select(AuditEntry).where(AuditEntry.deed == "sign_in").order_by(AuditEntry.id)).all()
        assert [entry.outcome for entry in denied] == ["denied"] * 6
        assert [entry.facts["locked"] for entry in denied] == [False] * 4 + [True, False]
        assert denied[0].facts["address"] == "10.0.0.1"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "The name or the password is not right."), ("zh_CN", "登录名或密码不正确。")]
)
def test_the_refusal_is_worded_in_both_languages(language: str, sentence: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        assert WrongPassword().sentence() == sentence
        assert "15" in TooManyAttempts(minutes=15).sentence()


def test_an_old_hash_is_renewed_at_the_next_sign_in(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(RIGHT)
    with writing() as session:
        session.exec(select(Person).where(Person.sign_in_name == "li")).one().password_hash = weak
    assert knock("li", RIGHT) is None
    with reading() as session:
        assert session.exec(select(Person.password_hash).where(Person.sign_in_name == "li")).one() != weak
    assert signing_in.needs_rehash(weak)


def change(who: Caller, present: str) -> type[Refusal] | None:
    """Try to change the own password; gives the refusal, or None where it was changed."""
    command = ChangePassword(present=SecretStr(present), password=SecretStr(NEW), again=SecretStr(NEW))
    try:
        perform(change_password, command, by=who, key=uuid.uuid4().hex)
    except Refusal as refusal:
        return type(refusal)
    return None


def test_the_present_password_is_guessed_as_slowly_as_at_the_door(
    database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds a screen unlocked does not find out the password there."""
    assert [change(cast.li, f"guess {number}") for number in range(5)] == [PresentPasswordWrong] * 5
    assert change(cast.li, RIGHT) is TooManyAttempts
    assert knock("li", RIGHT) is TooManyAttempts
    with reading() as session:
        denied = session.exec(select(AuditEntry).where(AuditEntry.deed == "change_password")).all()
        assert [(entry.outcome, entry.person_id) for entry in denied] == [("denied", cast.ids["li"])] * 5
    later(monkeypatch, attempts.WINDOW + timedelta(seconds=1))
    assert change(cast.li, RIGHT) is None


def test_a_right_present_password_forgives_the_wrong_ones_before_it(database: str, cast: Cast) -> None:
    assert [change(cast.li, "wrong guess") for _ in range(4)] == [PresentPasswordWrong] * 4
    assert change(cast.li, RIGHT) is None
    assert [knock("li") for _ in range(5)] == [WrongPassword] * 5


def test_guessing_the_present_password_many_times_at_once_is_no_quicker(database: str, cast: Cast) -> None:
    with ThreadPoolExecutor(10) as threads:
        tried = list(threads.map(lambda number: change(cast.li, f"guess {number}"), range(30)))
    assert tried.count(PresentPasswordWrong) == attempts.FAILURES_OF_A_NAME


def test_colleagues_do_not_lock_each_other_out_of_their_accounts(database: str, cast: Cast) -> None:
    for _ in range(6):
        change(cast.zhao, "wrong guess")
    assert change(cast.li, RIGHT) is None
