"""What the satisfaction page asks the database."""

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.db.models.surveys import Survey, SurveyTally
from portal.db.models.tickets import Ticket
from portal.db.queries import satisfaction
from portal.db.queries.coverage import Coverage, coverage
from portal.db.session import reading, writing
from portal.rules.tickets import Category, Channel, TicketStatus
from tests.bench.statements import explain, full_scans, recording
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def a_ticket(cast: Cast, number: int, **facts: Any) -> int:
    """A solved ticket."""
    with writing() as session:
        ticket = Ticket(
            number=f"T-2026-{number:06d}", channel=Channel.PHONE, symptom="工资计算报错",
            owner_id=cast.ids["li"], registered_at=NOW, changed_at=NOW, is_open=False,
            **(
                {"customer_id": cast.huayuan, "category": Category.TECHNICAL, "solved_at": NOW, "status": TicketStatus.SOLVED}
                | facts
            ),
        )  # fmt: skip
        session.add(ticket)
        session.flush()
        assert ticket.id is not None
        return ticket.id


def a_survey(cast: Cast, ticket_id: int, overall: int | None, **facts: Any) -> int:
    """A survey, answered if there is an overall mark."""
    given = {
        "owner_id": cast.ids["li"],
        "sent_at": NOW,
        "expires_at": (facts.get("sent_at") or NOW) + timedelta(days=14),
        **facts,
    }
    with writing() as session:
        survey = Survey(
            ticket_id=ticket_id, overall=overall, answered_at=NOW if overall else None,
            **{"customer_id": cast.huayuan, **given},
        )  # fmt: skip
        session.add(survey)
        session.flush()
        assert survey.id is not None
        return survey.id


@pytest.mark.rule("S-02")
def test_a_rate_comes_from_the_tallies_by_month_person_and_category(database: str, cast: Cast) -> None:
    li, zhao = cast.ids["li"], cast.ids["zhao"]
    with writing() as session:
        session.add(SurveyTally(month=202602, owner_id=li, category=Category.TECHNICAL, sent=5, answered=4, satisfied=2))
        session.add(SurveyTally(month=202603, owner_id=li, category=Category.TECHNICAL, sent=20, answered=10, satisfied=9))
        session.add(SurveyTally(month=202603, owner_id=zhao, category=Category.ACCOUNT, sent=3, answered=2, satisfied=1))
    with reading() as session:
        march = satisfaction.satisfaction(session, 202603, 202603)
        assert (march.asked, march.answered, march.satisfied) == (23, 12, 10)
        assert march.rate == pytest.approx(83.333, abs=0.01)
        months = satisfaction.satisfaction_by_month(session, 202601, 202603)
        assert [(month.key, month.rate) for month in months] == [(202602, 50.0), (202603, pytest.approx(83.333, abs=0.01))]
        people = satisfaction.satisfaction_by_person(session, 202601, 202603)
        assert [(person.name, person.answered) for person in people] == [("李敏", 14), ("赵宁", 2)]
        categories = satisfaction.satisfaction_by_category(session, 202603, 202603)
        assert [(row.key, row.satisfied) for row in categories] == [(Category.TECHNICAL, 9), (Category.ACCOUNT, 1)]
        assert satisfaction.satisfaction(session, 202001, 202001).rate is None


@pytest.mark.rule("S-02")
def test_a_figure_opens_exactly_the_answers_behind_it(database: str, cast: Cast) -> None:
    good = a_survey(cast, a_ticket(cast, 1), 5)
    poor = a_survey(cast, a_ticket(cast, 2, category=Category.ACCOUNT), 2, owner_id=cast.ids["zhao"], comment="等了太久")
    a_survey(cast, a_ticket(cast, 3), None)
    old = a_survey(cast, a_ticket(cast, 4), 4, sent_at=NOW - timedelta(days=40))
    with reading() as session:

        def found(**wanted: Any) -> list[int]:
            matching = satisfaction.AnswerFilter(**wanted)
            rows = satisfaction.answers(session, matching)
            assert satisfaction.count_answers(session, matching) == len(rows)
            return [row.id for row in rows]

        assert found() == [poor, good, old]
        assert found(since=NOW - timedelta(days=1)) == [poor, good]
        assert found(until=NOW) == [old]
        assert found(owner_id=cast.ids["zhao"]) == [poor]
        assert found(category=Category.TECHNICAL) == [good, old]
        assert found(satisfied=False) == [poor]
        assert found(satisfied=True) == [good, old]
        rows = satisfaction.answers(session, satisfaction.AnswerFilter(), limit=1)
        second = satisfaction.answers(session, satisfaction.AnswerFilter(), after=(rows[0].sent_at, rows[0].id))
        assert [row.id for row in second] == [good, old]


@pytest.mark.rule("S-01")
def test_surveys_wait_until_they_are_answered_or_expire(database: str, cast: Cast) -> None:
    waiting = a_survey(cast, a_ticket(cast, 1), None)
    a_survey(cast, a_ticket(cast, 2), None, sent_at=NOW - timedelta(days=15))
    a_survey(cast, a_ticket(cast, 3), 5)
    to_ask = a_survey(cast, a_ticket(cast, 4), None, sent_at=None, expires_at=None)
    with reading() as session:
        assert [row.survey_id for row in satisfaction.unanswered(session, NOW)] == [waiting]
        assert [row.survey_id for row in satisfaction.to_ask(session)] == [to_ask]


@pytest.mark.rule("S-03")
def test_a_customer_who_was_served_and_asked_often_is_one_customer(database: str, cast: Cast) -> None:
    for number in (1, 2, 3):
        a_survey(cast, a_ticket(cast, number), 5)
    a_ticket(cast, 4, customer_id=cast.donghai)
    before = a_ticket(cast, 5, customer_id=cast.donghai, solved_at=NOW - 40 * DAY)
    a_survey(cast, before, None, customer_id=cast.donghai, sent_at=NOW - 40 * DAY)
    with reading() as session:
        assert coverage(session, NOW - DAY, NOW + DAY) == Coverage(served=2, asked=1)
        assert coverage(session, NOW - 60 * DAY, NOW + DAY) == Coverage(served=2, asked=2)
        assert coverage(session, NOW + DAY, NOW + 2 * DAY) == Coverage(served=0, asked=0)


@pytest.mark.rule("S-03")
def test_a_day_begins_at_midnight_of_the_office(database: str, cast: Cast) -> None:
    midnight = clock.at_the_office(NOW).replace(hour=0, minute=0, second=0, microsecond=0)
    a_survey(cast, a_ticket(cast, 1, solved_at=midnight + timedelta(minutes=30)), 5, sent_at=midnight + timedelta(hours=1))
    with reading() as session:
        assert coverage(session, midnight, midnight + DAY) == Coverage(served=1, asked=1)
        assert coverage(session, midnight - DAY, midnight) == Coverage(served=0, asked=0)


@pytest.mark.rule("S-03")
def test_who_was_asked_without_being_served_in_these_days_does_not_count(database: str, cast: Cast) -> None:
    a_survey(cast, a_ticket(cast, 1, solved_at=NOW - 40 * DAY), 5)
    a_ticket(cast, 2, customer_id=cast.donghai)
    with reading() as session:
        assert coverage(session, NOW - DAY, NOW + DAY) == Coverage(served=1, asked=0)


def test_customers_are_counted_along_an_index_alone(database: str) -> None:
    with recording() as asked, reading() as session:
        coverage(session, NOW - DAY, NOW + DAY)
    plan = explain(asked[0], indexes_only=True)
    assert len(asked) == 1
    assert full_scans(plan) == []
    assert "ix_ticket_solved_at_customer_id" in "".join(plan)
    assert "ix_survey_sent_at_customer_id" in "".join(plan)
