"""One work list a person, across all processes, due first (rule O-04)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.actions.deed import Actor
from portal.actions.first_visits import RecordAttempt, record_attempt
from portal.actions.tickets import OfferTicket, ParkTicket, RegisterTicket, offer_ticket, park_ticket, register_ticket
from portal.db.models.articles import Article
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.problems import ProblemEntry
from portal.db.models.tickets import Consultation
from portal.db.queries.work_items import WorkItem, WorkKind
from portal.db.queries.work_list import work_list
from portal.db.session import reading, writing
from portal.rules.dispatch import OrderStatus
from portal.rules.permissions import Role
from portal.rules.problems import Neighbour, ProblemStatus
from portal.rules.promises import Verdict
from portal.rules.tickets import Category
from tests.bench.statements import recording
from tests.cast import NOW, Cast, do
from tests.new_customers import act, closed, handed_over, taken

ROLES = {"li": Role.AGENT, "zhao": Role.AGENT, "sun": Role.SUPERVISOR, "wang": Role.ENGINEER, "wu": Role.SALES}


def listed(cast: Cast, name: str) -> list[WorkItem]:
    with reading() as session:
        return work_list(session, Actor(cast.ids[name], name, frozenset({ROLES[name]})), NOW)


def register(cast: Cast, symptom: str, minutes: int = 0) -> int:
    command = RegisterTicket(customer_id=cast.huayuan, contact_id=cast.zhang, category=Category.TECHNICAL, symptom=symptom)
    return do(register_ticket, command, cast.li, at=NOW + timedelta(minutes=minutes)).id


@pytest.mark.rule("O-04")
def test_an_agent_sees_callbacks_and_own_tickets_due_first(database: str, cast: Cast) -> None:
    register(cast, "第一个")
    parked = register(cast, "要回拨", minutes=1)
    do(park_ticket, ParkTicket(id=parked, seen=1, agreed=True, agreed_by="张会计"), cast.li, at=NOW + timedelta(minutes=2))
    items = listed(cast, "li")
    assert [(item.kind, item.text) for item in items] == [(WorkKind.CALLBACK, "要回拨"), (WorkKind.TICKET, "第一个")]
    assert items[0].due_at == NOW + timedelta(minutes=62)
    assert items[0].address == f"ticket?id={items[0].number}"
    assert items[0].customer == "华源机械"
    assert items[0].verdict(NOW + timedelta(minutes=50)) is Verdict.AT_RISK
    assert listed(cast, "zhao") == []


@pytest.mark.rule("H-05")
def test_what_was_handed_over_waits_with_the_receiver_until_accepted(database: str, cast: Cast) -> None:
    ticket = register(cast, "移交")
    do(offer_ticket, OfferTicket(id=ticket, seen=1, to_id=cast.ids["zhao"], reason="熟悉考勤"), cast.li)
    assert [item.kind for item in listed(cast, "zhao")] == [WorkKind.OFFER]
    assert [item.kind for item in listed(cast, "li")] == [WorkKind.TICKET]


@pytest.mark.rule("O-04")
def test_the_manager_sees_requests_write_offs_consultations_and_articles(database: str, cast: Cast) -> None:
    ticket = register(cast, "服务器起不来")
    with writing() as session:
        session.add_all(_orders(cast, ticket))
        session.add(Consultation(ticket_id=ticket, called_by_id=cast.ids["li"], called_at=NOW, question="?"))
        session.add(_article(cast, ticket))
    kinds = {(item.kind, item.address) for item in listed(cast, "sun")}
    assert kinds == {
        (WorkKind.REQUEST, "dispatch-order?id=D-2026-000001"),
        (WorkKind.WRITE_OFF, "dispatch-order?id=D-2026-000002"),
        (WorkKind.WRITE_OFF, "dispatch-order?id=D-2026-000003"),
        (WorkKind.CONSULTATION, "ticket?id=T-2026-000001"),
        (WorkKind.ARTICLE, "article?id=K-2026-000001"),
    }


def _orders(cast: Cast, ticket: int) -> list[DispatchOrder]:
    states = (OrderStatus.REQUESTED, OrderStatus.DONE, OrderStatus.NOT_SOLVED, OrderStatus.APPOINTED, OrderStatus.ARCHIVED)
    return [
        DispatchOrder(
            number=f"D-2026-{at:06d}", ticket_id=ticket, customer_id=cast.huayuan, status=status, requested_by_id=cast.ids["li"],
            requested_at=NOW, changed_at=NOW, engineer_id=cast.ids["wang"] if at > 1 else None,
            starts_at=NOW + timedelta(hours=3) if at > 1 else None,
        )
        for at, status in enumerate(states, 1)
    ]  # fmt: skip


def _article(cast: Cast, ticket: int) -> Article:
    return Article(
        number="K-2026-000001", title="服务器起不来", category=Category.TECHNICAL, source_ticket_id=ticket,
        author_id=cast.ids["li"], created_at=NOW, changed_at=NOW,
    )  # fmt: skip


@pytest.mark.rule("O-04")
def test_an_engineer_sees_the_own_orders_by_appointment(database: str, cast: Cast) -> None:
    ticket = register(cast, "服务器起不来")
    with writing() as session:
        session.add_all(_orders(cast, ticket))
    items = listed(cast, "wang")
    assert [(item.kind, item.number, item.due_at) for item in items] == [
        (WorkKind.ORDER, "D-2026-000004", NOW + timedelta(hours=3))
    ]


@pytest.mark.rule("O-01")
def test_an_answer_that_others_owe_comes_back_to_who_follows_it(database: str, cast: Cast) -> None:
    ticket = register(cast, "疑似缺陷")
    with writing() as session:
        session.add(
            ProblemEntry(
                number="P-2026-000001", ticket_id=ticket, handed_to=Neighbour.RESEARCH, question="是否缺陷",
                owner_id=cast.ids["zhao"], handed_by_id=cast.ids["li"], handed_at=NOW, due_at=NOW + timedelta(days=1),
            )
        )  # fmt: skip
    assert [(item.kind, item.text) for item in listed(cast, "zhao")] == [(WorkKind.PROBLEM, "是否缺陷")]
    with writing() as session:
        session.exec(select(ProblemEntry)).one().status = ProblemStatus.ANSWERED
    assert [(item.kind, item.due_at) for item in listed(cast, "zhao")] == [(WorkKind.ANSWERED, None)]


@pytest.mark.rule("X-01")
def test_somebody_without_such_work_has_an_empty_list(database: str, cast: Cast) -> None:
    register(cast, "不给销售看")
    assert listed(cast, "wu") == []


@pytest.mark.rule("O-04")
def test_the_whole_list_is_one_statement(database: str, cast: Cast) -> None:
    with recording() as asked:
        listed(cast, "sun")
    assert len(asked) == 1


@pytest.mark.rule("O-04", "F-03")
def test_first_visits_wait_for_whoever_took_them_and_new_ones_for_every_agent(database: str, cast: Cast) -> None:
    own = taken(cast)
    handed_over(cast, number=2, name="南山物流有限公司")
    act(record_attempt, RecordAttempt, own, cast.li, next_at=NOW + timedelta(hours=1))
    items = listed(cast, "li")
    assert [(item.kind, item.address) for item in items] == [
        (WorkKind.VISIT_AGAIN, "first-visit?id=F-2026-000001"),
        (WorkKind.FIRST_VISIT, "first-visit?id=F-2026-000002"),
    ]
    assert items[0].due_at == NOW + timedelta(hours=1)
    assert [item.number for item in listed(cast, "zhao")] == ["F-2026-000002"]
    closed(cast, number=3, name="西山食品有限公司")
    assert len(listed(cast, "li")) == 2
