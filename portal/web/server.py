"""Starting the portal: one process, its own socket without delay, nothing started twice on one port."""

import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.exc import DBAPIError

from portal.auth.presence import watch
from portal.db.migrate import current_revision, newest_revision
from portal.jobs.clockwork import clockwork
from portal.settings import BadSettings, check_settings, settings
from portal.web.errors import say_sorry
from portal.web.inside import lighten
from portal.web.log import configure
from portal.web.middleware import middleware
from portal.web.routes import routes
from portal.web.warming import warm_up

ROOT = Path(__file__).parent.parent.parent
BACKLOG = 2048


def parts() -> Mapping[str, Any]:
    """What app.py adds to Streamlit's own server. Raises BadSettings where it is not safe or not possible to start."""
    check_settings()
    _check_database()
    configure()
    lighten()
    watch()
    ours = routes()
    return {"routes": ours, "middleware": middleware(ours), "on_script_error": say_sorry, "lifespan": _with_jobs}


@asynccontextmanager
async def _with_jobs(_app: object) -> AsyncIterator[None]:
    """What is due by the clock is done as long as the portal serves, unless PORTAL_JOBS says that another process does it."""
    warm_up()
    with clockwork() if settings().jobs else nullcontext():
        yield


def _check_database() -> None:
    try:
        revision = current_revision(settings().database)
    except DBAPIError:
        revision = None
    if revision != newest_revision():
        raise BadSettings(
            f"The database is at revision {revision or 'none'}, this version needs {newest_revision()}. "
            "Bring it up to date with: python -m portal migrate"
        )


def serve() -> None:
    """Serve until told to stop. Raises BadSettings where the port is taken or the settings are unsafe."""
    listening = listen(settings().address, settings().port)
    sys.path.insert(0, str(ROOT))
    from app import app

    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=bool(settings().trusted_proxies),
        forwarded_allow_ips=settings().trusted_proxies or None,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(address: str, port: int) -> socket.socket:
    """A listening socket whose answers leave at once: without TCP_NODELAY every rerun waits 40 ms for the other side."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        made.bind((address, port))
    except OSError as taken:
        made.close()
        raise BadSettings(
            f"Cannot listen on {address}:{port}: {taken.strerror}. Stop what uses it, or choose another port with PORTAL_PORT."
        ) from taken
    made.listen(BACKLOG)
    made.setblocking(False)
    return made
