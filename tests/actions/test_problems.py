"""The problem list (rule O-01)."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from portal.actions.order_steps import OrderStillOpen
from portal.actions.problems import (
    CloseProblem,
    HandToOthers,
    NobodyToFollow,
    RecordAnswer,
    close_problem,
    hand_to_others,
    record_others_answer,
)
from portal.actions.tickets import CloseTicket, close_ticket
from portal.db.models.people import Person
from portal.db.models.problems import ProblemEntry
from portal.db.models.tickets import Promise
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile, NotAllowed
from portal.rules.problems import Neighbour, ProblemStatus
from portal.rules.tickets import PromiseKind, StepNotPossible, TicketStatus
from tests.actions.on_site import a_request, a_ticket, order_of, read, ticket_of
from tests.cast import NOW, Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("O-01")]


def hand_over(cast: Cast, ticket_id: int, **facts: object) -> int:
    """Li asks R&D."""
    asked = {"handed_to": Neighbour.RESEARCH, "question": "计算服务为何停止？"} | facts
    return do(hand_to_others, HandToOthers.of(id=ticket_id, seen=ticket_of(ticket_id).version, **asked), cast.li).id


def entry_of(id: int) -> ProblemEntry:
    found = read(ProblemEntry, id)
    assert isinstance(found, ProblemEntry)
    return found


def answer(cast: Cast, id: int, days: int = 1) -> None:
    command = RecordAnswer(id=id, seen=entry_of(id).version, answer="升级到 8.3.7", answered_by="研发 周工")
    do(record_others_answer, command, cast.li, NOW + timedelta(days=days))


def test_a_problem_handed_over_has_an_owner_and_a_due_date_in_working_time(cast: Cast) -> None:
    entry = entry_of(hand_over(cast, a_ticket(cast)))
    assert (entry.number, entry.status, entry.owner_id) == ("P-2026-000001", ProblemStatus.OPEN, cast.ids["li"])
    # 16 working hours of 8 a day from Wednesday 10:00 end on Friday 10:00.
    assert entry.due_at == NOW + timedelta(days=2)


def test_the_ticket_waits_and_its_solution_clock_stands_still(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    hand_over(cast, ticket_id)
    assert ticket_of(ticket_id).status is TicketStatus.WITH_OTHERS
    with reading() as session:
        clocks = select(Promise.paused_at).where(col(Promise.ticket_id) == ticket_id, col(Promise.kind) == PromiseKind.SOLUTION)
        assert session.exec(clocks).one() == NOW


def test_the_answer_goes_back_to_the_ticket_and_the_clock_goes_on(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    with reading() as session:
        clocks = select(Promise.due_at).where(col(Promise.ticket_id) == ticket_id, col(Promise.kind) == PromiseKind.SOLUTION)
        due_before = session.exec(clocks).one()
    entry_id = hand_over(cast, ticket_id)
    answer(cast, entry_id)
    entry = entry_of(entry_id)
    assert (entry.status, entry.answer, entry.answered_by) == (ProblemStatus.ANSWERED, "升级到 8.3.7", "研发 周工")
    assert ticket_of(ticket_id).status is TicketStatus.IN_PROGRESS
    with reading() as session:
        assert session.exec(clocks).one() == due_before + timedelta(days=1)


def test_an_entry_is_answered_once_and_followed_to_its_end(cast: Cast) -> None:
    entry_id = hand_over(cast, a_ticket(cast))
    with pytest.raises(StepNotPossible):
        do(close_problem, CloseProblem(id=entry_id, seen=entry_of(entry_id).version), cast.li)
    answer(cast, entry_id)
    with pytest.raises(StepNotPossible):
        answer(cast, entry_id)
    do(close_problem, CloseProblem(id=entry_id, seen=entry_of(entry_id).version, remark="客户已升级"), cast.li)
    assert entry_of(entry_id).status is ProblemStatus.CLOSED


def test_the_second_of_two_who_write_an_answer_is_told(cast: Cast) -> None:
    entry_id = hand_over(cast, a_ticket(cast))
    seen = entry_of(entry_id).version
    answer(cast, entry_id)
    with pytest.raises(ChangedMeanwhile):
        do(record_others_answer, RecordAnswer(id=entry_id, seen=seen, answer="别的", answered_by="x"), cast.zhao)


def test_an_answer_after_the_ticket_was_closed_is_kept_and_moves_nothing(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    entry_id = hand_over(cast, ticket_id)
    do(close_ticket, CloseTicket(id=ticket_id, seen=ticket_of(ticket_id).version, reason="客户撤回"), cast.li)
    answer(cast, entry_id)
    assert entry_of(entry_id).status is ProblemStatus.ANSWERED
    assert ticket_of(ticket_id).status is TicketStatus.CLOSED


def test_a_ticket_with_an_open_order_is_not_handed_over(cast: Cast) -> None:
    ticket_id = order_of(a_request(cast)).ticket_id
    with pytest.raises(OrderStillOpen):
        hand_over(cast, ticket_id)


def test_an_entry_is_followed_by_somebody_who_works_here(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    with writing() as session:
        session.get_one(Person, cast.ids["zhao"]).active = False
    for nobody in (cast.ids["zhao"], 999_999):
        with pytest.raises(NobodyToFollow):
            hand_over(cast, ticket_id, owner_id=nobody)
    assert ticket_of(ticket_id).status is TicketStatus.REGISTERED


def test_engineers_and_management_hand_nothing_over(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    command = HandToOthers(id=ticket_id, seen=ticket_of(ticket_id).version, handed_to=Neighbour.QUALITY, question="x")
    for caller in (cast.wang, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            do(hand_to_others, command, caller)
