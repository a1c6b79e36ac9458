"""Questions about tickets stay quick with many tickets: one statement each, along an index, on both databases."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import Session

from portal.actions.deed import Actor
from portal.db import migrate
from portal.db.queries import tickets as queries
from portal.db.queries.promises import legs_of, pauses_of, promises_of
from portal.db.queries.tickets import QueueFilter, Scope, TicketFilter
from portal.db.session import engine, reading
from portal.rules.permissions import Role
from portal.rules.tickets import FaultLevel, TicketStatus
from seed.bulk.__main__ import load
from tests.bench.statements import explain, full_scans, recording
from tests.cast import NOW
from tests.conftest import _administer, forget_settings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many_tickets(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three thousand tickets, the process set to them: enough for the planner to mind its indexes."""
    request.getfixturevalue("_secrets")
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'portal.db'}"
    else:
        server = request.getfixturevalue("postgresql_server")
        _administer(server, f"CREATE DATABASE many_{os.getpid()}")
        url = server.replace("/postgres?", f"/many_{os.getpid()}?")
    before = os.environ.get("PORTAL_DATABASE_URL", "")
    os.environ["PORTAL_DATABASE_URL"] = url
    forget_settings()
    migrate.upgrade(url)
    load(3000, url)
    yield url
    engine(url).dispose()
    engine(url, read_only=True).dispose()
    os.environ["PORTAL_DATABASE_URL"] = before
    forget_settings()


SUPERVISOR = Actor(39, "supervisor01", frozenset({Role.SUPERVISOR}))
QUESTIONS: dict[str, Callable[[Session], Any]] = {
    "queue": lambda s: queries.queue(s, QueueFilter(SUPERVISOR)),
    "queue, next page": lambda s: queries.queue(s, QueueFilter(SUPERVISOR), after=(NOW, 5)),
    "queue, mine": lambda s: queries.queue(s, QueueFilter(SUPERVISOR, scope=Scope.MINE)),
    "queue, offered": lambda s: queries.queue(s, QueueFilter(SUPERVISOR, scope=Scope.OFFERED)),
    "queue, level and priority": lambda s: queries.queue(s, QueueFilter(SUPERVISOR, level=FaultLevel.ONE, priority=4)),
    "queue, state, level, priority": lambda s: queries.queue(
        s, QueueFilter(SUPERVISOR, status=TicketStatus.PARKED, level=FaultLevel.ONE, priority=1)
    ),
    "queue, words": lambda s: queries.queue(s, QueueFilter(SUPERVISOR, text="退款")),
    "queue, count": lambda s: queries.queue_count(s, QueueFilter(SUPERVISOR, status=TicketStatus.PARKED)),
    "list": lambda s: queries.tickets_matching(s, TicketFilter(SUPERVISOR)),
    "list, words": lambda s: queries.tickets_matching(s, TicketFilter(SUPERVISOR, text="turbine")),
    "list, words and state": lambda s: queries.tickets_matching(
        s, TicketFilter(SUPERVISOR, text="退款", status=TicketStatus.CLOSED)
    ),
    "list, owner and state": lambda s: queries.tickets_matching(
        s, TicketFilter(SUPERVISOR, owner_id=3, status=TicketStatus.PARKED)
    ),
    "list, customer": lambda s: queries.tickets_matching(s, TicketFilter(SUPERVISOR, customer_id=7)),
    "list, number": lambda s: queries.tickets_matching(s, TicketFilter(SUPERVISOR, text="T-2026-000007")),
    "one ticket": lambda s: queries.ticket(s, 77, SUPERVISOR),
    "story": lambda s: queries.story(s, 77),
    "promises": lambda s: promises_of(s, 77),
    "legs": lambda s: legs_of(s, 77),
    "pauses": lambda s: pauses_of(s, 77),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_growing_table_from_end_to_end(many_tickets: str, name: str) -> None:
    with recording() as asked, reading() as session:
        QUESTIONS[name](session)
    assert len(asked) == 1, "one statement a question"
    assert full_scans(explain(asked[0], indexes_only=True)) == []


# What is offered and not accepted is little, and sorted; what words find is bounded, and sorted.
WALKED = ("queue", "queue, next page", "queue, mine", "queue, level and priority", "queue, state, level, priority")


@pytest.mark.parametrize("name", WALKED)
def test_the_queue_walks_an_index_instead_of_sorting_what_is_open(sqlite_many: str, name: str) -> None:
    with recording() as asked, reading() as session:
        QUESTIONS[name](session)
    plan = "\n".join(explain(asked[0]))
    assert "ix_ticket_queue" in plan
    assert plan.count("TEMP B-TREE FOR ORDER BY") == 1, "only the one page that was found is sorted"


@pytest.fixture
def sqlite_many(many_tickets: str) -> str:
    if not many_tickets.startswith("sqlite"):
        pytest.skip("PostgreSQL sorts small tables, rightly")
    return many_tickets


def test_the_stored_page_of_a_plan_helper_knows_a_full_scan() -> None:
    assert full_scans(["SCAN ticket"]) == ["SCAN ticket"]
    assert full_scans(["  ->  Seq Scan on event  (cost=0.00..1.00 rows=1 width=4)"])
    assert (
        full_scans(["SEARCH ticket USING INDEX ix_ticket_queue (is_open=?)", "SCAN ticket_words VIRTUAL TABLE INDEX 0:M1"]) == []
    )
