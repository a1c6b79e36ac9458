"""What a piece of code asks the database: each statement with its time, and its plan."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from portal.db.session import engine
from portal.settings import settings


@dataclass
class Asked:
    """One statement as it was sent, how long the database took, and how much of this process's time, in seconds."""

    text: str
    values: Any
    seconds: float = 0.0
    worked: float = 0.0
    plan: list[str] = field(default_factory=list)


@contextmanager
def recording(*engines: Engine) -> Iterator[list[Asked]]:
    """Collect what is sent through these engines (default: the portal's two) inside the block."""
    engines = engines or (engine(settings().database), engine(settings().database, read_only=True))
    asked: list[Asked] = []

    def before(connection: Any, cursor: Any, text: str, values: Any, context: Any, many: bool) -> None:
        asked.append(Asked(text, values, time.perf_counter(), time.thread_time()))

    def after(*_: Any) -> None:
        asked[-1].seconds = time.perf_counter() - asked[-1].seconds
        asked[-1].worked = time.thread_time() - asked[-1].worked
        if asked[-1].text.startswith("BEGIN"):
            asked.pop()

    for each in engines:
        event.listen(each, "before_cursor_execute", before)
        event.listen(each, "after_cursor_execute", after)
    try:
        yield asked
    finally:
        for each in engines:
            event.remove(each, "before_cursor_execute", before)
            event.remove(each, "after_cursor_execute", after)


def explain(asked: Asked, *, indexes_only: bool = False) -> list[str]:
    """The lines of the database's plan for a statement; `indexes_only` shows what PostgreSQL would do with larger tables."""
    reader = engine(settings().database, read_only=True)
    with reader.connect() as connection:
        if reader.dialect.name == "postgresql":
            if indexes_only:
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {asked.text}", asked.values)]
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.text}", asked.values)]


GROWING = (
    "ticket",
    "event",
    "promise",
    "promise_leg",
    "callback",
    "survey",
    "contact",
    "customer",
    "audit_entry",
    "ticket_words",
    "installation",
    "project",
    "service_contract",
    "service_ending",
    "first_visit",
    "first_visit_item",
    "service_plan",
    "plan_item",
)


def full_scans(plan: list[str]) -> list[str]:
    """The lines of a plan that read a growing table from end to end."""
    found = []
    for line in plan:
        words = line.strip().removeprefix("-> ").replace("->", "").split()
        scans_on_sqlite = words[:1] == ["SCAN"] and words[1] in GROWING and "USING" not in line and "VIRTUAL" not in line
        scans_on_postgresql = "Seq Scan on" in line and line.split("Seq Scan on ")[1].split()[0] in GROWING
        if scans_on_sqlite or scans_on_postgresql:
            found.append(line)
    return found
