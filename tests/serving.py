"""The real portal, started as people start it, for tests that speak to it over the network."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
STARTS_WITHIN = 60


@dataclass(frozen=True)
class Portal:
    """A running portal: where it listens, where it logs, and its process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def host(self) -> str:
        """Host and port, as a Host header says them."""
        return self.url.removeprefix("http://")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_portal(folder: Path, *command: str, **settings: str) -> Iterator[Portal]:
    """The portal on the database to which this process is set, with further PORTAL_ settings; ended with the block."""
    port = free_port()
    log = folder / f"portal-{port}.log"
    environment = {
        **os.environ,
        "PORTAL_PORT": str(port),
        **{f"PORTAL_{name.upper()}": value for name, value in settings.items()},
    }
    arguments = [sys.executable, "-m", *(word.format(port=port) for word in command or ("portal", "serve"))]
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    portal = Portal(f"http://127.0.0.1:{port}", log, process)
    try:
        _wait_for(portal)
        yield portal
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(portal: Portal) -> None:
    until = time.monotonic() + STARTS_WITHIN
    # One client for all tries: each new one reads the machine's certificates, which costs more than the portal's start.
    with httpx.Client(timeout=2) as client:
        while time.monotonic() < until and portal.process.poll() is None:
            try:
                if client.get(f"{portal.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    raise AssertionError(f"The portal did not start:\n{portal.log.read_text()}")
