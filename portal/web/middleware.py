"""What every request passes before Streamlit sees it: host, origin, whose browser it is; and what its answer permits."""

from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.auth.cookie import (
    ADDRESS_HEADER,
    BINDING_HEADER,
    VISITOR,
    binding_of,
    new_visitor,
    read_cookie,
    set_cookie,
    who_is_asking,
)
from portal.web.front import START_DIGEST, NothingElse
from portal.web.requests import address_of, host_is_ours, origin_is_ours
from portal.web.static import CompressedFiles
from portal.web.uploads import UPLOADS, is_own_screen

OURS_TO_WRITE = {BINDING_HEADER.lower().encode(), ADDRESS_HEADER.lower().encode()}
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
NEEDS_SIGN_IN = ("/media/", UPLOADS)
PASSED_BY_STRANGERS = ("/static/", "/healthz", "/ui-")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {START_DIGEST}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    ),
}


class Doorkeeper:
    """Refuses what does not come from our own pages, and binds each screen to the browser that opened it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge a request and pass it on with our own headers only."""
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        scope = dict(scope, headers=[header for header in scope["headers"] if header[0].lower() not in OURS_TO_WRITE])
        connection = HTTPConnection(scope)
        if scope["type"] == "websocket":
            return await self._screen(connection, scope, receive, send)
        refusal = await self._refusal(connection)
        if refusal is not None:
            return await refusal(scope, receive, send)
        return await self.app(scope, receive, _greeting(connection, send))

    async def _screen(self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
        binding = await binding_of(connection) if origin_is_ours(connection) else None
        if binding is None:
            await receive()
            return await send({"type": "websocket.close", "code": 4401})
        own = [
            (BINDING_HEADER.lower().encode(), binding.encode()),
            (ADDRESS_HEADER.lower().encode(), address_of(connection).encode()),
        ]
        return await self.app(dict(scope, headers=[*scope["headers"], *own]), receive, send)

    async def _refusal(self, connection: HTTPConnection) -> Response | None:
        if not host_is_ours(connection):
            return PlainTextResponse("Unknown host", 400)
        path = unquote(connection.url.path)
        if path.startswith(CLOSED):
            return PlainTextResponse("Closed", 403)
        if path.startswith(NEEDS_SIGN_IN) and await who_is_asking(connection) is None:
            return PlainTextResponse("Sign in first", 401)
        if path.startswith(UPLOADS) and not is_own_screen(path, await binding_of(connection) or ""):
            return PlainTextResponse("Not your screen", 403)
        return None


def _greeting(connection: HTTPConnection, send: Send) -> Send:
    """Give a browser that is new here a name, so that its screen can be told from a stranger's."""
    path = connection.url.path
    if read_cookie(connection, VISITOR) or path.startswith(PASSED_BY_STRANGERS):
        return send

    async def send_with_name(message: Message) -> None:
        if message["type"] == "http.response.start":
            carrier = Response()
            set_cookie(carrier, connection, VISITOR, new_visitor())
            MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])
        await send(message)

    return send_with_name


class SecurityHeaders:
    """Tells browsers what they may do with our answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer that does not say otherwise."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/media/"):
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        return await self.app(scope, receive, send_with_headers)


def middleware(ours: list[BaseRoute]) -> list[Middleware]:
    """In the order in which a request meets them; `ours` are the routes beside Streamlit's."""
    return [Middleware(SecurityHeaders), Middleware(Doorkeeper), Middleware(CompressedFiles), Middleware(NothingElse, ours=ours)]
