"""Many people at once: sessions a core carries, memory a session takes, registrations through the whole stack."""

import asyncio
import os
import random
import statistics
import time
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from portal.db.models.customers import Contact
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from tests.bench.places import cookie_of, cpu_seconds, resident_megabytes
from tests.bench.wire import Screen
from tests.serving import Portal

PAGES = ("queue", "tickets", "work-list", "new-ticket")
PERIOD = 2.0
SECONDS = 14


@dataclass(frozen=True)
class Crowd:
    """How the portal bore so many people: latency from when they acted, in milliseconds; memory in megabytes."""

    people: int
    actions: int
    median_ms: float
    p95_ms: float
    cores: float
    before_mb: float
    after_mb: float

    @property
    def action_ms(self) -> float:
        """Processor time of one action, in milliseconds."""
        return self.cores * SECONDS / max(self.actions, 1) * 1000

    @property
    def carries(self) -> int:
        """How many people, acting every two seconds, would use up one whole core."""
        return int(PERIOD * 1000 / max(self.action_ms, 0.1))

    @property
    def each_mb(self) -> float:
        """What one session takes."""
        return (self.after_mb - self.before_mb) / self.people


def crowd(portal: Portal, people: int) -> Crowd:
    """So many people, each acting every two seconds, the server on one core."""
    os.sched_setaffinity(portal.process.pid, {0})
    try:
        return asyncio.run(_crowd(portal, people))
    finally:
        os.sched_setaffinity(portal.process.pid, range(os.cpu_count() or 1))


async def _crowd(portal: Portal, people: int) -> Crowd:
    cookies = [cookie_of(f"agent{number:02d}") for number in range(1, 31)]
    # What a process loads with its first visitors is not what a visitor takes.
    for page in PAGES * 2:
        first = await Screen.open(portal.url, cookies[0])
        await first.show(page)
        await first.close()
    before = resident_megabytes(portal.process.pid)
    screens = []
    for number in range(people):
        screen = await Screen.open(portal.url, cookies[number % len(cookies)])
        await screen.show(PAGES[number % len(PAGES)])
        screens.append(screen)
    after = resident_megabytes(portal.process.pid)
    begin = time.perf_counter() + 1
    cpu = cpu_seconds(portal.process.pid)
    found = await asyncio.gather(
        *(_act(screen, PAGES[at % len(PAGES)], begin, random.Random(at)) for at, screen in enumerate(screens))
    )
    used = cpu_seconds(portal.process.pid) - cpu
    for screen in screens:
        await screen.close()
    waits = sorted(wait for waits in found for wait in waits)
    return Crowd(
        people=people, actions=len(waits), median_ms=statistics.median(waits) * 1000, p95_ms=waits[int(len(waits) * 0.95)] * 1000,
        cores=used / SECONDS, before_mb=before, after_mb=after,
    )  # fmt: skip


async def _act(screen: Screen, page: str, begin: float, chance: random.Random) -> list[float]:
    """One person: what they do when they want to, measured from then, also when the server is late."""
    waits, due = [], begin + chance.random() * PERIOD
    while due < begin + SECONDS:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await screen.show(page)
        waits.append(time.perf_counter() - due)
        due = max(due + PERIOD, time.perf_counter())
    return waits


def registered() -> int:
    """How many tickets there are."""
    with reading() as session:
        return session.execute(select(func.count(col(Ticket.id)))).scalar_one()


def registrations(portal: Portal, clients: int = 8, seconds: float = 10) -> float:
    """Tickets a second that so many people register through form, websocket and database, counted in the database."""
    before, began = registered(), time.perf_counter()
    asyncio.run(_register(portal, clients, began + seconds))
    return (registered() - before) / (time.perf_counter() - began)


async def _register(portal: Portal, clients: int, end: float) -> None:
    with reading() as session:
        customers = session.execute(select(col(Contact.customer_id)).limit(200)).scalars().all()
    await asyncio.gather(*(_register_until(portal, number, customers[number], end) for number in range(1, clients + 1)))


async def _register_until(portal: Portal, number: int, customer: int, end: float) -> None:
    screen = await Screen.open(portal.url, cookie_of(f"agent{number:02d}"))
    query = f"customer={customer}"
    await screen.show("new-ticket", query)
    while time.perf_counter() < end:
        filled = {"new-ticket.symptom": f"来电 {time.perf_counter()}", "new-ticket.category": "技术支持"}
        await screen.show("", query, {**filled, "new-ticket.submit": True})
    await screen.close()
