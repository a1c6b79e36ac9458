"""Setting an installation up: keys, database, standards, the first administrator, or the demonstration department."""

import os
import secrets
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, cast

import typer
from sqlmodel import col, select

from portal import clock
from portal.actions.deed import PORTAL, perform
from portal.actions.invitations import link_of
from portal.actions.people import InvitePerson, invite_person
from portal.db import migrate as migrations
from portal.db.models.people import Person
from portal.db.passwords import hash_password
from portal.db.session import writing
from portal.errors import InvalidInput, KeyUsedDifferently
from portal.rules.permissions import Role
from portal.settings import BadSettings, make_secrets, settings
from seed.standards import load_standards

# The words of generated passwords: easy to read out, hard to confuse.
SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


def migrate() -> None:
    """Bring the database up to date. Run it before the new version is started; two at once wait for each other."""
    _prepare_folders()
    try:
        migrations.upgrade(settings().database)
    except migrations.UnknownSchema as newer:
        raise BadSettings(
            f"The database is at revision {newer}, which this version does not know: it was made by a newer portal. "
            "Start that version, or restore a backup of before."
        ) from newer
    with writing() as session:
        # A new version may bring new standards; those that are there already stay as they are.
        load_standards(session, valid_from=date(2020, 1, 1), at=clock.now())
    typer.echo(f"The database is at revision {migrations.newest_revision()}.")


def init(
    name: Annotated[str, typer.Option(prompt="Name of the first administrator", help="As colleagues call them.")],
    sign_in_name: Annotated[str, typer.Option(prompt="Sign-in name", help="Latin letters and digits.")],
) -> None:
    """Make the keys, the database, the standards and the first administrator, who sets a password by the link that is printed.

    Refuses where there are people already.
    """
    make_secrets()
    migrate()
    try:
        command = InvitePerson.of(name=name, sign_in_name=sign_in_name, roles=[Role.ADMINISTRATOR])
    except InvalidInput as invalid:
        raise BadSettings("; ".join(f"{field}: {problem}" for field, problem in invalid.problems.items())) from invalid
    with writing() as session:
        if session.exec(select(Person.id).limit(1)).first() is not None:
            raise BadSettings("There are people in this database. The first administrator is made once; others are invited.")
    # One key for the very first invitation: of two that run at once, one is made and the other told so.
    try:
        outcome = perform(invite_person, cast(InvitePerson, command), by=PORTAL, key="first-administrator")
    except KeyUsedDifferently as second:
        raise BadSettings("Somebody else is setting this portal up at this moment, with another administrator.") from second
    typer.echo("The portal is set up. The first administrator chooses a password here, within three days:")
    typer.echo(f"  {link_of(str(outcome.facts['invitation']))}")
    typer.echo("Start the portal with: python -m portal serve")


def demo() -> None:
    """Load the demonstration department into an empty database and print everybody's sign-in name and password."""
    if not settings().demonstration:
        raise BadSettings("The demonstration department is made up. Say that you want it: PORTAL_DEMONSTRATION=true")
    make_secrets()
    migrate()
    with writing() as session:
        empty = session.exec(select(Person.id).limit(1)).first() is None
    if _unfinished().exists():
        raise BadSettings(
            f"Loading the demonstration department was cut off. Delete {settings().data_dir.absolute()} and start again: "
            "it holds nothing but made-up data."
        )
    if empty and find_spec("seed.demo"):
        _load_whole()
    kept = settings().data_dir / "demo-sign-ins.txt"
    if _nobody_has_a_password():
        _write_down(kept, _give_passwords())
    if not kept.exists():
        raise BadSettings(
            f"The people in this database have passwords already, and {kept} is gone. If it is the demonstration department, "
            "delete the database and start again; anybody else's passwords are left alone."
        )
    typer.echo(kept.read_text(encoding="utf-8"))


def _load_whole() -> None:
    """Load the department, and know afterwards if that was cut off: half a department is no demonstration."""
    from seed.demo import load_demo

    loading = _unfinished()
    loading.touch()
    load_demo()
    loading.unlink()


def _unfinished() -> Path:
    return settings().data_dir / "demo-is-being-loaded"


def _nobody_has_a_password() -> bool:
    with writing() as session:
        return session.exec(select(Person.id).where(col(Person.password_hash).is_not(None)).limit(1)).first() is None


def _write_down(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _prepare_folders() -> None:
    settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def _give_passwords() -> str:
    lines = ["Sign-in names and passwords of the demonstration department:"]
    with writing() as session:
        for person in session.exec(select(Person).where(col(Person.active)).order_by(col(Person.id))):
            password = "-".join("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(3))
            person.password_hash = hash_password(password)
            lines.append(f"  {person.sign_in_name:<14} {password:<24} {person.name}")
    return "\n".join(lines) + "\n"
