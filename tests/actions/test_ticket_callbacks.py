"""Parking with a promised callback, calling back, and the consultation that follows."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.actions.callbacks import CallBack, NoCallbackDue, ParkTicket, call_back, park_ticket
from portal.actions.consultations import (
    CallConsultation,
    EndConsultation,
    NoConsultation,
    call_consultation,
    end_consultation,
)
from portal.actions.problems import HandToOthers, hand_to_others
from portal.actions.ticket_needs import CallBackFirst, CustomerMustAgree, NotYours
from portal.actions.tickets import BeginTicket, SolveTicket, begin_ticket, solve_ticket
from portal.db.models.tickets import Callback, Consultation
from portal.errors import NotAllowed
from portal.rules.problems import Neighbour
from portal.rules.promises import Verdict, verdict
from portal.rules.tickets import Backup, FaultLevel, PromiseKind, StepNotPossible, TicketStatus
from tests.cast import NOW, Cast
from tests.desk import HOUR, go, promises, register, rows, story, ticket

MINUTE = timedelta(minutes=1)


def parked(cast: Cast) -> int:
    id = register(cast, began=True)
    go(park_ticket, ParkTicket, id, cast.li, agreed=True, agreed_by="张会计")
    return id


@pytest.mark.rule("H-07")
def test_parking_promises_a_callback_within_the_hour(database: str, cast: Cast) -> None:
    id = parked(cast)
    made = ticket(id)
    assert (made.status, made.next_promise, made.next_due_at) == (TicketStatus.PARKED, PromiseKind.CALLBACK, NOW + HOUR)
    (callback,) = rows(Callback)
    assert (callback.due_at, callback.holder_id, callback.agreed_by) == (NOW + HOUR, cast.ids["li"], "张会计")


@pytest.mark.rule("H-07")
def test_a_customer_who_did_not_agree_cannot_be_parked(database: str, cast: Cast) -> None:
    id = register(cast)
    with pytest.raises(CustomerMustAgree):
        go(park_ticket, ParkTicket, id, cast.li)
    assert ticket(id).status is TicketStatus.REGISTERED
    assert rows(Callback) == []


@pytest.mark.rule("H-07")
@pytest.mark.rule("H-10")
@pytest.mark.parametrize(("minutes", "expected"), [(59, Verdict.KEPT), (60, Verdict.KEPT), (61, Verdict.BROKEN)])
def test_a_callback_is_kept_within_the_hour_and_broken_after_it(
    database: str, cast: Cast, minutes: int, expected: Verdict
) -> None:
    id = parked(cast)
    go(call_back, CallBack, id, cast.li, at=NOW + minutes * MINUTE, said="请客户重启服务")
    (promise,) = promises(id, PromiseKind.CALLBACK)
    stands = verdict(
        due_at=promise.due_at,
        warn_at=promise.warn_at,
        settled_at=promise.settled_at,
        paused_at=promise.paused_at,
        now=NOW + 10 * HOUR,
    )
    assert stands is expected
    assert ticket(id).status is TicketStatus.IN_PROGRESS


@pytest.mark.rule("H-07")
def test_an_hour_is_an_hour_over_midnight_and_the_years_end(database: str, cast: Cast) -> None:
    late = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    id = register(cast, at=late)
    go(park_ticket, ParkTicket, id, cast.li, at=late, agreed=True)
    assert ticket(id).next_due_at == datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


def test_a_customer_who_was_not_reached_is_still_to_be_called(database: str, cast: Cast) -> None:
    id = parked(cast)
    go(call_back, CallBack, id, cast.li, at=NOW + 30 * MINUTE, reached=False, said="无人接听")
    assert ticket(id).status is TicketStatus.PARKED
    assert ticket(id).next_promise is PromiseKind.CALLBACK
    assert rows(Callback)[0].made_at is None
    assert story(id)[-1] == "callback_attempted"
    go(call_back, CallBack, id, cast.li, at=NOW + 50 * MINUTE, said="已说明")
    assert rows(Callback)[0].made_at == NOW + 50 * MINUTE


def test_a_callback_that_nobody_promised_cannot_be_made(database: str, cast: Cast) -> None:
    id = register(cast)
    with pytest.raises(NoCallbackDue):
        go(call_back, CallBack, id, cast.li, said="您好")


def test_parking_twice_wins_no_second_hour(database: str, cast: Cast) -> None:
    id = parked(cast)
    go(hand_to_others, HandToOthers, id, cast.li, handed_to=Neighbour.RESEARCH, question="是否缺陷")
    assert ticket(id).next_promise is PromiseKind.CALLBACK  # the customer still waits for the call
    go(call_back, CallBack, id, cast.li, at=NOW + 40 * MINUTE, said="已转研发")
    assert ticket(id).status is TicketStatus.WITH_OTHERS
    assert promises(id, PromiseKind.CALLBACK)[0].settled_at == NOW + 40 * MINUTE


def test_a_solved_ticket_leaves_no_callback_and_no_meeting_behind(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.TWO)
    go(solve_ticket, SolveTicket, id, cast.li, at=NOW + HOUR, cause="内存不足", solution="扩容", backup=Backup.DONE)
    (meeting,) = rows(Consultation)
    assert (meeting.ended_at, meeting.solved) == (NOW + HOUR, None)
    assert all(promise.settled_at for promise in promises(id))


@pytest.mark.rule("H-08")
def test_a_consultation_comes_after_a_callback_that_did_not_help(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    with pytest.raises(CallBackFirst):
        go(call_consultation, CallConsultation, id, cast.li, question="为何报错")
    go(park_ticket, ParkTicket, id, cast.li, agreed=True)
    go(call_back, CallBack, id, cast.li, at=NOW + HOUR, said="仍未解决")
    go(call_consultation, CallConsultation, id, cast.li, at=NOW + HOUR, question="为何报错", participants="孙丽、王志强")
    made = ticket(id)
    assert (made.status, made.next_promise, made.next_due_at) == (
        TicketStatus.CONSULTING,
        PromiseKind.CONSULTATION,
        NOW + 4 * HOUR,
    )


@pytest.mark.rule("H-08")
def test_only_a_manager_ends_a_consultation_and_the_ticket_goes_on_with_its_owner(database: str, cast: Cast) -> None:
    id = parked(cast)
    go(call_back, CallBack, id, cast.li, said="仍未解决")
    go(call_consultation, CallConsultation, id, cast.li, question="为何报错")
    with pytest.raises(NotAllowed):
        go(end_consultation, EndConsultation, id, cast.li, solved=True, conclusion="补丁")
    go(end_consultation, EndConsultation, id, cast.sun, at=NOW + HOUR, solved=False, conclusion="需要现场", cause="不明")
    (meeting,) = rows(Consultation)
    assert (meeting.led_by_id, meeting.ended_at, meeting.solved) == (cast.ids["sun"], NOW + HOUR, False)
    assert (ticket(id).status, ticket(id).owner_id) == (TicketStatus.IN_PROGRESS, cast.ids["li"])
    assert promises(id, PromiseKind.CONSULTATION)[0].settled_at == NOW + HOUR
    with pytest.raises(NoConsultation):
        go(end_consultation, EndConsultation, id, cast.sun, solved=False, conclusion="再次")


@pytest.mark.rule("L-02")
def test_the_meeting_of_a_severe_fault_is_the_consultation_and_its_clock_is_not_started_anew(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.ONE)
    go(begin_ticket, BeginTicket, id, cast.li, at=NOW + HOUR)
    go(call_consultation, CallConsultation, id, cast.li, at=NOW + 2 * HOUR, question="宕机原因")
    assert len(rows(Consultation)) == 1
    assert [promise.due_at for promise in promises(id, PromiseKind.CONSULTATION)] == [NOW + 3 * HOUR]


@pytest.mark.rule("L-02")
def test_a_meeting_can_end_while_the_agent_works_on(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.TWO, began=True)
    go(end_consultation, EndConsultation, id, cast.sun, at=NOW + HOUR, solved=True, cause="索引损坏", conclusion="重建索引")
    assert ticket(id).status is TicketStatus.IN_PROGRESS
    assert promises(id, PromiseKind.CONSULTATION)[0].settled_at == NOW + HOUR


@pytest.mark.rule("H-05")
def test_another_agent_cannot_park_or_call_back_what_is_not_theirs_but_the_manager_can(database: str, cast: Cast) -> None:
    id = parked(cast)
    with pytest.raises(NotYours) as refused:
        go(call_back, CallBack, id, cast.zhao, said="您好")
    assert "李敏" in refused.value.sentence()
    go(call_back, CallBack, id, cast.sun, said="您好")
    with pytest.raises(NotYours):
        go(park_ticket, ParkTicket, id, cast.zhao, agreed=True)


def test_a_parked_ticket_cannot_be_parked_again(database: str, cast: Cast) -> None:
    id = parked(cast)
    with pytest.raises(StepNotPossible):
        go(park_ticket, ParkTicket, id, cast.li, agreed=True)
