"""Asking customers: opened by itself, sent by link, entered for the customer, tallied (rules S-01, S-02)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from portal.actions.deed import PORTAL
from portal.actions.surveys import (
    AnsweredAlready,
    AnswerSurvey,
    EnterAnswer,
    LinkOver,
    NotSolvedYet,
    SendSurvey,
    answer_survey,
    enter_answer,
    send_survey,
    survey_link,
)
from portal.actions.tickets import ReopenTicket, SolveTicket, reopen_ticket, solve_ticket
from portal.db.models.records import AuditEntry
from portal.db.models.surveys import Survey, SurveyTally
from portal.db.models.tickets import Ticket
from portal.db.session import reading, writing
from portal.errors import InvalidInput, NotAllowed
from portal.rules.surveys import SurveyChannel
from portal.rules.tickets import Category
from tests.actions.on_site import a_ticket, ticket_of
from tests.actions.test_articles import a_solved_ticket
from tests.cast import NOW, Cast, do

pytestmark = pytest.mark.usefixtures("database")
GOOD = {"speed": 5, "ability": 5, "attitude": 5, "overall": 4}
BAD = {"speed": 2, "ability": 1, "attitude": 4, "overall": 2, "comment": "等了两天"}


def survey() -> Survey:
    with reading() as session:
        found = session.exec(select(Survey)).one()
        session.expunge(found)
    return found


def token_of(ticket_id: int, cast: Cast, at: datetime = NOW) -> str:
    """The token of a link that Li sends."""
    return survey_link(do(send_survey, SendSurvey(ticket_id=ticket_id), cast.li, at)).removeprefix("/s/")


def tallies() -> list[tuple[int, int, int, int, int]]:
    """Month, sent, answered, satisfied, sum of marks."""
    with reading() as session:
        rows = session.exec(select(SurveyTally).order_by(SurveyTally.month))  # type: ignore[arg-type]
        return [(row.month, row.sent, row.answered, row.satisfied, row.overall_sum) for row in rows]


@pytest.mark.rule("S-01")
def test_solving_opens_a_survey_that_waits_to_be_sent(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    opened = survey()
    assert (opened.ticket_id, opened.owner_id, opened.sent_at, opened.digest) == (ticket_id, cast.ids["li"], None, None)
    assert tallies() == []


@pytest.mark.rule("S-01")
def test_nobody_is_asked_before_the_solution(cast: Cast) -> None:
    with pytest.raises(NotSolvedYet):
        do(send_survey, SendSurvey(ticket_id=a_ticket(cast)), cast.li)


@pytest.mark.rule("S-01")
def test_a_link_is_good_for_fourteen_days(cast: Cast) -> None:
    token = token_of(a_solved_ticket(cast), cast)
    assert survey().expires_at == NOW + timedelta(days=14)
    command = AnswerSurvey.of(token=token, **GOOD)
    with pytest.raises(LinkOver):
        do(answer_survey, command, PORTAL, NOW + timedelta(days=14))
    do(answer_survey, command, PORTAL, NOW + timedelta(days=14) - timedelta(seconds=1))
    assert survey().overall == 4


@pytest.mark.rule("S-01")
def test_a_fresh_link_ends_the_older_one(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    old, new = token_of(ticket_id, cast), token_of(ticket_id, cast, NOW + timedelta(days=20))
    with pytest.raises(LinkOver):
        do(answer_survey, AnswerSurvey.of(token=old, **GOOD), PORTAL, NOW + timedelta(days=1))
    do(answer_survey, AnswerSurvey.of(token=new, **GOOD), PORTAL, NOW + timedelta(days=21))
    assert tallies() == [(202603, 1, 1, 1, 4)]


@pytest.mark.rule("S-01")
def test_a_double_click_on_send_gives_one_and_the_same_link(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    links = {survey_link(do(send_survey, SendSurvey(ticket_id=ticket_id), cast.li, key="one form")) for _ in range(3)}
    assert len(links) == 1
    assert survey().links == 1


@pytest.mark.rule("S-01")
@pytest.mark.parametrize("channel", [SurveyChannel.PHONE, SurveyChannel.ON_SITE])
def test_an_agent_enters_what_the_customer_said(cast: Cast, channel: SurveyChannel) -> None:
    ticket_id = a_solved_ticket(cast)
    do(enter_answer, EnterAnswer.of(ticket_id=ticket_id, channel=channel, **BAD), cast.zhao)
    answered = survey()
    assert (answered.answered_through, answered.entered_by_id, answered.comment) == (channel, cast.ids["zhao"], "等了两天")
    assert tallies() == [(202603, 1, 1, 0, 2)]
    with pytest.raises(AnsweredAlready):
        do(enter_answer, EnterAnswer.of(ticket_id=ticket_id, channel=channel, **GOOD), cast.zhao)
    with pytest.raises(AnsweredAlready):
        do(send_survey, SendSurvey(ticket_id=ticket_id), cast.li)


@pytest.mark.rule("S-01")
def test_an_answer_by_link_is_not_entered_as_one(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        EnterAnswer.of(ticket_id=1, channel="link", **GOOD)


@pytest.mark.rule("S-01")
def test_engineers_do_not_enter_answers_about_themselves(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    with pytest.raises(NotAllowed):
        do(enter_answer, EnterAnswer.of(ticket_id=ticket_id, channel="on_site", **GOOD), cast.wang)


@pytest.mark.rule("S-02")
def test_the_tally_belongs_to_the_office_month_of_sending(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    # Half past midnight on 1 April at the office is still March in Greenwich.
    sent = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
    token = token_of(ticket_id, cast, sent)
    assert tallies() == [(202604, 1, 0, 0, 0)]
    do(answer_survey, AnswerSurvey.of(token=token, **GOOD), PORTAL, sent + timedelta(days=3))
    assert tallies() == [(202604, 1, 1, 1, 4)]


@pytest.mark.rule("S-02")
@pytest.mark.parametrize(("overall", "satisfied"), [(1, 0), (3, 0), (4, 1), (5, 1)])
def test_satisfied_is_four_or_five(cast: Cast, overall: int, satisfied: int) -> None:
    token = token_of(a_solved_ticket(cast), cast)
    do(answer_survey, AnswerSurvey.of(token=token, **{**GOOD, "overall": overall}), PORTAL)
    assert tallies() == [(202603, 1, 1, satisfied, overall)]


@pytest.mark.rule("S-01")
def test_solved_once_more_an_answer_that_was_given_stands(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    do(enter_answer, EnterAnswer.of(ticket_id=ticket_id, channel="phone", **GOOD), cast.li)
    do(reopen_ticket, ReopenTicket(id=ticket_id, seen=ticket_of(ticket_id).version, reason="又出现"), cast.li)
    again = SolveTicket(id=ticket_id, seen=ticket_of(ticket_id).version, cause="驱动", solution="换驱动")
    do(solve_ticket, again, cast.li)
    assert survey().overall == 4
    assert tallies() == [(202603, 1, 1, 1, 4)]


@pytest.mark.rule("X-02")
def test_the_audit_names_neither_link_nor_words(cast: Cast) -> None:
    token = token_of(a_solved_ticket(cast), cast)
    do(answer_survey, AnswerSurvey.of(token=token, **BAD), PORTAL)
    with reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.deed == "answer_survey")).one()
        assert entry.facts == {"speed": 2, "ability": 1, "attitude": 4, "overall": 2}


@pytest.mark.rule("S-02")
def test_an_answer_is_counted_where_its_question_was_though_the_ticket_was_corrected(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    token = token_of(ticket_id, cast)
    with writing() as session:
        session.get_one(Ticket, ticket_id).category = Category.ACCOUNT
    do(answer_survey, AnswerSurvey.of(token=token, **GOOD), PORTAL)
    assert tallies() == [(202603, 1, 1, 1, 4)]
