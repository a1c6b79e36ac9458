"""The queue, the lists, one ticket: what each shows to whom, in which order, and that it stays quick with many tickets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.actions.customers import EditCustomer, edit_customer
from portal.actions.deed import Actor, Outcome
from portal.actions.tickets import (
    CallBack,
    OfferTicket,
    ParkTicket,
    RecordBackup,
    RegisterTicket,
    SolveTicket,
    call_back,
    offer_ticket,
    park_ticket,
    record_backup,
    register_ticket,
    solve_ticket,
)
from portal.db.models.dispatch import DispatchOrder
from portal.db.queries import tickets as queries
from portal.db.queries.promises import legs_of, pauses_of, promises_of
from portal.db.queries.tickets import Count, QueueFilter, Scope, TicketFilter
from portal.db.session import reading, writing
from portal.errors import NotFound
from portal.rules.permissions import Role
from portal.rules.promises import Verdict
from portal.rules.tickets import Backup, Category, FaultLevel, PromiseKind, TicketStatus
from tests.cast import NOW, Cast, do


def viewer(cast: Cast, name: str, *roles: Role) -> Actor:
    return Actor(cast.ids[name], name, frozenset(roles))


def register(cast: Cast, symptom: str = "工资算不出来", *, minutes: int = 0, by: str = "li", **more: Any) -> Outcome:
    command = RegisterTicket(
        customer_id=cast.huayuan, contact_id=cast.zhang, category=Category.TECHNICAL, symptom=symptom, **more
    )
    return do(register_ticket, command, getattr(cast, by), at=NOW + timedelta(minutes=minutes))


def ask(question: Callable[..., Any], *values: Any, **named: Any) -> Any:
    with reading() as session:
        return question(session, *values, **named)


@pytest.mark.rule("Q-01")
def test_the_queue_shows_what_is_due_next_first_and_what_waits_last(database: str, cast: Cast) -> None:
    later, sooner = register(cast, "第二个", minutes=10), register(cast, "第一个")
    parked = register(cast, "回拨", minutes=20)
    do(park_ticket, ParkTicket(id=parked.id, seen=1, agreed=True, agreed_by="张会计"), cast.li, at=NOW + timedelta(minutes=21))
    rows = ask(queries.queue, QueueFilter(viewer(cast, "sun", Role.SUPERVISOR)))
    assert [row.id for row in rows] == [parked.id, sooner.id, later.id]
    assert rows[0].next_promise is PromiseKind.CALLBACK
    assert rows[0].customer == "华源机械"
    assert rows[0].owner == "李敏"
    assert rows[0].verdict(NOW + timedelta(minutes=22)) is Verdict.RUNNING
    assert rows[0].verdict(NOW + timedelta(minutes=70)) is Verdict.AT_RISK
    assert rows[0].verdict(NOW + timedelta(minutes=82)) is Verdict.BROKEN


@pytest.mark.rule("Q-01")
def test_a_solved_ticket_leaves_the_queue(database: str, cast: Cast) -> None:
    ticket = register(cast, backup=Backup.DONE)
    do(solve_ticket, SolveTicket(id=ticket.id, seen=1, cause="公式停用", solution="更换公式"), cast.li)
    assert ask(queries.queue, QueueFilter(viewer(cast, "sun", Role.SUPERVISOR))) == []
    assert ask(queries.queue_count, QueueFilter(viewer(cast, "sun", Role.SUPERVISOR))) == Count(0)


@pytest.mark.rule("Q-01")
def test_the_queue_is_paged_without_gaps_or_repeats_also_among_waiting_tickets(database: str, cast: Cast) -> None:
    ids = [register(cast, f"第{number}个", minutes=number).id for number in range(5)]
    _wait(ids[1], ids[3])
    wanted = QueueFilter(viewer(cast, "sun", Role.SUPERVISOR))
    seen: list[int] = []
    after = None
    while page := ask(queries.queue, wanted, after=after, limit=2):
        seen += [row.id for row in page]
        after = (page[-1].next_due_at, page[-1].id)
    assert seen == [ids[0], ids[2], ids[4], ids[1], ids[3]]


def _wait(*ids: int) -> None:
    with writing() as session:
        for id in ids:
            ticket = session.get(queries.Ticket, id)
            assert ticket is not None
            ticket.next_due_at = ticket.next_promise = None


@pytest.mark.rule("Q-01")
def test_the_queue_is_filtered_by_whose_level_state_priority_and_words(database: str, cast: Cast) -> None:
    mine = register(cast, "登录很慢", level=FaultLevel.TWO)
    other = register(cast, "退款没有到账", by="zhao", minutes=1, urgent=True, important=True)
    li = viewer(cast, "li", Role.AGENT)

    def found(**filters: Any) -> list[int]:
        rows = ask(queries.queue, QueueFilter(li, **filters))
        assert ask(queries.queue_count, QueueFilter(li, **filters)) == Count(len(rows))
        return [row.id for row in rows]

    assert found() == [mine.id, other.id]
    assert found(scope=Scope.MINE) == [mine.id]
    assert found(level=FaultLevel.TWO) == [mine.id]
    assert found(status=TicketStatus.REGISTERED, level=FaultLevel.ONE) == []
    assert found(text="退款") == [other.id]
    assert found(text=mine.number.lower()) == [mine.id]
    assert found(text="退款", scope=Scope.MINE) == []
    assert found(priority=other.facts["priority"], owner_id=cast.ids["zhao"]) == [other.id]


@pytest.mark.rule("H-05")
def test_the_queue_shows_offers_that_nobody_accepted_yet(database: str, cast: Cast) -> None:
    ticket, _ = register(cast), register(cast, minutes=1)
    do(offer_ticket, OfferTicket(id=ticket.id, seen=1, to_id=cast.ids["zhao"], reason="熟悉考勤"), cast.li)
    rows = ask(queries.queue, QueueFilter(viewer(cast, "zhao", Role.AGENT), scope=Scope.OFFERED))
    assert [(row.id, row.offered_to, row.owner) for row in rows] == [(ticket.id, "赵宁", "李敏")]


@pytest.mark.rule("H-01")
def test_the_list_has_tickets_of_every_state_newest_first_page_by_page(database: str, cast: Cast) -> None:
    ids = [register(cast, f"第{number}个", minutes=number).id for number in range(3)]
    sun = TicketFilter(viewer(cast, "sun", Role.SUPERVISOR))
    first = ask(queries.tickets_matching, sun, limit=2)
    assert [row.id for row in first] == [ids[2], ids[1]]
    assert [row.id for row in ask(queries.tickets_matching, sun, after=ids[1], limit=2)] == [ids[0]]
    assert ask(queries.count_tickets, sun) == Count(3)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"text": "社保基数"}, [1]),
        ({"text": "turbine"}, [0]),
        ({"text": "turb"}, [0]),
        ({"text": "没有这个词"}, []),
        ({"status": TicketStatus.REGISTERED, "category": Category.TECHNICAL}, [1, 0]),
        ({"open_only": True, "since": NOW + timedelta(minutes=1)}, [1]),
        ({"until": NOW + timedelta(minutes=1)}, [0]),
        ({"text": "社保基数", "owner_id": -1}, []),
    ],
)
def test_the_list_is_filtered_alone_and_combined(database: str, cast: Cast, filters: dict[str, Any], found: list[int]) -> None:
    ids = [register(cast, "备件 turbine").id, register(cast, "社保基数调整", minutes=2).id]
    wanted = TicketFilter(viewer(cast, "sun", Role.SUPERVISOR), **filters)
    assert [row.id for row in ask(queries.tickets_matching, wanted)] == [ids[at] for at in found]
    assert ask(queries.count_tickets, wanted) == Count(len(found))


def test_words_alone_are_counted_to_fewer_than_words_with_another_filter(
    database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 4)
    monkeypatch.setattr(queries, "COUNTED_BY_WORDS", 2)
    for minutes in range(3):
        register(cast, "备件 turbine", minutes=minutes)
    sun = viewer(cast, "sun", Role.SUPERVISOR)
    assert ask(queries.count_tickets, TicketFilter(sun, text="turbine")) == Count(2, capped=True)
    assert ask(queries.count_tickets, TicketFilter(sun, text="turbine", open_only=True)) == Count(3)
    assert ask(queries.count_tickets, TicketFilter(sun)) == Count(3)


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    ("name", "role", "sees"), [("sun", Role.SUPERVISOR, 2), ("wang", Role.ENGINEER, 1), ("wu", Role.SALES, 0)]
)
def test_an_engineer_finds_only_tickets_of_own_orders_and_others_none(
    database: str, cast: Cast, name: str, role: Role, sees: int
) -> None:
    ordered, foreign = register(cast, "服务器起不来"), register(cast, "服务器很慢", minutes=1)
    with writing() as session:
        session.add(_order(cast, ordered.id))
    person = viewer(cast, name, role)
    for question, wanted in ((queries.queue, QueueFilter), (queries.tickets_matching, TicketFilter)):
        assert len(ask(question, wanted(person))) == sees
        assert len(ask(question, wanted(person, text="服务器"))) == sees
    assert ask(queries.count_tickets, TicketFilter(person, text="服务器")) == Count(sees)
    assert ask(queries.queue_count, QueueFilter(person)) == Count(sees)
    if sees < 2:
        for which in (foreign.id, foreign.number, 999, "T-1999-000001", "'; --"):
            with pytest.raises(NotFound):
                ask(queries.ticket, which, person)
    if sees:
        assert ask(queries.ticket, ordered.number, person).id == ordered.id


def _order(cast: Cast, ticket_id: int) -> DispatchOrder:
    return DispatchOrder(
        number="D-2026-000001", ticket_id=ticket_id, customer_id=cast.huayuan, requested_by_id=cast.ids["li"],
        requested_at=NOW, engineer_id=cast.ids["wang"], changed_at=NOW,
    )  # fmt: skip


@pytest.mark.rule("X-02")
def test_one_ticket_names_everybody_and_masks_the_telephone(database: str, cast: Cast) -> None:
    number = register(cast, installation_id=cast.huayuan_installation).number
    ticket = ask(queries.ticket, number.lower(), viewer(cast, "li", Role.AGENT))
    assert (ticket.owner, ticket.contact, ticket.customer_short_name) == ("李敏", "张会计", "华源机械")
    assert ticket.dongle_number == "HY-20931"
    assert "0013" not in ticket.contact_phone
    assert ticket.contact_phone.startswith("138")


@pytest.mark.rule("H-10")
def test_the_story_tells_the_latest_first_page_by_page_with_who_did_it(database: str, cast: Cast) -> None:
    ticket = register(cast)
    do(record_backup, RecordBackup(id=ticket.id, seen=1, backup=Backup.DONE, said_by="张会计"), cast.li)
    do(park_ticket, ParkTicket(id=ticket.id, seen=2, agreed=True, agreed_by="张会计"), cast.li)
    do(call_back, CallBack(id=ticket.id, seen=3, reached=True, said="还在查"), cast.li)
    whole = ask(queries.story, ticket.id)
    assert whole[-1].kind == "registered"
    assert whole[-1].person == "李敏"
    first = ask(queries.story, ticket.id, limit=2)
    rest = ask(queries.story, ticket.id, before=first[-1].id)
    assert first + rest == whole
    assert [entry.id for entry in whole] == sorted((entry.id for entry in whole), reverse=True)


@pytest.mark.rule("H-10")
def test_every_promise_of_a_ticket_is_shown_kept_or_broken(database: str, cast: Cast) -> None:
    ticket = register(cast)
    do(park_ticket, ParkTicket(id=ticket.id, seen=1, agreed=True, agreed_by="张会计"), cast.li)
    late = NOW + timedelta(minutes=61)
    do(call_back, CallBack(id=ticket.id, seen=2, reached=True, said="查到了"), cast.li, at=late)
    verdicts = {row.kind: row.verdict(late) for row in ask(promises_of, ticket.id)}
    assert verdicts[PromiseKind.CALLBACK] is Verdict.BROKEN
    assert verdicts[PromiseKind.RESPONSE] is Verdict.KEPT
    assert verdicts[PromiseKind.SOLUTION] is Verdict.RUNNING
    assert {leg.holder for leg in ask(legs_of, ticket.id)} == {"李敏"}
    assert ask(pauses_of, ticket.id) == []


@pytest.mark.parametrize("asked", ["华源", "华源机械集团", "hyjx", "C-2025-000001", "华源 工资"])
def test_a_ticket_is_found_by_its_customer_in_list_and_queue(database: str, cast: Cast, asked: str) -> None:
    made = register(cast)
    solved = register(cast, "工资条打不开")
    do(solve_ticket, SolveTicket(id=solved.id, seen=1, backup=Backup.DONE, cause="缓存", solution="清除缓存"), cast.li)
    sun = viewer(cast, "sun", Role.SUPERVISOR)
    assert [row.id for row in ask(queries.tickets_matching, TicketFilter(sun, text=asked))] == [solved.id, made.id]
    assert ask(queries.count_tickets, TicketFilter(sun, text=asked)) == Count(2)
    assert [row.id for row in ask(queries.queue, QueueFilter(sun, text=asked))] == [made.id]
    assert ask(queries.tickets_matching, TicketFilter(sun, text="东海纺织")) == []


def test_a_ticket_is_found_by_its_customer_s_new_name_and_not_by_the_old_one(database: str, cast: Cast) -> None:
    made = register(cast)
    do(edit_customer, EditCustomer(id=cast.huayuan, seen=1, name="江南重工集团有限公司", short_name="江南重工"), cast.li)
    sun = viewer(cast, "sun", Role.SUPERVISOR)
    assert [row.id for row in ask(queries.tickets_matching, TicketFilter(sun, text="江南重工"))] == [made.id]
    assert ask(queries.tickets_matching, TicketFilter(sun, text="华源")) == []
    assert [row.id for row in ask(queries.tickets_matching, TicketFilter(sun, text="工资"))] == [made.id]
