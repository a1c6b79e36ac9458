"""Figures of the service desk come from tallies and from running promises, and agree with the tickets."""

from datetime import timedelta

import pytest

from portal.db.queries import figures
from portal.db.session import reading
from portal.rules.tickets import FaultLevel, TicketStatus
from tests.cast import NOW, Cast
from tests.desk import register


@pytest.mark.rule("Q-02")
def test_the_backlog_is_counted_by_state_and_person(database: str, cast: Cast) -> None:
    register(cast)
    register(cast)
    register(cast, by=cast.zhao)
    with reading() as session:
        stock = figures.open_stock(session)
    assert {(each.owner, each.status, each.tickets) for each in stock} == {
        ("李敏", TicketStatus.REGISTERED, 2),
        ("赵宁", TicketStatus.REGISTERED, 1),
    }
    assert figures.total(stock) == 3
    assert figures.total(stock, TicketStatus.PARKED) == 0


@pytest.mark.rule("Q-02")
def test_arrivals_are_counted_on_the_day_of_the_office(database: str, cast: Cast) -> None:
    register(cast)
    register(cast, at=NOW + timedelta(hours=15))  # 01:00 of the next day in Shanghai
    with reading() as session:
        flow = figures.flow_by_day(session, 20260310, 20260312)
    assert [(day.day, day.registered, day.solved) for day in flow] == [(20260311, 1, 0), (20260312, 1, 0)]


@pytest.mark.rule("Q-02")
def test_a_ticket_counts_once_by_its_worst_promise(database: str, cast: Cast) -> None:
    broken = NOW - timedelta(hours=30)  # response broken, solution not yet at risk
    register(cast, at=broken, level=FaultLevel.THREE)
    register(cast, by=cast.zhao, at=NOW - timedelta(hours=23), level=FaultLevel.THREE)
    register(cast, at=NOW, level=FaultLevel.THREE)
    with reading() as session:
        pressures = figures.pressure(session, NOW)
    by_owner = {each.owner: (each.broken, each.at_risk) for each in pressures.owners}
    assert by_owner == {"李敏": (1, 0), "赵宁": (0, 1)}
    assert (pressures.broken, pressures.at_risk, pressures.capped) == (1, 1, False)
    assert pressures.next_due_at == NOW + timedelta(hours=1)


def test_beyond_its_cap_the_pressure_says_so(database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "LOOKED_AT", 2)
    for _ in range(3):
        register(cast, at=NOW - timedelta(hours=30))
    with reading() as session:
        assert figures.pressure(session, NOW).capped


def test_only_people_who_may_own_tickets_are_offered_as_owners(database: str, cast: Cast) -> None:
    with reading() as session:
        assert set(figures.ticket_owners(session).values()) == {"李敏", "赵宁", "孙丽"}
        assert figures.customer_name(session, cast.huayuan) == "华源机械集团有限公司"
        assert figures.customer_name(session, 10**9) is None
