"""The page behind an invitation link: choose a password, and be signed in."""

import hashlib
from dataclasses import dataclass

from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal import clock
from portal.actions.account import NotTheSame
from portal.actions.deed import Caller, perform
from portal.actions.invitations import AcceptInvitation, LinkIsOver, accept_invitation, open_invitation
from portal.auth.cookie import set_sign_in
from portal.db.models.people import Invitation, Person
from portal.db.session import reading, writing
from portal.db.sign_ins import open_sign_in
from portal.errors import Refusal
from portal.i18n import N_, speaking, translate
from portal.rules.passwords import LONGEST, SHORTEST
from portal.web.light import language_of, light_page
from portal.web.requests import address_of, origin_is_ours

INVITED = Caller(name="invitation")


async def show(request: Request) -> Response:
    """The form, or the notice that the link is over."""
    person = await run_in_threadpool(_invited, request.path_params["token"])
    return _form(request, person) if person else _over(request)


async def accept(request: Request) -> Response:
    """Set the password, sign in, go to the portal; or say what is wrong with it."""
    token = request.path_params["token"]
    person = await run_in_threadpool(_invited, token)
    if person is None or not origin_is_ours(request):
        return _over(request)
    async with request.form(max_files=0, max_fields=5, max_part_size=4096) as form:
        password, again = (str(form.get(name, ""))[: LONGEST + 1] for name in ("password", "again"))
    try:
        if password != again:
            raise NotTheSame
        name = await run_in_threadpool(_accept, request, token, password)
    except LinkIsOver:
        return _over(request)
    except Refusal as refusal:
        return _form(request, person, refusal)
    response = RedirectResponse("/", status_code=303)
    set_sign_in(response, request, name)
    return response


@dataclass(frozen=True)
class Invited:
    """Whom a link is for."""

    name: str
    sign_in_name: str


def _invited(token: str) -> Invited | None:
    with reading() as session:
        invitation = open_invitation(session, token)
        person = session.get(Person, invitation.person_id) if invitation and _stands(invitation) else None
        return Invited(person.name, person.sign_in_name) if person and person.active else None


def _stands(invitation: Invitation) -> bool:
    return invitation.used_at is None and invitation.expires_at > clock.now()


def _accept(request: Request, token: str, password: str) -> str:
    command = AcceptInvitation(token=SecretStr(token), password=SecretStr(password))
    key = hashlib.sha256(f"{token}{clock.now().isoformat()}".encode()).hexdigest()
    outcome = perform(accept_invitation, command, by=INVITED, key=key)
    with writing() as session:
        person = session.get_one(Person, outcome.id)
        browser = request.headers.get("user-agent", "")
        return open_sign_in(session, person, clock.now(), address=address_of(request), browser=browser)


def _form(request: Request, person: Invited, refusal: Refusal | None = None) -> Response:
    with speaking(language_of(request)):
        problem = refusal.sentence() if refusal else ""
    values = {"name": person.name, "sign_in_name": person.sign_in_name, "problem": problem, "shortest": SHORTEST}
    return light_page(request, "invitation.html", status=422 if refusal else 200, **values)


def _over(request: Request) -> Response:
    with speaking(language_of(request)):
        heading, sentence = translate(N_("This link is over")), LinkIsOver().sentence()
    return light_page(request, "notice.html", status=410, heading=heading, sentence=sentence)


ROUTES = [Route("/i/{token}", show, methods=["GET"]), Route("/i/{token}", accept, methods=["POST"])]
