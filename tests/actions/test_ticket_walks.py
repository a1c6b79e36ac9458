"""Random walks of deeds by several people: whatever they do, what is repeated for speed equals a recount of what is true."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from portal.actions import tickets as deeds
from portal.actions.problems import HandToOthers, hand_to_others
from portal.db.models.records import Event
from portal.db.models.tickets import Callback, Consultation, Promise, PromiseLeg, PromisePause, Ticket, TicketFlow, TicketStock
from portal.errors import Refusal
from portal.rules.problems import Neighbour
from portal.rules.tickets import OPEN, Backup, Category, FaultLevel, PromiseKind
from tests.cast import NOW, Cast
from tests.desk import go, register, rows, story

MOVES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "begin": (deeds.begin_ticket, deeds.BeginTicket, {}),
    "park": (deeds.park_ticket, deeds.ParkTicket, {"agreed": True}),
    "call back": (deeds.call_back, deeds.CallBack, {"said": "已说明"}),
    "consult": (deeds.call_consultation, deeds.CallConsultation, {"question": "为何"}),
    "end consultation": (deeds.end_consultation, deeds.EndConsultation, {"solved": False, "conclusion": "不明"}),
    "raise": (deeds.change_level, deeds.ChangeLevel, {"level": FaultLevel.ONE, "reason": "更重"}),
    "lower": (deeds.change_level, deeds.ChangeLevel, {"level": FaultLevel.THREE, "reason": "更轻"}),
    "wait": (deeds.wait_for_customer, deeds.WaitForCustomer, {"reason": "等客户"}),
    "go on": (deeds.go_on, deeds.GoOn, {}),
    "answer": (deeds.record_answer, deeds.RecordAnswer, {"text": "已答复"}),
    "accept": (deeds.accept_ticket, deeds.AcceptTicket, {}),
    "solve": (deeds.solve_ticket, deeds.SolveTicket, {"cause": "缓存", "solution": "清缓存", "backup": Backup.DONE}),
    "confirm": (deeds.confirm_ticket, deeds.ConfirmTicket, {}),
    "archive": (deeds.archive_ticket, deeds.ArchiveTicket, {}),
    "reopen": (deeds.reopen_ticket, deeds.ReopenTicket, {"reason": "又坏了"}),
    "close": (deeds.close_ticket, deeds.CloseTicket, {"reason": "误登记"}),
    "others": (hand_to_others, HandToOthers, {"handed_to": Neighbour.RESEARCH, "question": "缺陷？"}),
}
WHO = ("li", "zhao", "sun")
walks = st.lists(
    st.tuples(st.sampled_from([*MOVES, "offer"]), st.sampled_from(WHO), st.integers(1, 600)), min_size=3, max_size=14
)


def take(cast: Cast, id: int, move: str, who: str, at: datetime) -> None:
    """One move by one person; a refusal is as good as a deed."""
    by = getattr(cast, who)
    try:
        if move == "offer":
            go(deeds.offer_ticket, deeds.OfferTicket, id, by, at, to_id=cast.ids[WHO[id % 3]], reason="请接手")
        else:
            action, command, given = MOVES[move]
            go(action, command, id, by, at, **given)
    except Refusal:
        pass


def stock_recounted() -> Counter[tuple[object, ...]]:
    return Counter((ticket.status, ticket.owner_id, ticket.level) for ticket in rows(Ticket))


def stock_kept() -> Counter[tuple[object, ...]]:
    return Counter({(stock.status, stock.owner_id, stock.level): stock.tickets for stock in rows(TicketStock) if stock.tickets})


def flow_recounted() -> Counter[tuple[object, ...]]:
    told = [event for event in rows(Event) if event.kind in ("registered", "solved", "reopened")]
    return Counter(
        (
            int(f"{event.at + timedelta(hours=8):%Y%m%d}"),  # Shanghai has no summer time
            event.kind,
            event.facts["channel"],
            event.facts["category"],
            event.facts["owner"],
        )
        for event in told
    )


def flow_kept() -> Counter[tuple[object, ...]]:
    return Counter(
        {(flow.day, flow.flow, flow.channel.value, flow.category.value, flow.owner_id): flow.tickets for flow in rows(TicketFlow)}
    )


def check_promises(ticket: Ticket, of_ticket: list[Promise]) -> None:
    running = sorted(
        (promise.due_at, promise.id) for promise in of_ticket if promise.settled_at is None and promise.paused_at is None
    )
    assert ticket.next_due_at == (running[0][0] if running else None)
    assert (ticket.next_promise is None) is (not running)
    unsettled = [promise.kind for promise in of_ticket if promise.settled_at is None]
    assert len(unsettled) == len(set(unsettled)), "two clocks of one kind run at once"
    assert not unsettled or ticket.is_open
    for promise in of_ticket:
        assert promise.settled_at is None or promise.paused_at is None
        legs = rows(PromiseLeg, col(PromiseLeg.promise_id) == promise.id)
        assert legs[0].since == promise.opened_at
        assert [leg.until for leg in legs[:-1]] == [leg.since for leg in legs[1:]], "legs follow each other without a gap"
        assert legs[-1].until == promise.settled_at
        assert legs[-1].holder_id == promise.holder_id
        stops = rows(PromisePause, col(PromisePause.promise_id) == promise.id)
        assert (promise.paused_at is not None) is any(stop.until is None for stop in stops)
        paused = sum((stop.until - stop.since for stop in stops if stop.until), timedelta())
        allowance = timedelta(minutes=promise.allowance_minutes)
        assert promise.opened_at + allowance <= promise.due_at <= promise.opened_at + allowance + paused


@pytest.mark.slow
@pytest.mark.rule("Q-01")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walks, walks, st.sampled_from(FaultLevel), st.sampled_from(Category))
@example([("others", "li", 5), ("close", "li", 5)], [("offer", "li", 1), ("accept", "zhao", 2)], FaultLevel.ONE, Category.OTHER)
def test_after_any_walk_the_tallies_equal_a_recount_and_clocks_and_legs_fit(
    sqlite_database: str, cast: Cast, one: list[Any], other: list[Any], level: FaultLevel, category: Category
) -> None:
    ids = [register(cast, level=level), register(cast, by=cast.zhao, category=category)]
    for id, walk in zip(ids, (one, other), strict=True):
        at = NOW
        for move, who, minutes in walk:
            at += timedelta(minutes=minutes)
            take(cast, id, move, who, at)
    assert stock_kept() == stock_recounted()
    assert flow_kept() == flow_recounted()
    for ticket in rows(Ticket, col(Ticket.id).in_(ids)):
        assert ticket.is_open is (ticket.status in OPEN)
        check_promises(ticket, rows(Promise, col(Promise.ticket_id) == ticket.id))
        waiting = rows(Callback, col(Callback.ticket_id) == ticket.id, col(Callback.made_at).is_(None))
        waiting += rows(Consultation, col(Consultation.ticket_id) == ticket.id, col(Consultation.ended_at).is_(None))
        assert not waiting or ticket.is_open, "a ticket that ended leaves nothing to do behind"


def test_tallies_follow_a_whole_life_on_both_databases(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.TWO)
    for hours, (move, who) in enumerate(
        [
            ("begin", "li"),
            ("park", "li"),
            ("call back", "li"),
            ("consult", "li"),
            ("end consultation", "sun"),
            ("offer", "li"),
            ("accept", "zhao"),
            ("raise", "zhao"),
            ("solve", "zhao"),
            ("reopen", "li"),
            ("others", "li"),
            ("close", "sun"),
        ]
    ):
        take(cast, id, move, who if move != "accept" else WHO[id % 3], NOW + timedelta(hours=hours))
        assert stock_kept() == stock_recounted(), move
        assert flow_kept() == flow_recounted(), move
    happened = story(id)
    assert [
        happened.count(kind) for kind in ("consultation_ended", "accepted", "level_changed", "solved", "reopened", "closed")
    ] == [1] * 6
    assert {promise.kind for promise in rows(Promise)} >= {PromiseKind.CALLBACK, PromiseKind.CONSULTATION, PromiseKind.ON_SITE}
