"""What a department leaves behind in its tables: the distribution of the peers' benchmark data, in Chinese.

20 % of the tickets are open, priorities 5/15/60/20 %, two or three events each, 30 agents, a tenth as many customers as
tickets; 退款 stands in 2 % and "turbine" in 0.1 % of them, in some hundred at least: a list is full at every size.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from portal import clock
from portal.rules.promises import Due
from portal.rules.tickets import OPEN, Category, Channel, FaultLevel, PromiseKind, TicketStatus
from portal.rules.words import tokens
from seed.demo.texts import Case, Storyteller

Row = dict[str, Any]
DAYS = 1000
RAREST = 100  # tickets with the rarer of the two words
BUSIEST = 800  # tickets of the first customer, so that its time line has some two thousand entries at every size
# As many as eight engineers have at hand, whatever the number of tickets.
OPEN_ORDERS = 60
REFUND, TURBINE = "客户申请退款。", "备件 turbine 已登记。"
STATUSES = {
    TicketStatus.REGISTERED: 50, TicketStatus.IN_PROGRESS: 120, TicketStatus.PARKED: 12, TicketStatus.CONSULTING: 3,
    TicketStatus.DISPATCH_REQUESTED: 2, TicketStatus.DISPATCHED: 5, TicketStatus.WITH_OTHERS: 8, TicketStatus.SOLVED: 30,
    TicketStatus.CONFIRMED: 20, TicketStatus.ARCHIVED: 650, TicketStatus.CLOSED: 100,
}  # fmt: skip
CHANNELS = {Channel.PHONE: 60, Channel.ONLINE: 15, Channel.MAIL: 8, Channel.CHAT: 12, Channel.REMOTE: 5}
LEVELS = {FaultLevel.ONE: 3, FaultLevel.TWO: 12, FaultLevel.THREE: 85}
PRIORITIES = {1: 5, 2: 15, 3: 60, 4: 20}
ALLOWANCES = {PromiseKind.RESPONSE: 1440, PromiseKind.SOLUTION: 2880, PromiseKind.CALLBACK: 60, PromiseKind.CONSULTATION: 180}


@dataclass
class Told:
    """A case with its search tokens, made once and used by many tickets."""

    case: Case
    description: str
    words: list[str]


@dataclass
class Batch:
    """Rows of some tickets, table by table."""

    tickets: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)
    legs: list[Row] = field(default_factory=list)
    callbacks: list[Row] = field(default_factory=list)
    consultations: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    surveys: list[Row] = field(default_factory=list)
    words: list[tuple[int, list[str]]] = field(default_factory=list)


class Department:
    """Draws tickets one after the other and keeps the tallies that belong to them; `customers` is what each is found by."""

    def __init__(self, tickets: int, customers: list[list[str]], agents: list[int], engineers: list[int], now: datetime) -> None:
        self.size, self.customers, self.agents, self.engineers = tickets, customers, agents, engineers
        self.now = now
        self.rare = max(0.001, RAREST / tickets)
        self.chance = random.Random(7)
        self.told = self._stories(3000)
        self.stock: Counter[tuple[TicketStatus, int, FaultLevel]] = Counter()
        self.flow: Counter[tuple[int, str, Channel, Category, int]] = Counter()
        self.surveys: Counter[tuple[int, int, Category, str]] = Counter()
        self.numbers: Counter[tuple[str, int]] = Counter()
        self.statuses, self.channels, self.levels, self.priorities = (
            _pool(weights) for weights in (STATUSES, CHANNELS, LEVELS, PRIORITIES)
        )
        self.promise_id = self.orders = 0

    def _stories(self, number: int) -> list[Told]:
        teller = Storyteller(self.chance)
        cases = (teller.case(at % 12 + 1) for at in range(number))
        told = []
        for case in cases:
            if "退款" not in case.symptom + case.description + case.solution:
                description = f"{case.description}{teller.phrase('questions')}"
                told.append(Told(case, description, tokens(f"{case.symptom} {description}")))
        return told

    def batches(self, size: int) -> Iterator[Batch]:
        """All tickets, oldest first."""
        step = timedelta(days=DAYS) / self.size
        batch = Batch()
        for id in range(1, self.size + 1):
            self._ticket(batch, id, self.now - timedelta(days=DAYS) + step * id)
            if id % size == 0 or id == self.size:
                yield batch
                batch = Batch()

    def _ticket(self, batch: Batch, id: int, at: datetime) -> None:
        chance = self.chance
        told = chance.choice(self.told)
        status, level = self._status(), chance.choice(self.levels)
        owner, customer = chance.choice(self.agents), chance.randrange(len(self.customers)) + 1
        if id <= BUSIEST:
            customer = 1
        extra = (REFUND if chance.random() < 0.02 else "") + (TURBINE if chance.random() < self.rare else "")
        due = self._due(at, status)
        solved_at = None if status in OPEN else at + timedelta(minutes=chance.randint(5, 3600))
        kind = _next_promise(status)
        number = self._number("T", at)
        ticket: Row = {
            "id": id, "number": number, "customer_id": customer, "contact_id": customer, "channel": chance.choice(self.channels),
            "category": told.case.category, "product": told.case.product, "symptom": told.case.symptom,
            "description": told.description + extra, "level": level, "priority": chance.choice(self.priorities),
            "priority_reasons": [], "status": status, "is_open": status in OPEN, "owner_id": owner, "registered_at": at,
            "responded_at": None if status is TicketStatus.REGISTERED else at + timedelta(minutes=20), "solved_at": solved_at,
            "closed_at": solved_at if status in (TicketStatus.ARCHIVED, TicketStatus.CLOSED) else None,
            "cause": told.case.cause if solved_at else "", "solution": told.case.solution if solved_at else "",
            "next_due_at": due.due_at if due else None, "next_promise": kind if due else None,
            "changed_at": solved_at or at, "changed_by_id": owner,
        }  # fmt: skip
        batch.tickets.append(ticket)
        batch.words.append((id, tokens(number) + self.customers[customer - 1] + told.words + (tokens(extra) if extra else [])))
        self._happened(batch, ticket, told.case)
        self._promised(batch, ticket, due, kind)
        if status in OPEN:
            self._waiting(batch, ticket, due)
        elif chance.random() < 0.25:
            self._asked(batch, ticket)
        self._tally(ticket)

    def _status(self) -> TicketStatus:
        status: TicketStatus = self.chance.choice(self.statuses)
        if status in (TicketStatus.DISPATCH_REQUESTED, TicketStatus.DISPATCHED):
            self.orders += 1
            return status if self.orders <= OPEN_ORDERS else TicketStatus.IN_PROGRESS
        return status

    def _due(self, at: datetime, status: TicketStatus) -> Due | None:
        """Open tickets are due some days around now; those with others wait without a time."""
        if status not in OPEN or status is TicketStatus.WITH_OTHERS:
            return None
        due_at = self.now + timedelta(seconds=self.chance.randint(-2 * 86400, 5 * 86400))
        return Due(max(due_at, at), max(due_at - timedelta(hours=6), at))

    def _number(self, prefix: str, at: datetime) -> str:
        year = clock.at_the_office(at).year
        self.numbers[prefix, year] += 1
        return f"{prefix}-{year}-{self.numbers[prefix, year]:06d}"

    def _happened(self, batch: Batch, ticket: Row, case: Case) -> None:
        at, owner = ticket["registered_at"], ticket["owner_id"]
        about = {"subject": "ticket", "subject_id": ticket["id"], "ticket_id": ticket["id"]}
        about |= {"customer_id": ticket["customer_id"], "person_id": owner, "facts": {"status": ticket["status"].value}}
        story = [("registered", at, case.symptom), ("answered", at + timedelta(minutes=20), "已告知客户初步判断，正在核对数据。")]
        if ticket["solved_at"]:
            story.append(("solved", ticket["solved_at"], case.solution))
        elif self.chance.random() < 0.5:
            story.append(("answered", at + timedelta(minutes=90), "已请客户提供报错截图和操作步骤。"))
        batch.events += [about | {"kind": kind, "at": moment, "text": text} for kind, moment, text in story]

    def _promised(self, batch: Batch, ticket: Row, due: Due | None, next_kind: PromiseKind) -> None:
        at, owner, solved_at = ticket["registered_at"], ticket["owner_id"], ticket["solved_at"]
        kinds = {PromiseKind.RESPONSE, PromiseKind.SOLUTION} | ({next_kind} if ticket["is_open"] else set())
        for kind in sorted(kinds):
            self.promise_id += 1
            allowance = timedelta(minutes=ALLOWANCES.get(kind, 1440))
            row: Row = {
                "id": self.promise_id, "ticket_id": ticket["id"], "kind": kind, "standard_key": f"promise.{kind.value}",
                "allowance_minutes": ALLOWANCES.get(kind, 1440), "opened_at": at, "due_at": at + allowance,
                "warn_at": at + allowance * 0.75, "holder_id": owner,
                "settled_at": ticket["responded_at"] if kind is PromiseKind.RESPONSE else solved_at,
            }  # fmt: skip
            if kind is next_kind and ticket["is_open"]:
                row |= {"settled_at": None}
                row |= {"due_at": due.due_at, "warn_at": due.warn_at} if due else {"paused_at": at}
                batch.legs.append({"promise_id": self.promise_id, "holder_id": owner, "since": at})
            batch.promises.append(row)

    def _waiting(self, batch: Batch, ticket: Row, due: Due | None) -> None:
        id, at, owner = ticket["id"], ticket["registered_at"], ticket["owner_id"]
        if ticket["status"] is TicketStatus.PARKED and due:
            batch.callbacks.append({"ticket_id": id, "holder_id": owner, "promised_at": at, "due_at": due.due_at})
        elif ticket["status"] is TicketStatus.CONSULTING:
            batch.consultations.append({"ticket_id": id, "called_by_id": owner, "called_at": at, "question": ticket["symptom"]})
        elif ticket["status"] in (TicketStatus.DISPATCH_REQUESTED, TicketStatus.DISPATCHED):
            batch.orders.append(self._order(ticket))
        elif ticket["status"] is TicketStatus.WITH_OTHERS:
            batch.problems.append({
                "number": self._number("P", at), "ticket_id": id, "handed_to": "research", "question": ticket["symptom"],
                "owner_id": owner, "handed_by_id": owner, "handed_at": at, "due_at": self.now + timedelta(days=2),
            })  # fmt: skip

    def _order(self, ticket: Row) -> Row:
        at = ticket["registered_at"]
        row: Row = {
            "number": self._number("D", at), "ticket_id": ticket["id"], "customer_id": ticket["customer_id"], "requested_at": at,
            "requested_by_id": ticket["owner_id"], "problem": ticket["symptom"], "reason": ticket["symptom"], "changed_at": at,
            "status": "requested",
        }  # fmt: skip
        if ticket["status"] is TicketStatus.DISPATCHED:
            starts_at = self.now + timedelta(hours=self.chance.randint(-24, 72))
            engineer = self.chance.choice(self.engineers)
            row |= {"status": "appointed", "engineer_id": engineer, "ordered_at": at, "confirmed_at": at}
            row |= {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        return row

    def _asked(self, batch: Batch, ticket: Row) -> None:
        sent_at, owner = ticket["solved_at"], ticket["owner_id"]
        month = int(f"{clock.at_the_office(sent_at):%Y%m}")
        survey: Row = {"ticket_id": ticket["id"], "customer_id": ticket["customer_id"], "owner_id": owner, "sent_at": sent_at}
        survey |= {"expires_at": sent_at + timedelta(days=14), "digest": ticket["id"].to_bytes(32)}
        survey |= {"category": ticket["category"]}
        self.surveys[month, owner, ticket["category"], "sent"] += 1
        if self.chance.random() < 0.55:
            overall = self.chance.choices((1, 2, 3, 4, 5), (2, 4, 9, 35, 50))[0]
            survey |= {"answered_at": sent_at + timedelta(hours=6), "answered_through": "link", "overall": overall}
            survey |= {"speed": overall, "ability": overall, "attitude": overall}
            for name, value in (("answered", 1), ("satisfied", int(overall >= 4)), ("overall_sum", overall)):
                self.surveys[month, owner, ticket["category"], name] += value
        batch.surveys.append(survey)

    def _tally(self, ticket: Row) -> None:
        self.stock[ticket["status"], ticket["owner_id"], ticket["level"]] += 1
        for flow, moment in (("registered", ticket["registered_at"]), ("solved", ticket["solved_at"])):
            if moment:
                day = int(f"{clock.at_the_office(moment):%Y%m%d}")
                self.flow[day, flow, ticket["channel"], ticket["category"], ticket["owner_id"]] += 1


def _next_promise(status: TicketStatus) -> PromiseKind:
    return {
        TicketStatus.REGISTERED: PromiseKind.RESPONSE,
        TicketStatus.PARKED: PromiseKind.CALLBACK,
        TicketStatus.CONSULTING: PromiseKind.CONSULTATION,
    }.get(status, PromiseKind.SOLUTION)


def _pool(weights: dict[Any, int]) -> list[Any]:
    return [value for value, weight in weights.items() for _ in range(weight)]


def midnight() -> datetime:
    """A fixed hour of today, so that two loads on one day are alike."""
    return clock.now().astimezone(UTC).replace(hour=2, minute=0, second=0, microsecond=0)
