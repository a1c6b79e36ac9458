"""What the dispatch pages ask the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.db.models.dispatch import DispatchOrder, OrderStep
from portal.db.models.tickets import Ticket
from portal.db.queries import order_chain, order_detail, orders
from portal.db.session import reading, writing
from portal.errors import NotFound
from portal.rules.dispatch import Conduct, OrderStatus
from portal.rules.tickets import Category, Channel
from tests.cast import NOW, Cast


def an_order(cast: Cast, number: int, status: OrderStatus, **facts: Any) -> int:
    """An order in some state, with a ticket of its own unless one is given."""
    with writing() as session:
        ticket_id = facts.pop("ticket_id", None)
        if ticket_id is None:
            ticket = Ticket(
                number=f"T-2026-{number:06d}", customer_id=cast.huayuan, contact_id=cast.zhang, channel=Channel.PHONE,
                category=Category.TECHNICAL, symptom="工资计算报错", owner_id=cast.ids["li"], registered_at=NOW, changed_at=NOW,
            )  # fmt: skip
            session.add(ticket)
            session.flush()
            ticket_id = ticket.id
        order = DispatchOrder(
            number=f"D-2026-{number:06d}", ticket_id=ticket_id, customer_id=cast.huayuan, status=status,
            requested_by_id=cast.ids["li"], requested_at=NOW, changed_at=NOW, **facts,
        )  # fmt: skip
        session.add(order)
        session.flush()
        assert order.id is not None
        return order.id


@pytest.mark.rule("D-01")
def test_the_manager_sees_unsolved_orders_before_requests_before_write_offs(database: str, cast: Cast) -> None:
    done = an_order(cast, 1, OrderStatus.DONE)
    request = an_order(cast, 2, OrderStatus.REQUESTED)
    unsolved = an_order(cast, 3, OrderStatus.NOT_SOLVED)
    an_order(cast, 4, OrderStatus.APPOINTED)
    with reading() as session:
        waiting = orders.waiting_for_decision(session)
        counts = orders.count_by_status(session)
    assert [row.id for row in waiting] == [unsolved, request, done]
    assert counts[OrderStatus.APPOINTED] == 1


@pytest.mark.rule("D-03")
def test_an_engineer_sees_the_own_orders_in_the_order_of_appointments(database: str, cast: Cast) -> None:
    wang, chen = cast.ids["wang"], cast.ids["chen"]
    tomorrow = an_order(cast, 1, OrderStatus.APPOINTED, engineer_id=wang, starts_at=NOW + timedelta(days=1))
    today = an_order(cast, 2, OrderStatus.APPOINTED, engineer_id=wang, starts_at=NOW)
    to_confirm = an_order(cast, 3, OrderStatus.ORDERED, engineer_id=wang)
    an_order(cast, 4, OrderStatus.ORDERED, engineer_id=chen)
    an_order(cast, 5, OrderStatus.WRITTEN_OFF, engineer_id=wang)
    with reading() as session:
        mine = orders.orders_of_engineer(session, wang)
        load = {row.id: row.in_hand for row in orders.engineers(session)}
    assert [row.id for row in mine] == [to_confirm, today, tomorrow]
    assert load == {wang: 3, chen: 1}


@pytest.mark.rule("D-11")
def test_orders_are_found_by_state_engineer_week_and_number(database: str, cast: Cast) -> None:
    wang = cast.ids["wang"]
    monday = datetime(2026, 3, 9, tzinfo=UTC)
    this_week = an_order(cast, 11, OrderStatus.APPOINTED, engineer_id=wang, starts_at=monday + timedelta(days=2))
    an_order(cast, 12, OrderStatus.APPOINTED, engineer_id=wang, starts_at=monday + timedelta(days=7))
    request = an_order(cast, 13, OrderStatus.REQUESTED)
    with reading() as session:

        def found(**wanted: Any) -> list[int]:
            matching = orders.OrderFilter(**wanted)
            rows = orders.orders_matching(session, matching)
            assert orders.count_orders(session, matching) == (len(rows), False)
            return [row.id for row in rows]

        assert found(engineer_id=wang, since=monday, until=monday + timedelta(days=7)) == [this_week]
        assert found(states={OrderStatus.REQUESTED}) == [request]
        assert found(number="d-2026-000011") == [this_week]
        assert found(number="T-2026-000013") == [request]
        assert found(number="%") == []
        assert next(row.id for row in orders.orders_matching(session, orders.OrderFilter(), after=request)) == this_week + 1
        assert [row.id for row in orders.appointments(session, monday, monday + timedelta(days=7))] == [this_week]


@pytest.mark.rule("D-03")
def test_an_order_is_shown_to_its_engineer_and_not_to_another(database: str, cast: Cast) -> None:
    id = an_order(cast, 1, OrderStatus.ORDERED, engineer_id=cast.ids["wang"], address="浦东新区张江路 1 号")
    with reading() as session:
        assert order_detail.order(session, "D-2026-000001", engineer_id=cast.ids["wang"]).contact == "张会计"
        assert order_detail.order(session, id).engineer == "王志强"
        contact = order_detail.contact_for_engineer(session, id, cast.ids["wang"])
        assert (contact.phone, contact.address) == ("13800138000", "浦东新区张江路 1 号")
        for ask in (
            lambda: order_detail.order(session, id, engineer_id=cast.ids["chen"]),
            lambda: order_detail.contact_for_engineer(session, id, cast.ids["chen"]),
            lambda: order_detail.order(session, "D-2026-999999"),
            lambda: order_detail.order(session, "' OR 1=1"),
        ):
            with pytest.raises(NotFound):
                ask()


@pytest.mark.rule("D-05")
def test_the_nine_steps_come_in_their_order_with_what_was_ticked(database: str, cast: Cast) -> None:
    id = an_order(cast, 1, OrderStatus.ON_SITE, engineer_id=cast.ids["wang"])
    with writing() as session:
        session.add(OrderStep(order_id=id, step=Conduct.CONFIRM, at=NOW, person_id=cast.ids["wang"]))
        session.add(OrderStep(order_id=id, step=Conduct.KNOCK, at=NOW, person_id=cast.ids["wang"], skipped_because="门开着"))
    with reading() as session:
        steps = order_detail.steps(session, id)
    assert [state.step for state in steps] == list(Conduct)
    assert [state.step for state in steps if state.at] == [Conduct.CONFIRM, Conduct.KNOCK]
    assert steps[2].skipped_because == "门开着"
    assert {state.step for state in steps if state.obligatory} == {
        Conduct.CONFIRM,
        Conduct.APPOINT,
        Conduct.BACK_UP,
        Conduct.SIGN,
    }


@pytest.mark.rule("D-09")
def test_a_chain_is_all_orders_of_one_ticket(database: str, cast: Cast) -> None:
    first = an_order(cast, 1, OrderStatus.WRITTEN_OFF, engineer_id=cast.ids["wang"], outcome="缺少安装盘")
    with reading() as session:
        ticket_id = order_detail.order(session, first).ticket_id
    second = an_order(cast, 2, OrderStatus.ORDERED, ticket_id=ticket_id, previous_id=first, engineer_id=cast.ids["chen"])
    with reading() as session:
        story = order_chain.chain(session, ticket_id)
    assert [(link.id, link.engineer) for link in story] == [(first, "王志强"), (second, "陈静")]
