"""The customer's survey page: one link, no sign-in, one answer (rule S-01).

The link is the secret: whoever has it may answer, so a foreign site gains nothing by sending the form. An unknown, a replaced and
an expired link get the same page.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import clock
from portal.actions.command import title
from portal.actions.deed import Caller, perform
from portal.actions.surveys import AnsweredAlready, AnswerSurvey, LinkOver, answer_survey
from portal.db.queries.standards import standards_on
from portal.db.queries.surveys import AskedSurvey, asked_survey
from portal.db.session import reading
from portal.errors import InvalidInput, KeyUsedDifferently, Refusal
from portal.i18n import LANGUAGES, N_, speaking, translate
from portal.rules.surveys import SCALE
from portal.web.light import language_of, light_page

CUSTOMER = Caller(name="customer by link")
QUESTIONS = ("speed", "ability", "attitude", "overall")
FIELDS = (*QUESTIONS, "comment")
LONGEST_COMMENT = 2000
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Question:
    """One question as the page shows it: what was chosen, and what is wrong with it."""

    name: str
    title: str
    value: str = ""
    problem: str = ""


async def show(request: Request) -> Response:
    """The questions; thanks where they were answered; or that the link is over."""
    survey = await run_in_threadpool(_asked, request.path_params["token"])
    if survey is None:
        return await run_in_threadpool(_over, request)
    return _thanks(request) if survey.answered_at else _form(request, survey, {})


async def answer(request: Request) -> Response:
    """Take the answer, or show what is missing with everything that was typed."""
    token = request.path_params["token"]
    body = await _body(request)
    survey = await run_in_threadpool(_asked, token)
    if survey is None:
        return await run_in_threadpool(_over, request)
    typed = _typed(body)
    try:
        with speaking(language_of(request)):
            await run_in_threadpool(_keep, token, body, typed)
    except LinkOver:
        return await run_in_threadpool(_over, request)
    except (AnsweredAlready, KeyUsedDifferently):
        return _thanks(request, answered_before=True)
    except InvalidInput as invalid:
        return _form(request, survey, typed, invalid.problems)
    except Refusal as refusal:
        return _form(request, survey, typed, refusal=refusal)
    return _thanks(request)


async def _body(request: Request) -> bytes | None:
    """What was sent; None where it is more than any answer can be, which is then not read to its end."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


def _typed(body: bytes | None) -> dict[str, str]:
    try:
        sent = dict(parse_qsl((body or b"").decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        sent = {}
    return {name: sent[name] for name in FIELDS if name in sent}


def _asked(token: str) -> AskedSurvey | None:
    """The survey behind a link that is still good, or was answered."""
    with reading() as session:
        survey = asked_survey(session, token[:200])
    if survey is None or (survey.answered_at is None and (survey.expires_at is None or survey.expires_at <= clock.now())):
        return None
    return survey


def _keep(token: str, body: bytes | None, typed: Mapping[str, str]) -> None:
    # The same answer sent twice (a double tap, a reload) has the same key and is thanked for twice; another one is refused.
    key = hashlib.sha256(token.encode() + b"\n" + (body or b"")).hexdigest()
    command = AnswerSurvey.of(token=token, **typed)
    assert isinstance(command, AnswerSurvey)
    perform(answer_survey, command, by=CUSTOMER, key=key)


def _form(
    request: Request,
    survey: AskedSurvey,
    typed: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    problems = problems or {}
    spoken = language_of(request)
    with speaking(spoken):
        fields = AnswerSurvey.model_fields
        asked = {name: Question(name, title(fields[name], name), typed.get(name, ""), problems.get(name, "")) for name in FIELDS}
        about = translate(N_("You asked us for help: request {number}. Please tell us in one minute how it went."))
        if refusal is not None:
            problem = refusal.sentence()
        else:
            problem = translate(N_("Some answers are missing. What you gave is kept.")) if problems else ""
        scale = [(mark, translate(meaning)) for mark, meaning in SCALE.items()]
    return light_page(
        request,
        "survey.html",
        status=422 if problem else 200,
        other=next(language for language in LANGUAGES if language != spoken),
        about=about.format(number=survey.ticket_number),
        problem=problem,
        questions=[asked[name] for name in QUESTIONS],
        comment=asked["comment"],
        scale=scale,
        longest=LONGEST_COMMENT,
    )


def _thanks(request: Request, *, answered_before: bool = False) -> Response:
    with speaking(language_of(request)):
        heading = translate(N_("Thank you"))
        again = translate(N_("This survey has been answered already. The first answer stands."))
        sentence = again if answered_before else translate(N_("Your answer has arrived. It helps us to serve you better."))
    status = 409 if answered_before else 200
    return light_page(request, "survey_notice.html", status=status, heading=heading, sentence=sentence, telephone="")


def _over(request: Request) -> Response:
    with reading() as session:
        points = standards_on(session, clock.at_the_office(clock.now()).date()).value("contact.points")
    with speaking(language_of(request)):
        heading, sentence = translate(N_("This link is over")), LinkOver().sentence()
        telephone = translate(N_("Hotline: {telephone}")).format(telephone=points.get("hotline", ""))
    return light_page(request, "survey_notice.html", status=404, heading=heading, sentence=sentence, telephone=telephone)


ROUTES = [Route("/s/{token}", show, methods=["GET"]), Route("/s/{token}", answer, methods=["POST"])]
