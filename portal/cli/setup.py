"""Setting an installation up: keys, database, standards, the first administrator."""

from datetime import date
from typing import Annotated, cast

import typer
from sqlmodel import select

from portal import clock
from portal.actions.deed import PORTAL, perform
from portal.actions.invitations import link_of
from portal.actions.people import InvitePerson, invite_person
from portal.db import migrate as migrations
from portal.db.models.people import Person
from portal.db.session import writing
from portal.errors import InvalidInput, KeyUsedDifferently
from portal.rules.permissions import Role
from portal.settings import BadSettings, make_secrets, settings
from seed.standards import load_standards


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


def _prepare_folders() -> None:
    settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
