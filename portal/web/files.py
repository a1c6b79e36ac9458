"""Attachments, handed out one request at a time: to who is signed in and may see their record, and only whole ones."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import clock
from portal.actions import audit
from portal.auth.cookie import who_is_asking
from portal.db import files
from portal.db.queries.attachments import StoredFile, sees_file, stored_file
from portal.db.session import reading, writing
from portal.db.sign_ins import SignedIn
from portal.errors import NotFound, SignedOut
from portal.i18n import N_, speaking, translate
from portal.rules.files import SHOWN_INSIDE
from portal.web.light import language_of, light_page

# A browser's own viewer needs its freedom for a PDF; everything else is shut into a sandbox without scripts or an origin.
IN_A_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
IN_THE_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
LARGEST_ID = 2**31 - 1


async def hand_out(request: Request) -> Response:
    """The file, for who may see the record it belongs to. A foreign file and none at all get the same answer.

    Who opened a document of a hand-over is written down before it is handed out.
    """
    person = await who_is_asking(request)
    if person is None:
        return _notice(request, 401, SignedOut().message)
    stored = await run_in_threadpool(_visible_file, person, int(request.path_params["id"]))
    if stored is None:
        return _notice(request, 404, NotFound.message)
    try:
        content = await run_in_threadpool(files.content_of, stored.digest)
    except files.FileDamaged as damaged:
        return _notice(request, 410, damaged.message)
    if stored.subject == "project":
        await run_in_threadpool(_write_down, person, stored.id, "done")
    return Response(content, headers=_headers(stored, download="download" in request.query_params))


def _visible_file(person: SignedIn, id: int) -> StoredFile | None:
    if id > LARGEST_ID:
        return None
    with reading() as session:
        stored = stored_file(session, id)
        if stored is None or sees_file(session, stored, person.person_id, person.roles):
            return stored
    _write_down(person, id, "denied")
    return None


def _write_down(person: SignedIn, id: int, outcome: str) -> None:
    with writing() as session:
        audit.append(
            session,
            at=clock.now(),
            person_id=person.person_id,
            actor=person.name,
            deed="open_file",
            outcome=outcome,
            subject="attachment",
            subject_id=id,
        )


def _headers(stored: StoredFile, *, download: bool) -> dict[str, str]:
    inside = stored.media_type in SHOWN_INSIDE and not download
    return {
        "Content-Type": stored.media_type,
        "Content-Disposition": f"{'inline' if inside else 'attachment'}; filename*=UTF-8''{quote(stored.name, safe='')}",
        "Content-Security-Policy": IN_THE_VIEWER if stored.media_type == "application/pdf" else IN_A_SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }


def _notice(request: Request, status: int, sentence: str) -> Response:
    with speaking(language_of(request)):
        heading, sentence = translate(N_("This file cannot be opened")), translate(sentence)
    return light_page(request, "notice.html", status=status, heading=heading, sentence=sentence)


ROUTES = [Route("/files/{id:int}", hand_out, methods=["GET"])]
