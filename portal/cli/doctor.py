"""What is wrong with this installation, and how to mend it."""

import re
import shutil
import stat
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import typer
from packaging.requirements import Requirement
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.actions.audit import first_broken_link
from portal.db import migrate, sqlite
from portal.db.queries.audit import length
from portal.db.session import is_postgresql, reading
from portal.jobs.mail import Unreachable, mail_server
from portal.settings import BadSettings, check_settings, installation_secrets, settings

ROOT = Path(__file__).parent.parent.parent
ENOUGH_BYTES = 2 * 1024**3
OLDEST_POSTGRESQL = 14


class Finding(NamedTuple):
    """One thing that was looked at: all is well, or what is wrong and how to mend it."""

    well: bool
    what: str
    mend: str = ""


def doctor() -> None:
    """Look at settings, keys, database, libraries, disk and the audit chain; say what is wrong and how to mend it."""
    findings = [finding for look in LOOKS for finding in look()]
    for finding in findings:
        typer.echo(f"{'ok     ' if finding.well else 'PROBLEM'} {finding.what}")
        if not finding.well:
            typer.echo(f"        {finding.mend}")
    wrong = sum(not finding.well for finding in findings)
    typer.echo(f"{wrong} to mend." if wrong else "All is well.")
    raise typer.Exit(1 if wrong else 0)


def verify_audit() -> None:
    """Recompute the audit chain and say whether it is whole."""
    for finding in look_at_audit():
        typer.echo(finding.what)
        if not finding.well:
            typer.echo(finding.mend)
            raise typer.Exit(1)


def look_at_settings() -> Iterator[Finding]:
    """Whether the settings are read and safe, and whether the keys are there, strong and private."""
    try:
        check_settings()
    except BadSettings as bad:
        yield Finding(False, "Settings and keys", str(bad).replace("\n", "\n        "))
        return
    mode = stat.S_IMODE(settings().secrets_path.stat().st_mode)
    yield Finding(True, f"Settings are usable; keys at {settings().secrets_path}, mode {mode:o}")


def look_at_data_folder() -> Iterator[Finding]:
    """Whether the data folder is private and has room."""
    folder = settings().data_dir
    if not folder.is_dir():
        yield Finding(False, f"No data folder at {folder}", "Make it with: python -m portal migrate")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    yield Finding(not mode & 0o007, f"Data folder {folder.absolute()}, mode {mode:o}", f"Keep others out: chmod 700 {folder}")
    free = shutil.disk_usage(folder).free
    yield Finding(free > ENOUGH_BYTES, f"{free / 1024**3:.1f} GiB free on its disk", "Make room: a backup needs 2 GiB.")


def look_at_database() -> Iterator[Finding]:
    """Whether the database answers, is up to date and sound, and whether its version is a safe one."""
    try:
        with reading() as session:
            found = str(
                session.execute(text("SELECT version()" if is_postgresql(session) else "SELECT sqlite_version()")).scalar()
            )
            postgresql = is_postgresql(session)
            sound = postgresql or session.execute(text("PRAGMA quick_check")).scalar() == "ok"
        revision = migrate.current_revision(settings().database)
    except SQLAlchemyError as trouble:
        yield Finding(False, f"The database does not answer ({type(trouble).__name__})", "Does it run? See PORTAL_DATABASE_URL.")
        return
    yield _version_of_postgresql(found) if postgresql else _version_of_sqlite(found)
    newest = migrate.newest_revision()
    yield Finding(revision == newest, f"Database revision {revision}, needed {newest}", "Mend with: python -m portal migrate")
    yield Finding(sound, "The database file is sound" if sound else "The database file is damaged", "Restore the newest backup.")


def _version_of_postgresql(found: str) -> Finding:
    number = re.search(r"PostgreSQL (\d+)", found)
    new_enough = number is not None and int(number[1]) >= OLDEST_POSTGRESQL
    return Finding(new_enough, found.split(" on ")[0], f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.")


def _version_of_sqlite(found: str) -> Finding:
    safe = sqlite.library().sqlite_version_info >= sqlite.SAFE_SQLITE
    return Finding(safe, f"SQLite {found}", "Versions before 3.51.3 can damage a database: pip install -r requirements.txt")


def look_at_libraries() -> Iterator[Finding]:
    """Whether every library has the version that was tested."""
    wrong = list(_other_versions(ROOT / "requirements.txt"))
    yield Finding(not wrong, f"Libraries: {', '.join(wrong) or 'as pinned'}", "Mend with: pip install -r requirements.txt")


def _other_versions(pins: Path) -> Iterator[str]:
    for line in pins.read_text(encoding="utf-8").splitlines() if pins.exists() else ():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pin = Requirement(line.split(" #")[0])
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            found = "missing"
        if found not in str(pin.specifier):
            yield f"{pin.name} is {found}, tested was {pin.specifier}"


def look_at_mail() -> Iterator[Finding]:
    """Whether the mail server takes our sign-in; without one nothing is sent."""
    try:
        own = settings()
    except BadSettings:
        return
    if not own.smtp_host:
        yield Finding(True, "No mail server is set (PORTAL_SMTP_HOST): digests stand in the portal and are not sent")
        return
    try:
        with mail_server():
            yield Finding(True, f"The mail server {own.smtp_host}:{own.smtp_port} answers ({own.smtp_tls})")
    except Unreachable as trouble:
        yield Finding(
            False, f"The mail server {own.smtp_host}:{own.smtp_port} cannot be used: {trouble}", "See the PORTAL_SMTP_ settings."
        )


def look_at_audit() -> Iterator[Finding]:
    """Whether anybody changed the record."""
    try:
        installation_secrets()
        with reading() as session:
            broken, entries = first_broken_link(session), length(session)
    except (BadSettings, SQLAlchemyError) as trouble:
        yield Finding(False, f"The audit chain cannot be read ({type(trouble).__name__})", "Mend keys and database first.")
        return
    yield Finding(
        broken is None,
        f"The audit chain is whole: {entries} entries" if broken is None else f"The audit chain is broken at entry {broken}",
        "Somebody changed, removed or added entries, or the audit key is not the one they were written with. "
        "Keep this database aside, compare with the newest backup before that entry.",
    )


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    look_at_settings,
    look_at_data_folder,
    look_at_database,
    look_at_libraries,
    look_at_mail,
    look_at_audit,
)
