"""The two cookies: one names a sign-in, one tells visitors apart. No script can read either."""

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from portal import clock
from portal.db.session import reading
from portal.db.sign_ins import SignedIn, digest, find_sign_in
from portal.settings import settings

BINDING_HEADER = "X-Portal-Session"
ADDRESS_HEADER = "X-Portal-Address"
SIGNED_IN, VISITING = "in", "out"
SIGN_IN, VISITOR = "portal_sign_in", "portal_visitor"
HOST_PREFIX = "__Host-"  # browsers then take the cookie over https only, for this host and the whole of it


def cookie_name(name: str, *, secure: bool) -> str:
    """What a cookie is called on a secure or plain connection."""
    return f"{HOST_PREFIX}{name}" if secure else name


def read_cookie(connection: HTTPConnection, name: str) -> str:
    """A cookie's value, or nothing."""
    try:
        cookies = SimpleCookie(connection.headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel = cookies.get(cookie_name(name, secure=is_secure(connection)))
    return morsel.value if morsel else ""


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the browser speaks https to us, or to the proxy that gives us its name (PORTAL_PUBLIC_URL)."""
    public = urlsplit(settings().public_url)
    if public.netloc and connection.headers.get("host", "").lower() == public.netloc.lower():
        return public.scheme == "https"
    return connection.url.scheme in {"https", "wss"}


def set_cookie(response: Response, connection: HTTPConnection, name: str, value: str, hours: int | None = None) -> None:
    """Give the browser a cookie that scripts cannot read and other sites cannot send along with a form."""
    secure = is_secure(connection)
    age = None if hours is None else hours * 3600
    response.set_cookie(
        cookie_name(name, secure=secure), value, max_age=age, httponly=True, samesite="lax", secure=secure, path="/"
    )


def set_sign_in(response: Response, connection: HTTPConnection, token: str) -> None:
    """Give the browser the name of its sign-in."""
    set_cookie(response, connection, SIGN_IN, token, settings().session_hours)


def forget_sign_in(response: Response, connection: HTTPConnection) -> None:
    """Take the name of the sign-in from the browser."""
    secure = is_secure(connection)
    response.delete_cookie(cookie_name(SIGN_IN, secure=secure), path="/", httponly=True, samesite="lax", secure=secure)


def new_visitor() -> str:
    """A random name for a browser in which nobody is signed in."""
    return secrets.token_urlsafe(32)


async def who_is_asking(connection: Request | HTTPConnection) -> SignedIn | None:
    """Who is signed in in the browser that sent a request; None for a visitor and for a sign-in that has ended."""
    token = read_cookie(connection, SIGN_IN)
    return await run_in_threadpool(_find, token) if token else None


def _find(token: str) -> SignedIn | None:
    with reading() as session:
        return find_sign_in(session, digest(token), clock.now())


async def binding_of(connection: HTTPConnection) -> str | None:
    """To what a screen of this browser is bound: its sign-in, else the visitor; None for a browser that has no cookie yet."""
    if await who_is_asking(connection) is not None:
        return f"{SIGNED_IN}:{digest(read_cookie(connection, SIGN_IN)).hex()}"
    visitor = read_cookie(connection, VISITOR)
    return f"{VISITING}:{hashlib.sha256(visitor.encode()).hexdigest()}" if len(visitor) >= 32 else None
