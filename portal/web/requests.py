"""Judging a request by what it says about itself: host, origin, address."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from portal.auth.cookie import is_secure
from portal.settings import settings


def host_is_ours(connection: HTTPConnection) -> bool:
    """Whether the browser asked for a name of this portal; a foreign name that points here is somebody's trick."""
    try:
        return urlsplit(f"//{connection.headers.get('host', '')}").hostname in settings().hosts
    except ValueError:
        return False


def origin_is_ours(connection: HTTPConnection) -> bool:
    """Whether the request comes from a page of this portal: exactly this origin, and not none."""
    scheme = "https" if is_secure(connection) else "http"
    return connection.headers.get("origin") == f"{scheme}://{connection.headers.get('host', '')}" and host_is_ours(connection)


def address_of(connection: HTTPConnection) -> str:
    """The browser's network address: the socket's, or what a trusted proxy said."""
    return connection.client.host if connection.client else "local"
