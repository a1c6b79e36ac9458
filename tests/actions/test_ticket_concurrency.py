"""Two people on one ticket, one form sent twice: exactly one deed, and the other person is told."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import col

from portal.actions.audit import first_broken_link
from portal.actions.deed import Actor, Outcome, Work
from portal.actions.tickets import (
    AcceptTicket,
    BeginTicket,
    OfferTicket,
    RecordAnswer,
    RegisterTicket,
    SolveTicket,
    accept_ticket,
    begin_ticket,
    offer_ticket,
    record_answer,
    register_ticket,
    solve_ticket,
)
from portal.db.models.records import AuditEntry, Event
from portal.db.models.tickets import Promise, Ticket, TicketStock
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile, KeyUsedDifferently, Refusal
from portal.rules.permissions import Role
from portal.rules.tickets import Backup, Category
from tests.cast import NOW, Cast, do
from tests.desk import go, register, rows, story, ticket

TOGETHER = 8


def at_once(*deeds: Callable[[], Outcome]) -> list[Outcome | Refusal]:
    """Do several things at the same moment; what came of each."""
    gate = Barrier(len(deeds))

    def one(deed: Callable[[], Outcome]) -> Outcome | Refusal:
        gate.wait()
        try:
            return deed()
        except Refusal as refused:
            return refused

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_two_agents_take_one_ticket_and_the_second_is_told_who_was_faster(database: str, cast: Cast) -> None:
    id = register(cast, by=cast.sun)
    seen = ticket(id).version
    results = at_once(
        lambda: do(begin_ticket, BeginTicket(id=id, seen=seen), cast.sun),
        lambda: do(solve_ticket, SolveTicket(id=id, seen=seen, cause="误操作", solution="已演示", backup=Backup.DONE), cast.sun),
    )
    assert sorted(type(result).__name__ for result in results) == ["ChangedMeanwhile", "Outcome"]
    (told,) = [result for result in results if isinstance(result, ChangedMeanwhile)]
    assert "孙丽" in told.sentence()
    assert ticket(id).version == seen + 1


def test_a_ticket_looked_at_before_its_lock_is_read_anew_under_it(postgresql_database: str, cast: Cast) -> None:
    id = register(cast)
    with writing() as session:
        looked_at = session.get_one(Ticket, id)
        go(record_answer, RecordAnswer, id, cast.zhao, text="已答复")
        work = Work(session, Actor(cast.ids["li"], "李敏", frozenset(Role)), NOW)
        assert work.find(Ticket, id).version == 2
        assert looked_at.version == 2
        looked_at.product = "考勤"
        assert work.find(Ticket, id).product == "考勤"


def test_an_offer_accepted_while_a_colleague_answers_is_one_or_the_other(database: str, cast: Cast) -> None:
    id = register(cast)
    for _ in range(6):
        go(offer_ticket, OfferTicket, id, cast.li, to_id=cast.ids["zhao"], reason="我下班")
        seen = ticket(id).version
        results = at_once(
            lambda seen=seen: do(accept_ticket, AcceptTicket(id=id, seen=seen), cast.zhao),
            lambda seen=seen: do(record_answer, RecordAnswer(id=id, seen=seen, text="已答复"), cast.li),
        )
        assert sorted(type(result).__name__ for result in results) == ["ChangedMeanwhile", "Outcome"]
        assert ticket(id).version == seen + 1
        if ticket(id).owner_id == cast.ids["zhao"]:
            break


def test_a_save_over_a_newer_version_is_refused_with_name_and_time(database: str, cast: Cast) -> None:
    id = register(cast)
    seen = ticket(id).version
    go(record_answer, RecordAnswer, id, cast.zhao, text="已答复")
    with pytest.raises(ChangedMeanwhile) as refused:
        do(record_answer, RecordAnswer(id=id, seen=seen, text="我也答复"), cast.li)
    assert refused.value.facts["name"] == "赵宁"
    assert refused.value.facts["time"] == "10:00:00"
    assert story(id).count("answered") == 1


def test_one_form_sent_eight_times_at_once_makes_one_ticket_and_the_same_answer(database: str, cast: Cast) -> None:
    command = RegisterTicket(customer_id=cast.huayuan, contact_id=cast.zhang, category=Category.TECHNICAL, symptom="无法登录")
    key = uuid.uuid4().hex
    results = at_once(*[lambda: do(register_ticket, command, cast.li, key=key)] * TOGETHER)
    assert {result.number for result in results if isinstance(result, Outcome)} == {"T-2026-000001"}
    assert len(results) == TOGETHER
    assert len(rows(Ticket)) == 1
    assert len(rows(Promise)) == 2
    assert [entry.deed for entry in rows(AuditEntry)] == ["register_ticket"]


def test_one_step_clicked_eight_times_at_once_is_one_step_and_everybody_gets_its_answer(database: str, cast: Cast) -> None:
    id = register(cast)
    key = uuid.uuid4().hex
    results = at_once(*[lambda: do(begin_ticket, BeginTicket(id=id, seen=1), cast.li, key=key)] * TOGETHER)
    assert {(result.id, result.number) for result in results if isinstance(result, Outcome)} == {(id, "T-2026-000001")}
    assert [type(result) for result in results] == [Outcome] * TOGETHER
    assert story(id) == ["registered", "begun"]


def test_a_resend_after_the_ticket_moved_on_gets_the_old_answer_and_does_nothing(database: str, cast: Cast) -> None:
    id = register(cast)
    command, key = BeginTicket(id=id, seen=1), uuid.uuid4().hex
    first = do(begin_ticket, command, cast.li, key=key)
    go(record_answer, RecordAnswer, id, cast.li, text="已答复")
    assert do(begin_ticket, command, cast.li, key=key) == first
    assert story(id) == ["registered", "begun", "answered"]


def test_one_key_with_other_contents_or_by_somebody_else_is_refused(database: str, cast: Cast) -> None:
    key = uuid.uuid4().hex
    id = register(cast, key=key)
    with pytest.raises(KeyUsedDifferently):
        register(cast, key=key, symptom="另一个问题")
    with pytest.raises(KeyUsedDifferently):
        register(cast, key=key, by=cast.zhao)
    with pytest.raises(KeyUsedDifferently):
        do(begin_ticket, BeginTicket(id=id, seen=1), cast.li, key=key)
    assert len(rows(Ticket)) == 1


def test_many_agents_register_at_once_and_nothing_is_lost_or_doubled(database: str, cast: Cast) -> None:
    def shift(by: object) -> Callable[[], Outcome]:
        def work() -> Outcome:
            for _ in range(4):
                register(cast, by=by)
            return Outcome("shift", 0)

        return work

    results = at_once(*(shift(by) for by in (cast.li, cast.zhao, cast.sun) * 2))
    assert all(isinstance(result, Outcome) for result in results), results
    made = rows(Ticket)
    assert sorted(one.number for one in made) == [f"T-2026-{number:06d}" for number in range(1, 25)]
    assert sum(stock.tickets for stock in rows(TicketStock)) == 24
    assert len(rows(Event, col(Event.kind) == "registered")) == 24
    with reading() as session:
        assert first_broken_link(session) is None
    assert {entry.at for entry in rows(AuditEntry)} == {NOW}
