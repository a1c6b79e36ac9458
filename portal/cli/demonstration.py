"""The demonstration department: loaded once and whole, with a password for everybody."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import typer
from sqlmodel import col, select

from portal.cli.setup import migrate
from portal.db import migrate as migrations
from portal.db.models.people import Person
from portal.db.models.records import SavedCommand
from portal.db.passwords import hash_password
from portal.db.session import writing
from portal.settings import BadSettings, make_secrets, settings

# The words of generated passwords: easy to read out, hard to confuse.
SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


def demo() -> None:
    """Load the demonstration department into an empty database and print everybody's sign-in name and password.

    What was cut off is taken away and loaded anew; anything else that is in the database is left alone.
    """
    if not settings().demonstration:
        raise BadSettings("The demonstration department is made up. Say that you want it: PORTAL_DEMONSTRATION=true")
    make_secrets()
    migrate()
    kept = settings().data_dir / "demo-sign-ins.txt"
    with _alone():
        if _nobody_can_sign_in():
            _load()
            _give_passwords(kept)
    if not kept.exists():
        raise BadSettings(
            f"The people in this database have passwords already, and {kept} is gone. If it is the demonstration department, "
            "delete the database and start again; anybody else's passwords are left alone."
        )
    typer.echo(kept.read_text(encoding="utf-8"))


@contextmanager
def _alone() -> Iterator[None]:
    """Only one at a time; whoever is killed lets the next one in."""
    with (settings().data_dir / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise BadSettings("The demonstration department is being loaded at this moment. Wait until that has ended.") from busy
        yield


def _load() -> None:
    """Bring the department into a database without people, or with the beginning of the department only."""
    if not find_spec("seed.demo"):
        return
    from seed.demo import load_demo
    from seed.demo.stage import FIRST_DEED

    with writing() as session:
        empty = session.exec(select(Person.id).limit(1)).first() is None
        begun = session.get(SavedCommand, FIRST_DEED) is not None
    if not empty and not begun:
        raise BadSettings("There are people in this database who are not the demonstration department. Nothing was changed.")
    if begun:
        # Passwords come last, and nobody has one: loading was cut off. Files of that load stay, nothing refers to them.
        typer.echo("Loading the demonstration department was cut off. It starts again.")
        migrations.downgrade(settings().database, "base")
        migrate()
    load_demo()


def _nobody_can_sign_in() -> bool:
    with writing() as session:
        return session.exec(select(Person.id).where(col(Person.password_hash).is_not(None)).limit(1)).first() is None


def _give_passwords(kept: Path) -> None:
    lines = ["Sign-in names and passwords of the demonstration department:"]
    with writing() as session:
        for person in session.exec(select(Person).where(col(Person.active)).order_by(col(Person.id))):
            password = "-".join("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(3))
            person.password_hash = hash_password(password)
            lines.append(f"  {person.sign_in_name:<14} {password:<24} {person.name}")
        # Before the passwords hold: a password that nobody was told would lock everybody out.
        _write_down(kept, "\n".join(lines) + "\n")


def _write_down(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
