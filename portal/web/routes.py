"""Every route of ours beside Streamlit's own: signing in and out, invitations, health, scripts, files, surveys."""

from importlib import import_module
from importlib.util import find_spec

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal import clock
from portal.auth.cookie import SIGN_IN, forget_sign_in, read_cookie, set_sign_in
from portal.db.session import writing
from portal.db.sign_ins import digest, end_sign_in, redeem_ticket
from portal.web.requests import origin_is_ours

LONGEST_TICKET = 100
AREAS = ("front", "script", "health", "invitations", "surveys", "files")


def routes() -> list[BaseRoute]:
    """All of them; an area adds its own in portal/web/<area>.py as ROUTES."""
    found: list[BaseRoute] = [
        Route("/auth/session", begin_session, methods=["POST"]),
        Route("/auth/sign-out", sign_out, methods=["POST"]),
    ]
    for area in AREAS:
        if find_spec(f"portal.web.{area}"):
            found += import_module(f"portal.web.{area}").ROUTES
    return found


def _from_our_page(request: Request) -> bool:
    return request.headers.get("x-portal") == "1" and origin_is_ours(request)


async def begin_session(request: Request) -> Response:
    """Exchange a one-time ticket for the cookie."""
    if not _from_our_page(request):
        return Response(status_code=403)
    ticket = (await request.body())[:LONGEST_TICKET].decode("ascii", "replace")
    token = await run_in_threadpool(_redeem, ticket)
    if token is None:
        return Response(status_code=403)
    response = Response(status_code=204)
    set_sign_in(response, request, token)
    return response


def _redeem(ticket: str) -> str | None:
    with writing() as session:
        return redeem_ticket(session, ticket, clock.now())


async def sign_out(request: Request) -> Response:
    """End this browser's sign-in on the server and take its cookie."""
    if not _from_our_page(request):
        return Response(status_code=403)
    if token := read_cookie(request, SIGN_IN):
        await run_in_threadpool(_end, token)
    response = Response(status_code=204)
    forget_sign_in(response, request)
    return response


def _end(token: str) -> None:
    with writing() as session:
        end_sign_in(session, digest(token), clock.now())
