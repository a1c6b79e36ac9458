"""What was asked for in a deed on record, as the form that was sent says it: no code of a field, no stored value."""

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, get_type_hints

import portal.actions
from portal.actions.command import Command
from portal.actions.deed import DEEDS
from portal.auth.language import NAMES
from portal.db.queries.audit import AuditRow
from portal.i18n import N_, _, translate
from portal.navigation import PAGES
from portal.rules.deed_names import SUBJECT_NAMES
from portal.rules.standards import DEFINITIONS
from portal.ui import fields, status

# Fields that no form shows, and facts of what is no form.
TITLES: Mapping[str, str] = {
    "address": N_("Network address"),
    "customer_id": N_("Customer"),
    "department_id": N_("Department"),
    "filters": N_("Filters"),
    "first_visit_id": N_("First visit"),
    "installation_id": N_("Installation"),
    "locked": N_("Locked"),
    "name": N_("Name"),
    "order_id": N_("Dispatch order"),
    "page": N_("Page"),
    "project_id": N_("Project"),
    "rows": N_("Lines"),
    "ticket_id": N_("Ticket"),
}
PEOPLE = frozenset({"engineer_id", "followed_by_id", "owner_id", "responsible_id", "to_id"})
NOT_SAID = frozenset({"id", "seen"})
NOTHING: tuple[Any, ...] = ("", None, [], {}, False)


def people_in(rows: list[AuditRow]) -> set[int]:
    """The ids of the people whom these entries name."""
    return {value for row in rows for name, value in row.facts.items() if name in PEOPLE and isinstance(value, int)}


def facts_in_words(row: AuditRow, people: Mapping[int, str]) -> str:
    """What an entry says beside who, when and which deed; `people` are names by id."""
    command = _commands().get(row.deed)
    said = {name: value for name, value in row.facts.items() if value not in NOTHING and name not in NOT_SAID}
    return " · ".join(f"{title(command, name)}: {_value(command, name, value, people)}" for name, value in said.items())


def title(command: type[Command] | None, name: str) -> str:
    """What a field is called: by the form, else by its name."""
    info = command.model_fields.get(name) if command else None
    return translate((info.title if info else None) or TITLES.get(name, name))


@lru_cache
def _commands() -> Mapping[str, type[Command]]:
    # Which deeds there are is known when all their modules are: a page brings along only its own.
    for module in pkgutil.iter_modules(portal.actions.__path__):
        importlib.import_module(f"{portal.actions.__name__}.{module.name}")
    return {name: get_type_hints(action)["command"] for name, action in DEEDS.items()}


def _value(command: type[Command] | None, name: str, value: Any, people: Mapping[int, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(_value(command, name, each, people) for each in value)
    if isinstance(value, dict):
        return _(", ").join(f"{title(None, each)} {_value(None, each, inner, people)}" for each, inner in value.items())
    if name in PEOPLE and value in people:
        return people[value]
    return _choice(command, name, str(value)) or _named(name, str(value)) or str(value)


def _choice(command: type[Command] | None, name: str, value: str) -> str:
    """A choice by its label, a moment on the office's clock; nothing for other fields."""
    if command is None or name not in command.model_fields:
        return ""
    field = fields.field_of(command, name)
    if field.choices is not None:
        labels = {str(choice): label for choice, label in (NAMES if name == "language" else field.choices).items()}
        return labels.get(value, "")
    return status.exact(datetime.fromisoformat(value))[:-3] if issubclass(field.kind, datetime) else ""


def _named(name: str, value: str) -> str:
    """What is stored by a code that has a name: a standard, a kind of record, a page."""
    if name == "key" and value in DEFINITIONS:
        return translate(DEFINITIONS[value].label)
    if name == "subject":
        return translate(SUBJECT_NAMES.get(value, value))
    pages = {entry.address: entry.title for entry in PAGES}
    return translate(pages[value]) if name in ("page", "name") and value in pages else ""
