"""Two archives that are one customer become one, without loss, and can be taken apart again (rule A-01).

Every row that names the merged customer then names the kept one; which rows moved is written down. Events stay as they are:
the time line of the kept customer reads those of the merged ones too.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import update
from sqlmodel import Field, col, select

from portal.actions.command import Command, Line
from portal.actions.customers import make_findable
from portal.actions.deed import Outcome, Work, deed
from portal.actions.ticket_words import keep_words_of_tickets
from portal.db.base import Table, id_of
from portal.db.models.customers import Contact, Customer, CustomerMerge, ServiceEnding
from portal.db.models.records import Event
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right

AT_ONCE = 5_000
# Not moved: what happened stays as it happened, merges are taken apart one by one, and endings follow their projects by triggers.
STAYS = frozenset({Event.__tablename__, CustomerMerge.__tablename__, ServiceEnding.__tablename__})


class TheSameCustomer(Refusal):
    """A customer is not merged with itself."""

    message = N_("This is the same customer. Choose another one to merge into it.")
    field = "other"


class NoSuchCustomer(Refusal):
    """A number that no customer has."""

    message = N_("There is no customer {number}, or it was merged already. Nothing was changed.")
    field = "other"


class TakenApartAlready(Refusal):
    """A merge is undone once."""

    message = N_("These archives were taken apart already.")


class MergedOnward(Refusal):
    """The kept customer was itself merged: the later merge is undone first."""

    message = N_("{number} was merged into another customer since. Take that apart first; nothing was changed.")


class MergeCustomers(Command):
    """Another archive that is this customer too: everything of it comes here."""

    id: int
    seen: int
    other: Line = Field(title=N_("Number of the other archive"), min_length=3, max_length=20)
    reason: Line = Field(title=N_("Why they are one"), min_length=2, max_length=200)


class SeparateCustomers(Command):
    """A merge that was a mistake."""

    id: int
    seen: int
    reason: Line = Field(title=N_("Why they are two"), min_length=2, max_length=200)


@deed(Right.MERGE_CUSTOMERS)
def merge_customers(work: Work, command: MergeCustomers) -> Outcome:
    """Move everything of another customer to this one; the other leaves lists and search, its address leads here."""
    number = command.other.upper()
    other_id = work.session.exec(
        select(Customer.id).where(col(Customer.number) == number, col(Customer.merged_into_id).is_(None))
    ).first()
    if other_id is None:
        raise NoSuchCustomer(number=number)
    if other_id == command.id:
        raise TheSameCustomer
    for id in sorted((command.id, other_id)):  # in one order, so that two who merge the same pair do not wait for each other
        work.find(Customer, id)
    kept, merged = work.take(Customer, command.id, seen=command.seen), work.find(Customer, other_id)
    work.touch(merged)
    moved: dict[str, Any] = {"last_visit_at": _as_text(kept.last_visit_at), "main": _one_main(work, command.id, other_id)}
    moved["rows"] = {f"{table.name}.{column.name}": ids for table, column, ids in _move(work, other_id, command.id)}
    kept.last_visit_at = max(filter(None, (kept.last_visit_at, merged.last_visit_at)), default=None)
    merged.merged_into_id = command.id
    kept_merge = CustomerMerge(
        kept_id=command.id, merged_id=other_id, moved=moved, reason=command.reason, at=work.now, by_id=work.actor.id
    )
    merge = work.add(kept_merge)
    _say_who_is_who(work, kept, merged)
    work.happened(
        "customers_merged",
        "merge",
        id_of(merge),
        customer_id=command.id,
        text=command.reason,
        number=merged.number,
        name=merged.name,
    )
    return Outcome("customer", command.id, kept.number, {"merged": merged.number})


@deed(Right.MERGE_CUSTOMERS)
def separate_customers(work: Work, command: SeparateCustomers) -> Outcome:
    """Give back to the merged customer exactly what came from it; what was added since stays with the kept one."""
    merge = work.take(CustomerMerge, command.id, seen=command.seen)
    if merge.undone_at is not None:
        raise TakenApartAlready
    found = {id: work.locked(Customer, id) for id in sorted((merge.kept_id, merge.merged_id))}
    kept, merged = found[merge.kept_id], found[merge.merged_id]
    if kept.merged_into_id is not None or merged.merged_into_id != merge.kept_id:
        raise MergedOnward(number=kept.number)
    moved: Any = merge.moved
    for place, ids in moved["rows"].items():
        _give_back(work, place, ids, merge)
    for contact in work.session.exec(select(Contact).where(col(Contact.id).in_(moved["main"]))):
        contact.main = True
    if kept.last_visit_at is not None and kept.last_visit_at == merged.last_visit_at:
        kept.last_visit_at = datetime.fromisoformat(moved["last_visit_at"]) if moved["last_visit_at"] else None
    merged.merged_into_id = None
    merge.undone_at, merge.undone_by_id = work.now, work.actor.id
    for customer in (kept, merged):
        work.touch(customer)
    _say_who_is_who(work, kept, merged)
    for customer in (kept, merged):
        work.happened(
            "customers_separated", "merge", command.id, customer_id=id_of(customer), text=command.reason, number=merged.number
        )
    return Outcome("customer", merge.merged_id, merged.number, {"kept": kept.number})


def naming_customers() -> Iterator[tuple[sqlalchemy.Table, sqlalchemy.Column[Any]]]:
    """Every column that names a customer and moves with it, found in the tables themselves."""
    for table in Table.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in STAYS and any(key.column.table.name == Customer.__tablename__ for key in column.foreign_keys):
                yield table, column


def _move(work: Work, from_id: int, to_id: int) -> Iterator[tuple[sqlalchemy.Table, sqlalchemy.Column[Any], list[int]]]:
    work.session.flush()
    for table, column in naming_customers():
        moving = update(table).where(column == from_id).values({column: to_id}).returning(table.c.id)
        ids = sorted(work.session.connection().execute(moving).scalars())
        if ids:
            yield table, column, ids
    work.session.expire_all()


def _give_back(work: Work, place: str, ids: Sequence[int], merge: CustomerMerge) -> None:
    table_name, _, column_name = place.partition(".")
    table = Table.metadata.tables[table_name]
    column = table.c[column_name]
    work.session.flush()
    for start in range(0, len(ids), AT_ONCE):
        still_there = table.c.id.in_(ids[start : start + AT_ONCE]) & (column == merge.kept_id)
        work.session.connection().execute(update(table).where(still_there).values({column: merge.merged_id}))
    work.session.expire_all()


def _one_main(work: Work, kept_id: int, merged_id: int) -> list[int]:
    """Leave one main contact; the ids of those that were main in the merged archive."""
    of_kept = select(Contact.id).where(col(Contact.customer_id) == kept_id, col(Contact.main))
    if work.session.exec(of_kept.limit(1)).first() is None:
        return []
    others = list(work.session.exec(select(Contact).where(col(Contact.customer_id) == merged_id, col(Contact.main))))
    for contact in others:
        contact.main = False
    return [id_of(contact) for contact in others]


def _say_who_is_who(work: Work, kept: Customer, merged: Customer) -> None:
    """Let both be found as they are now, and the tickets that moved by their present customer."""
    work.session.flush()
    for customer in (kept, merged):
        make_findable(work, customer)
        keep_words_of_tickets(work, customer)


def _as_text(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
