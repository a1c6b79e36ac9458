"""Where a benchmark runs: databases of a size, the portal on them, somebody signed in, and what the process uses."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlmodel import select

from portal import clock
from portal.db import migrate
from portal.db.models.people import Person
from portal.db.session import engine, writing
from portal.db.sign_ins import open_sign_in
from portal.settings import make_secrets, settings
from seed.bulk.__main__ import load
from tests.conftest import forget_settings
from tests.postgres import postgresql

CPU_CLOCK = 2  # of a whole process: CPUCLOCK_SCHED
RESTING = 0.05  # seconds of the processor in a second


@dataclass(frozen=True)
class Place:
    """A loaded database, to which this process is set."""

    back_end: str
    tickets: int
    folder: Path


@contextmanager
def loaded(back_end: str, tickets: int) -> Iterator[Place]:
    """A fresh database with so many tickets, gone at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal_bench_")))
        url = f"sqlite:///{folder / 'portal.db'}"
        if back_end == "postgresql":
            server = stack.enter_context(postgresql(durable=True))
            with create_engine(server.url, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("CREATE DATABASE bench"))
            url = server.url.replace("/postgres?", "/bench?")
        os.environ.update(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(folder), PORTAL_SECRETS_FILE=str(folder / "secrets.toml"))
        forget_settings()
        make_secrets()
        migrate.upgrade(url)
        load(tickets, url)
        engine.cache_clear()
        yield Place(back_end, tickets, folder)
        for own in (engine(url), engine(url, read_only=True)):
            own.dispose()
        engine.cache_clear()


def cookie_of(sign_in_name: str) -> str:
    """The cookie of a sign-in; one a person, because a person's own page lists them all."""
    return _cookie(settings().database, sign_in_name)


@lru_cache
def _cookie(_database: str, sign_in_name: str) -> str:
    with writing() as session:
        person = session.exec(select(Person).where(Person.sign_in_name == sign_in_name)).one()
        person.language = "zh_CN"
        return f"portal_sign_in={open_sign_in(session, person, clock.now(), address='127.0.0.1', browser='bench')}"


def cpu_seconds(process: int) -> float:
    """Processor time that a process has used, its ended threads included, to the nanosecond (Linux: clock_getcpuclockid)."""
    return time.clock_gettime(~process << 3 | CPU_CLOCK)


def rest(process: int) -> None:
    """Wait until a process has nothing to do: at its start the portal reads what pages need, beside whoever asks."""
    used = -1.0
    while cpu_seconds(process) - used > RESTING:
        used = cpu_seconds(process)
        time.sleep(1)


def resident_megabytes(process: int) -> float:
    """Memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def first_number(table: str) -> str:
    """The number of some record in the middle of a table."""
    with engine(settings().database, read_only=True).connect() as connection:
        newest = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar_one()
        return str(
            connection.exec_driver_sql(f"SELECT number FROM {table} WHERE id >= {newest // 2} ORDER BY id LIMIT 1").scalar_one()
        )
