"""Solved, confirmed, archived, reopened, closed."""

from datetime import timedelta

import pytest
from sqlmodel import col

from portal.actions.handling import WaitForCustomer, wait_for_customer
from portal.actions.solving import (
    ArchiveTicket,
    CloseTicket,
    ConfirmTicket,
    ReopenTicket,
    SolveTicket,
    archive_ticket,
    close_ticket,
    confirm_ticket,
    reopen_ticket,
    solve_ticket,
)
from portal.actions.ticket_needs import BackupNotAsked
from portal.db.models.surveys import Survey
from portal.db.models.tickets import PromiseLeg, PromisePause
from portal.db.search import ids_matching
from portal.db.session import is_postgresql, reading
from portal.errors import InvalidInput
from portal.rules.tickets import Backup, Category, PromiseKind, StepNotPossible, TicketStatus
from tests.cast import NOW, Cast
from tests.desk import HOUR, go, promises, register, rows, story, ticket

SOLVED = {"cause": "缓存损坏", "solution": "清除缓存后重新计算"}


def solved(cast: Cast) -> int:
    id = register(cast, began=True, backup=Backup.DONE)
    go(solve_ticket, SolveTicket, id, cast.li, at=NOW + HOUR, **SOLVED)
    return id


@pytest.mark.rule("H-06")
def test_a_request_is_solved_on_the_call_with_cause_and_solution(database: str, cast: Cast) -> None:
    id = register(cast)
    go(solve_ticket, SolveTicket, id, cast.li, at=NOW + HOUR / 6, backup=Backup.DONE, **SOLVED)
    done = ticket(id)
    assert (done.status, done.is_open, done.solved_at) == (TicketStatus.SOLVED, False, NOW + HOUR / 6)
    assert (done.cause, done.solution, done.responded_at) == (*SOLVED.values(), NOW + HOUR / 6)
    assert {promise.settled_at for promise in promises(id)} == {NOW + HOUR / 6}
    assert (done.next_due_at, done.next_promise) == (None, None)
    assert all(leg.until == NOW + HOUR / 6 for leg in rows(PromiseLeg))
    with reading() as session:
        found = ids_matching("ticket_words", "清除缓存", postgresql=is_postgresql(session))
        assert found is not None
        assert session.execute(found).scalars().all() == [id]


@pytest.mark.rule("H-06")
@pytest.mark.parametrize("missing", ["cause", "solution"])
def test_a_solution_without_its_cause_or_its_words_is_refused(cast_free: None, missing: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        SolveTicket.of(id=1, seen=1, **(SOLVED | {missing: " "}))
    assert refused.value.problems == {missing: "Please fill this in."}


@pytest.fixture
def cast_free(sqlite_database: str) -> None:
    """The words of refusals are English here."""


@pytest.mark.rule("L-06")
def test_a_technical_fault_is_not_solved_before_the_customer_was_asked_to_back_up(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    with pytest.raises(BackupNotAsked):
        go(solve_ticket, SolveTicket, id, cast.li, **SOLVED)
    assert ticket(id).cause == ""  # nothing of the refused deed is kept
    go(solve_ticket, SolveTicket, id, cast.li, backup=Backup.REFUSED, **SOLVED)
    assert ticket(id).backup is Backup.REFUSED


@pytest.mark.rule("L-06")
@pytest.mark.parametrize("category", [category for category in Category if category is not Category.TECHNICAL])
def test_a_question_needs_no_backup(sqlite_database: str, cast: Cast, category: Category) -> None:
    id = register(cast, category=category)
    go(solve_ticket, SolveTicket, id, cast.li, **SOLVED)
    assert ticket(id).status is TicketStatus.SOLVED


@pytest.mark.rule("S-01")
def test_a_solved_ticket_opens_one_survey_even_when_solved_twice(database: str, cast: Cast) -> None:
    id = solved(cast)
    go(reopen_ticket, ReopenTicket, id, cast.li, reason="又报错")
    go(solve_ticket, SolveTicket, id, cast.li, **SOLVED)
    (survey,) = rows(Survey)
    assert (survey.ticket_id, survey.customer_id, survey.owner_id) == (id, cast.huayuan, cast.ids["li"])


@pytest.mark.rule("H-13")
def test_the_customer_confirms_and_the_ticket_is_archived(database: str, cast: Cast) -> None:
    id = solved(cast)
    go(confirm_ticket, ConfirmTicket, id, cast.li, at=NOW + 2 * HOUR, said="可以了")
    assert ticket(id).status is TicketStatus.CONFIRMED
    go(archive_ticket, ArchiveTicket, id, cast.li, at=NOW + 3 * HOUR)
    assert (ticket(id).status, ticket(id).closed_at) == (TicketStatus.ARCHIVED, NOW + 3 * HOUR)


@pytest.mark.rule("H-13")
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_reopened_ticket_keeps_its_history_and_promises_a_solution_again(database: str, cast: Cast, confirmed: bool) -> None:
    id = solved(cast)
    if confirmed:
        go(confirm_ticket, ConfirmTicket, id, cast.li)
    before = story(id)
    go(reopen_ticket, ReopenTicket, id, cast.li, at=NOW + 5 * HOUR, reason="又报错")
    again = ticket(id)
    assert (again.status, again.is_open, again.reopened, again.solved_at) == (TicketStatus.IN_PROGRESS, True, 1, None)
    assert again.next_due_at == NOW + 53 * HOUR
    assert again.solution == SOLVED["solution"]
    assert story(id) == [*before, "reopened"]
    first, second = promises(id, PromiseKind.SOLUTION)
    assert (first.settled_at, second.settled_at) == (NOW + HOUR, None)


@pytest.mark.rule("H-13")
def test_a_ticket_registered_by_mistake_is_closed_with_a_reason_and_breaks_no_promise(database: str, cast: Cast) -> None:
    id = register(cast)
    go(wait_for_customer, WaitForCustomer, id, cast.li, at=NOW + HOUR, reason="等客户")
    go(close_ticket, CloseTicket, id, cast.li, at=NOW + 80 * HOUR, reason="重复登记")
    closed = ticket(id)
    assert (closed.status, closed.close_reason, closed.closed_at) == (TicketStatus.CLOSED, "重复登记", NOW + 80 * HOUR)
    assert all(promise.withdrawn and promise.paused_at is None for promise in promises(id))
    assert all(stop.until == NOW + 80 * HOUR for stop in rows(PromisePause))
    assert rows(Survey, col(Survey.ticket_id) == id) == []
    with pytest.raises(InvalidInput):
        CloseTicket.of(id=id, seen=1, reason="")


@pytest.mark.rule("H-13")
def test_an_archived_ticket_stays_in_the_archive(database: str, cast: Cast) -> None:
    id = solved(cast)
    go(confirm_ticket, ConfirmTicket, id, cast.li)
    go(archive_ticket, ArchiveTicket, id, cast.li)
    for action, command, given in (
        (reopen_ticket, ReopenTicket, {"reason": "又坏了"}),
        (close_ticket, CloseTicket, {"reason": "不要了"}),
        (solve_ticket, SolveTicket, SOLVED),
    ):
        with pytest.raises(StepNotPossible) as refused:
            go(action, command, id, cast.li, **given)
        assert "Archived" in refused.value.sentence()
    assert ticket(id).solved_at == NOW + timedelta(hours=1)
