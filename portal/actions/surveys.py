"""Asking the customer how it was: one survey a solved ticket, one link, one answer (rules S-01, S-02)."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any, ClassVar, Literal

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import Field, select

from portal import clock
from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket
from portal.db.prepared import Prepared
from portal.db.queries.standards import standards_on
from portal.db.queries.surveys import survey_by_token, token_digest
from portal.db.rows import columns_of, insert_row
from portal.db.tallies import SurveyCount, count_survey
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.surveys import SurveyChannel, is_satisfied
from portal.rules.tickets import TicketStatus
from portal.settings import installation_secrets

SOLVED = frozenset({TicketStatus.SOLVED, TicketStatus.CONFIRMED, TicketStatus.ARCHIVED})


class NotSolvedYet(Refusal):
    """The customer is asked after the solution, not before."""

    message = N_("The customer is asked when the ticket is solved. This one is not.")


class AnsweredAlready(Refusal):
    """There is one answer to a survey, and it stands."""

    message = N_("This survey has been answered already. The first answer stands.")


class LinkOver(Refusal):
    """Unknown, replaced or expired: the three are never told apart."""

    message = N_("This link is not valid any more. If you would like to tell us something, please call our hotline.")


class SendSurvey(Command):
    """A link for the customer of a solved ticket."""

    ticket_id: int


class Marks(Command):
    """What the customer says: 1 very dissatisfied to 5 very satisfied."""

    personal: ClassVar[frozenset[str]] = frozenset({"comment", "token"})

    speed: int = Field(title=N_("Speed of response"), ge=1, le=5)
    ability: int = Field(title=N_("Ability to solve the problem"), ge=1, le=5)
    attitude: int = Field(title=N_("Attitude"), ge=1, le=5)
    overall: int = Field(title=N_("Overall"), ge=1, le=5)
    comment: Paragraph = Field(default="", title=N_("What would you like to tell us?"), max_length=2000)


class AnswerSurvey(Marks):
    """The customer's own answer through the link."""

    token: str = Field(max_length=100)


class EnterAnswer(Marks):
    """An answer that the customer gave on the telephone or on site."""

    ticket_id: int
    channel: Literal[SurveyChannel.PHONE, SurveyChannel.ON_SITE] = Field(title=N_("How it was asked"))


_SURVEYS = columns_of(Survey)
_OF_TICKET = _SURVEYS.c.ticket_id == bindparam("ticket")
_SURVEY = select(Survey).where(_OF_TICKET)
_OPENED = select_columns(_SURVEYS.c.id, _SURVEYS.c.sent_at).where(_OF_TICKET)
_ANSWERED = ("speed", "ability", "attitude", "overall", "comment", "answered_at", "answered_through", "entered_by_id")
_ANSWER = Prepared(
    update(_SURVEYS)
    .where(_SURVEYS.c.id == bindparam("survey"), _SURVEYS.c.answered_at.is_(None))
    .values({name: bindparam(f"new_{name}") for name in _ANSWERED})
)
_JUDGE = Prepared(update(_SURVEYS).where(_SURVEYS.c.id == bindparam("survey")).values(owner_id=bindparam("judged")))


def open_survey(work: Work, ticket: Ticket, owner_id: int | None = None) -> None:
    """Open the survey of a ticket that was solved, to be sent; solved once more, an answer that was given stands."""
    about: dict[str, Any] = {"ticket_id": id_of(ticket), "customer_id": ticket.customer_id}
    judged = owner_id or ticket.owner_id
    survey = work.session.connection().execute(_OPENED, {"ticket": ticket.id}).first()
    if survey is None:
        id = insert_row(work.session, Survey, {**about, "owner_id": judged})
        work.happened("survey_opened", "survey", id, **about)
    elif survey.sent_at is None:
        _JUDGE.run(work.session, {"survey": survey.id, "judged": judged})


@deed(Right.ASK_SURVEY)
def send_survey(work: Work, command: SendSurvey) -> Outcome:
    """Make a fresh link for the customer; an older one stops working. `survey_link` gives the link itself."""
    survey = _to_ask(work, command.ticket_id)
    if survey.answered_at is not None:
        raise AnsweredAlready
    survey.links += 1
    survey.digest = token_digest(_token(id_of(survey), survey.links))
    _count_as_sent(work, survey)
    survey.expires_at = work.now + timedelta(days=_days_valid(work))
    _tell(work, survey, "survey_sent", link=survey.links)
    return Outcome("survey", id_of(survey), facts={"link": survey.links, "expires_at": survey.expires_at.isoformat()})


def survey_link(outcome: Outcome) -> str:
    """The address of the survey page that `send_survey` opened, without the host: "/s/...".

    The link is made from the survey, the count of its links and this installation's key, and is kept nowhere: the database
    holds a digest of it, the saved command only the count. So a resend gives the same link, and a stolen database none.
    """
    return f"/s/{_token(outcome.id, int(outcome.facts['link']))}"


def _token(survey_id: int, link: int) -> str:
    key = bytes.fromhex(installation_secrets().index_key)
    return urlsafe_b64encode(hmac.digest(key, f"survey link {survey_id} {link}".encode(), "sha256")).decode().rstrip("=")


@deed(None)
def answer_survey(work: Work, command: AnswerSurvey) -> Outcome:
    """Take the customer's answer. Raises LinkOver, AnsweredAlready."""
    survey_id = survey_by_token(work.session, command.token)
    survey = work.session.get(Survey, survey_id) if survey_id else None
    if survey is None or survey.expires_at is None or survey.expires_at <= work.now:
        raise LinkOver
    return _answered(work, survey, command, SurveyChannel.LINK)


@deed(Right.ASK_SURVEY)
def enter_answer(work: Work, command: EnterAnswer) -> Outcome:
    """Enter what the customer answered on the telephone or on site."""
    survey = _to_ask(work, command.ticket_id)
    _count_as_sent(work, survey)
    return _answered(work, survey, command, command.channel)


def _answered(work: Work, survey: Survey, marks: Marks, channel: SurveyChannel) -> Outcome:
    """Write an answer where there is none: of two at one moment the first one stands."""
    work.session.flush()
    values = marks.model_dump(include={"speed", "ability", "attitude", "overall", "comment"})
    values |= {"answered_at": work.now, "answered_through": channel, "entered_by_id": work.actor.id}
    if _ANSWER.run(work.session, {"survey": survey.id, **{f"new_{name}": value for name, value in values.items()}}).rowcount != 1:
        raise AnsweredAlready
    count = SurveyCount(answered=1, satisfied=int(is_satisfied(marks.overall)), overall_sum=marks.overall)
    count_survey(work.session, survey, count)
    _tell(work, survey, "survey_answered", marks.comment, overall=marks.overall, through=channel.value)
    return Outcome("survey", id_of(survey), facts={"overall": marks.overall})


def _to_ask(work: Work, ticket_id: int) -> Survey:
    """The survey of a solved ticket, locked by its ticket; one solved before surveys opened by themselves gets one now."""
    ticket = work.find(Ticket, ticket_id)
    if ticket.status not in SOLVED:
        raise NotSolvedYet
    open_survey(work, ticket)
    return work.session.scalars(_SURVEY, {"ticket": ticket.id}).one()


def _count_as_sent(work: Work, survey: Survey) -> None:
    if survey.sent_at is None:
        survey.sent_at, survey.sent_by_id = work.now, work.actor.id
        # Kept here: the ticket's category may be corrected later, and an answer is counted where its question was.
        survey.category = work.find(Ticket, survey.ticket_id).category
        count_survey(work.session, survey, SurveyCount(sent=1))


def _days_valid(work: Work) -> int:
    return standards_on(work.session, clock.at_the_office(work.now).date()).number("survey.expires_days")


def _tell(work: Work, survey: Survey, kind: str, text: str = "", **facts: object) -> None:
    work.happened(kind, "survey", id_of(survey), ticket_id=survey.ticket_id, customer_id=survey.customer_id, text=text, **facts)
