"""What each page costs: the server's time a rerun beside an empty page, and the statements behind it with their plans."""

import asyncio
import statistics
from dataclasses import asdict, dataclass, field
from typing import Any

from streamlit.testing.v1 import AppTest

from portal.auth.screen_owner import TEST_BINDING
from portal.db.sign_ins import digest
from portal.navigation import page_file
from tests.bench.places import cookie_of, cpu_seconds, first_number
from tests.bench.statements import explain, full_scans, recording
from tests.bench.wire import Screen
from tests.pages import APP
from tests.serving import Portal

RERUNS, A_ROUND = 60, 5


@dataclass(frozen=True)
class Visit:
    """A page as somebody opens it."""

    name: str
    page: str
    who: str
    query: dict[str, str] = field(default_factory=dict)


def visits() -> list[Visit]:
    """Every page of the menu, and the detail pages on some record."""
    return [
        Visit("work list, agent", "work-list", "agent01"),
        Visit("work list, manager", "work-list", "supervisor01"),
        Visit("field orders", "field-orders", "engineer01"),
        Visit("queue", "queue", "supervisor01"),
        Visit("new ticket", "new-ticket", "agent01"),
        Visit("tickets", "tickets", "agent01"),
        Visit("tickets, open + highest", "tickets", "agent01", {"status": "open", "priority": "1"}),
        Visit("tickets, 退款", "tickets", "agent01", {"find": "退款"}),
        Visit("tickets, turbine", "tickets", "agent01", {"find": "turbine"}),
        Visit("ticket", "ticket", "agent01", {"id": first_number("ticket")}),
        Visit("dispatch", "dispatch", "supervisor01"),
        Visit("dispatch order", "dispatch-order", "supervisor01", {"id": first_number("dispatch_order")}),
        Visit("problem base", "problem-base", "agent01"),
        Visit("article", "article", "agent01", {"id": first_number("article")}),
        Visit("satisfaction", "satisfaction", "supervisor01"),
        Visit("archive", "archive", "agent01"),
        Visit("customer", "customer", "agent01", {"id": first_number("customer")}),
        Visit("customer, long time line", "customer", "agent01", {"id": "C-2024-000001"}),
        Visit("projects", "projects", "supervisor01"),
        Visit("project", "project", "supervisor01", {"id": first_number("project")}),
        Visit("service plans", "plans", "supervisor01"),
        Visit("service plan", "plan", "supervisor01", {"id": first_number("service_plan")}),
        Visit("entitlement", "entitlement", "supervisor01"),
        Visit("first visits", "first-visits", "agent01"),
        Visit("first visit", "first-visit", "agent01", {"id": first_number("first_visit")}),
        Visit("demands", "demands", "agent01"),
        Visit("hand over a customer", "new-customer", "supervisor01"),
        Visit("people", "people", "administrator01"),
        Visit("service standards", "standards", "supervisor01"),
        Visit("audit", "audit", "administrator01"),
        Visit("my account", "account", "agent01"),
    ]


@dataclass
class Cost:
    """What one visit costs, in milliseconds of the server; `empty_ms` is what an empty page cost a moment before and after."""

    name: str
    first_ms: float
    rerun_ms: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float
    empty_ms: float = 0.0
    statements: int = 0
    sql_ms: float = 0.0
    slowest_sql_ms: float = 0.0
    full_scans: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def beyond_ms(self) -> float:
        """Processor time beyond that of its statements."""
        return self.cpu_ms - self.sql_ms

    @property
    def ratio(self) -> float:
        """How many empty pages it costs."""
        return self.cpu_ms / max(self.empty_ms, 0.1)

    def as_row(self) -> dict[str, Any]:
        """For the JSON."""
        return asdict(self)


def measure(portal: Portal, empty: Portal, visit: Visit) -> Cost:
    """Open a page in a tab of its own and run it again and again, by turns with an empty page: both meet the same neighbours."""
    return asyncio.run(_measure(portal, empty, visit))


async def _measure(portal: Portal, empty: Portal, visit: Visit) -> Cost:
    screen, floor = await Screen.open(portal.url, cookie_of(visit.who)), await Screen.open(empty.url)
    query = "&".join(f"{name}={value}" for name, value in visit.query.items())
    first = await screen.show(visit.page, query)
    for _ in range(3):
        await screen.show(visit.page, query)
        await floor.show()
    received = screen.received
    rounds = [
        (await _round(portal, screen, visit.page, query), await _round(empty, floor, "", "")) for _ in range(RERUNS // A_ROUND)
    ]
    times = [seconds for (own, _cpu), _floor in rounds for seconds in own]
    cpu = statistics.median(cpu for (_times, cpu), _floor in rounds)
    # Round by round: neighbours who come and go slow a page and the empty one beside it alike.
    empties = statistics.median(own / beside for (_times, own), (_beside, beside) in rounds)
    await screen.close()
    await floor.close()
    return Cost(
        name=visit.name,
        first_ms=first * 1000,
        rerun_ms=statistics.median(times) * 1000,
        p95_ms=sorted(times)[int(RERUNS * 0.95)] * 1000,
        cpu_ms=cpu,
        kilobytes=(screen.received - received) / RERUNS / 1000,
        empty_ms=cpu / empties,
        errors=sorted(set(screen.errors)),
    )


async def _round(portal: Portal, screen: Screen, page: str, query: str) -> tuple[list[float], float]:
    """The seconds of some runs, and the milliseconds of processor time that each of them took."""
    before = cpu_seconds(portal.process.pid)
    times = [await screen.show(page, query) for _ in range(A_ROUND)]
    return times, (cpu_seconds(portal.process.pid) - before) / A_ROUND * 1000


def ask_about(visit: Visit, cost: Cost) -> None:
    """Run the page once more inside this process and note its statements, their time and what they read."""
    token = cookie_of(visit.who).partition("=")[2]
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.session_state[TEST_BINDING] = f"in:{digest(token).hex()}"
    at.session_state["auth.language"] = "zh_CN"
    at.run()
    at.switch_page(page_file(visit.page))
    for name, value in visit.query.items():
        at.query_params[name] = value
    at.run()
    with recording() as asked:
        at.run()
    cost.statements = len(asked)
    # On PostgreSQL the database works in another process: what counts here is what a statement costs this one.
    cost.sql_ms = sum(each.worked for each in asked) * 1000
    cost.slowest_sql_ms = max((each.seconds for each in asked), default=0.0) * 1000
    for each in asked:
        if each.text.lstrip().upper().startswith("SELECT"):
            cost.full_scans += full_scans(explain(each, indexes_only=True))
    cost.full_scans = sorted(set(cost.full_scans))
