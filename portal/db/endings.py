"""`service_ending`: every right to service that ends without another one going on, kept by the database itself (rule A-07).

Whether a period is followed by another one of the same customer does not depend on the day, but asking it of every period that
ends in the next weeks costs more with every customer. Triggers keep the answer whoever changes a project or a contract: a deed,
an import, a merge of customers. A migration that rebuilds one of these tables on SQLite creates the triggers again.
"""

from dataclasses import dataclass
from typing import Literal

Database = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Source:
    """Where periods of one kind stand; the better right has the lower rank."""

    kind: str
    table: str
    start: str
    end: str
    name: str


SOURCES = (
    Source("joint", "project", "joint_from", "joint_until", "name"),
    Source("free", "project", "free_from", "free_until", "name"),
    Source("contract", "service_contract", "starts_on", "ends_on", "number"),
)
TABLES = ("project", "service_contract")


def fill(database: Database, customers: str = "") -> list[str]:
    """Statements that find the endings, of all customers or of those that a condition on {customer} names."""
    return [_insert(database, source, rank, customers) for rank, source in enumerate(SOURCES)]


def _insert(database: Database, source: Source, rank: int, customers: str) -> str:
    start, end = f"t.{source.start}", f"t.{source.end}"
    conditions = [f"{start} <= {end}", *(_followed_by(database, other, end, place < rank) for place, other in enumerate(SOURCES))]
    if customers:
        conditions.append(customers.format(customer="t.customer_id"))
    return (
        "INSERT INTO service_ending (kind, source_id, customer_id, ends_on, name) "
        f"SELECT '{source.kind}', t.id, t.customer_id, {end}, t.{source.name} "
        f"FROM {source.table} AS t WHERE {' AND '.join(conditions)}"
    )


def _followed_by(database: Database, other: Source, end: str, better: bool) -> str:
    """That no period of a kind goes on after an end; of two that end alike the better right is the one that ends."""
    day_after = f"date({end}, '+1 day')" if database == "sqlite" else f"{end} + 1"
    longer = f"o.{other.end} {'>=' if better else '>'} {end}"
    return (
        f"NOT EXISTS (SELECT 1 FROM {other.table} AS o WHERE o.customer_id = t.customer_id "
        f"AND o.{other.start} <= {day_after} AND (o.{other.end} IS NULL OR {longer}))"
    )


def create(database: Database) -> list[str]:
    """Statements that make the database keep the endings from now on."""
    return _triggers_of_sqlite() if database == "sqlite" else _triggers_of_postgresql()


def drop(database: Database) -> list[str]:
    """Statements that end that, for a bulk load or an older version."""
    if database == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in _sqlite_events()]
    triggers = [f"DROP TRIGGER IF EXISTS keep_endings ON {table}" for table in TABLES]
    return [*triggers, "DROP FUNCTION IF EXISTS keep_endings()"]


def _sqlite_events() -> list[tuple[str, str, str, str]]:
    """Trigger, event, table, and the customers concerned."""
    columns: dict[str, list[str]] = {table: [] for table in TABLES}
    for source in SOURCES:
        columns[source.table] += [source.start, source.end, source.name]
    events = []
    for table in TABLES:
        update = f"UPDATE OF customer_id, {', '.join(dict.fromkeys(columns[table]))}"
        for short, event, customers in (
            ("added", "INSERT", "NEW.customer_id"),
            ("changed", update, "OLD.customer_id, NEW.customer_id"),
            ("removed", "DELETE", "OLD.customer_id"),
        ):
            events.append((f"keep_endings_{table}_{short}", event, table, customers))
    return events


def _triggers_of_sqlite() -> list[str]:
    made = []
    for name, event, table, customers in _sqlite_events():
        body = [
            f"DELETE FROM service_ending WHERE customer_id IN ({customers})",
            *fill("sqlite", f"{{customer}} IN ({customers})"),
        ]
        made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {'; '.join(body)}; END")
    return made


def _triggers_of_postgresql() -> list[str]:
    concerned = "customers integer[] := ARRAY[]::integer[]"
    collect = (
        "IF TG_OP <> 'INSERT' THEN customers := customers || OLD.customer_id; END IF; "
        "IF TG_OP <> 'DELETE' THEN customers := customers || NEW.customer_id; END IF;"
    )
    body = ["DELETE FROM service_ending WHERE customer_id = ANY(customers)", *fill("postgresql", "{customer} = ANY(customers)")]
    # Always along the indexes: a plan made while the tables were small would read them whole for each row of a large import.
    function = (
        f"CREATE FUNCTION keep_endings() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ DECLARE {concerned}; "
        f"BEGIN {collect} {'; '.join(body)}; RETURN NULL; END $$"
    )
    on = "AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_endings()"
    return [function, *(f"CREATE TRIGGER keep_endings {on.format(table=table)}" for table in TABLES)]
