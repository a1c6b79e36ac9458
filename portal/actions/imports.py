"""Bringing in a whole sheet of customers: all that is good in one deed, or nothing (rule A-10)."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import SkipValidation
from sqlalchemy import bindparam, update
from sqlmodel import Field

from portal.actions.archive_sheet import SheetKind
from portal.actions.arrival import Arrival
from portal.actions.arrivals import Taken, add_contacts, add_installations, add_projects, take_in, tell_of_each
from portal.actions.command import Command, Line
from portal.actions.customers import make_findable
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.sheet_matching import Change, Matched, Terms, match
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.imports import SheetImport
from portal.db.rows import columns_of, insert_row
from portal.db.seal import phone_index, phone_tail_index
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right


class RowsRefused(Refusal):
    """Some rows are not good, and nobody said that the others may come in alone."""

    message = N_("{count} rows cannot be taken, so nothing was imported. Correct them, or choose to take only the good ones.")


class NothingToTake(Refusal):
    """Not one row is good."""

    message = N_("No row of “{name}” can be taken; nothing was imported. The file with the reasons says what to correct.")


class ImportCustomers(Command):
    """A sheet that was read and checked (actions/sheet_preview.py); `refused` of its rows did not get this far."""

    personal: ClassVar[frozenset[str]] = frozenset({"arrivals"})

    kind: SheetKind = Field(title=N_("What it is"))
    file_name: Line = Field(title=N_("File name"), min_length=1, max_length=120)
    digest: Line = Field(title=N_("Digest of the file"), min_length=1, max_length=64)
    rows: int = Field(title=N_("Rows"), ge=0)
    refused: int = Field(default=0, title=N_("Not taken"), ge=0)
    only_good: bool = Field(default=False, title=N_("Take only the good rows"))
    others: bool = Field(default=False, title=N_("Rows that are only like a customer in the archive are other customers"))
    # Checked row by row before; what was asked is told apart by the digest of the file.
    arrivals: Annotated[Sequence[Arrival], SkipValidation] = Field(default=(), exclude=True, title=N_("Rows"))


@deed(Right.IMPORT_CUSTOMERS)
def import_customers(work: Work, command: ImportCustomers) -> Outcome:
    """Take in what is new, change what differs, leave the rest; the outcome's `once` says which rows were not taken and why."""
    work.require(command.kind.right)
    terms = Terms(command.kind, others=command.others, named=work.actor.may(Right.SEE_ARCHIVE))
    matched = match(work.session, command.arrivals, terms, lock=True)
    refused = command.refused + len(matched.conflicts)
    if refused and not command.only_good:
        raise RowsRefused(count=refused)
    if not (matched.new or matched.changed or matched.unchanged):
        raise NothingToTake(name=command.file_name)
    number = next_number(work.session, "I", work.now)
    counts = {
        "rows": command.rows,
        "added": len(matched.new),
        "changed": len(matched.changed),
        "unchanged": len(matched.unchanged),
        "refused": refused,
    }
    kept = {"number": number, "kind": command.kind.value, "file_name": command.file_name, "digest": command.digest, **counts}
    id = insert_row(work.session, SheetImport, {**kept, "at": work.now, "by_id": work.actor.id})
    _bring_in(work, command.kind, matched, (id, number))
    work.happened("sheet_imported", "import", id, **{"number": number, "sheet": command.kind.value, **counts})  # type: ignore[arg-type]
    return Outcome("import", id, number, counts, once={"conflicts": matched.conflicts})


def _bring_in(work: Work, kind: SheetKind, matched: Matched, sheet: tuple[int, str]) -> None:
    id, number = sheet
    taken = take_in(work, matched.new, first_visits=kind is SheetKind.HANDOVER)
    if kind is SheetKind.HANDOVER:
        tell_of_each(work, taken, "customer_submitted", lambda each: ("first_visit", each.visit_id or 0, {"number": each.visit}))
    else:
        tell_of_each(work, taken, "customer_imported", lambda _each: ("import", id, {"number": number}))
    _change_known(work, matched.changed)
    facts = {change.known.id: {"fields": change.fields(), "sheet": number} for change in matched.changed}
    known = [Taken(change.arrival, change.known.id, change.known.number) for change in matched.changed]
    tell_of_each(work, known, "customer_changed", lambda each: ("customer", each.customer_id, facts[each.customer_id]))


def _change_known(work: Work, changes: Sequence[Change]) -> None:
    _update(work, Customer, [(change.known.id, change.customer) for change in changes], versioned=True)
    contacts = [(id, _with_indexes(values)) for change in changes if change.contact for id, values in [change.contact]]
    _update(work, Contact, contacts, versioned=True)
    _update(work, Installation, [change.installation for change in changes if change.installation], versioned=False)
    add_contacts(work, _of(changes, "adds_contact"), main=False)
    add_installations(work, _of(changes, "adds_installation"))
    add_projects(work, _of(changes, "adds_project"))
    for change in changes:
        if change.adds_project or {"name", "short_name"} & set(change.customer):
            make_findable(work, work.session.get_one(Customer, change.known.id))


def _of(changes: Sequence[Change], what: str) -> list[Taken]:
    return [Taken(each.arrival, each.known.id, each.known.number) for each in changes if getattr(each, what)]


def _with_indexes(values: dict[str, Any]) -> dict[str, Any]:
    if "phone" not in values:
        return values
    return {**values, "phone_index": phone_index(values["phone"]), "phone_tail_index": phone_tail_index(values["phone"])}


def _update(
    work: Work,
    model: type[Customer] | type[Contact] | type[Installation],
    rows: Sequence[tuple[int, dict[str, Any]]],
    *,
    versioned: bool,
) -> None:
    """Write new values; rows that change the same columns travel together."""
    table = columns_of(model)
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for id, values in rows:
        if values or versioned:
            alike.setdefault(tuple(sorted(values)), []).append(
                {"row_id": id, **{f"new_{name}": each for name, each in values.items()}}
            )
    for names, some in alike.items():
        new: dict[Any, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        if versioned:
            new["version"] = table.c.version + 1
        if new:
            work.session.connection().execute(update(table).where(table.c.id == bindparam("row_id")).values(new), some)
