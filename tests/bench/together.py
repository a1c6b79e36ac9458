"""Sixty people who write and sixty who read at once, for as long as one likes: without an error, without a lost row."""

import random
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.actions.acting import Actor
from portal.actions.audit import first_broken_link
from portal.actions.deed import Caller, perform
from portal.actions.tickets import RegisterTicket, register_ticket
from portal.db.models.customers import Contact
from portal.db.models.people import Person
from portal.db.models.tickets import Ticket
from portal.db.queries.tickets import QueueFilter, TicketFilter, queue, tickets_matching
from portal.db.session import reading
from portal.rules.permissions import Role
from portal.rules.tickets import Category

WRITERS = READERS = 60
THINKING = 2.0  # seconds from one act of a person to the next


@dataclass(frozen=True)
class Together:
    """What came of it: acknowledged registrations and answered questions, how long they took, and whatever went wrong."""

    seconds: float
    written: int
    read: int
    write_p95_ms: float
    read_p95_ms: float
    lost: int
    errors: dict[str, int]

    @property
    def failed(self) -> str:
        """What must not happen, in words; empty if nothing did."""
        wrong = [f"{count} x {name}" for name, count in self.errors.items()]
        return ", ".join([*wrong, f"{self.lost} rows lost or doubled"] if self.lost else wrong)


class People:
    """Those who act, and what each of them met."""

    def __init__(self, seconds: float) -> None:
        self._until = time.perf_counter() + seconds
        self.took: dict[str, list[float]] = {"write": [], "read": []}
        self.errors: Counter[str] = Counter()
        self._lock = threading.Lock()

    def act(self, kind: str, deed: Callable[[], object]) -> None:
        """One person, again and again until the time is over; not all of them come in the same moment."""
        time.sleep(random.uniform(0, THINKING))
        while (began := time.perf_counter()) < self._until:
            try:
                deed()
            except Exception as error:  # noqa: BLE001 - whatever a person would see as an error counts
                with self._lock:
                    self.errors[type(error).__name__] += 1
            else:
                self.took[kind].append(time.perf_counter() - began)
            time.sleep(max(0.0, began + THINKING - time.perf_counter()))


def together(seconds: float) -> Together:
    """Let them work so long in this process on the database to which it is set, then count and check the audit chain."""
    register, manager = registering(), Actor(0, "manager", frozenset({Role.SUPERVISOR}))
    with reading() as session:
        before = _tickets(session)

    def look() -> None:
        with reading() as session:
            queue(session, QueueFilter(manager))
            tickets_matching(session, TicketFilter(manager))

    people = People(seconds)
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        for _ in range(WRITERS):
            pool.submit(people.act, "write", register)
        for _ in range(READERS):
            pool.submit(people.act, "read", look)
    with reading() as session:
        lost = _tickets(session) - before - len(people.took["write"])
        if first_broken_link(session) is not None:
            people.errors["BrokenAuditChain"] += 1
    wrote, read = people.took["write"], people.took["read"]
    return Together(seconds, len(wrote), len(read), _p95(wrote), _p95(read), lost, dict(people.errors))


def registering() -> Callable[[], object]:
    """A deed to do again and again: an agent registers a ticket through the action, every commit on disk."""
    with reading() as session:
        agent = session.execute(select(col(Person.id)).where(Person.sign_in_name == "agent01")).scalar_one()
        contact, customer = session.execute(select(col(Contact.id), col(Contact.customer_id)).limit(1)).one()

    def register() -> None:
        command = RegisterTicket(
            customer_id=customer, contact_id=contact, category=Category.TECHNICAL, symptom="工资条无法生成",
            description="客户反映在计算三月份工资时系统提示错误代码 5012，重启客户端后仍然出现。",
        )  # fmt: skip
        perform(register_ticket, command, by=Caller(person_id=agent), key=uuid.uuid4().hex)

    return register


def _tickets(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Ticket)).scalar_one()


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000 if len(times) > 1 else 0.0
