"""The value of a standard in words: "24 hours, elapsed", "85 %", "08:30–12:00, 13:30–18:00" (rule Q-09)."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.i18n import N_, _, translate, translate_count
from portal.rules.checklists import ScriptPart
from portal.rules.first_visits import VisitItem
from portal.rules.standards import Kind
from portal.rules.tickets import Importance

HOUR = 60
CONTACT_POINTS = {"hotline": N_("Hotline"), "supervision": N_("Service supervision"), "address": N_("Address")}

_LISTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "items": lambda value: _(", ").join(VisitItem(item).label for item in value["items"]),
    "checklist": lambda value: translate_count("{count} point of a list", "{count} points of a list", len(value["points"])),
    "script": lambda value: _(", ").join(part.label for part in ScriptPart if any(value[part].values())),
    "documents": lambda value: translate_count("{count} document", "{count} documents", len(value["documents"])),
    "template": lambda value: " · ".join(f"{each.label} {sum(map(len, value[each].values()))}" for each in Importance),
}


def in_words(kind: Kind, value: Mapping[str, Any]) -> str:
    """What a standard's value says, with its unit."""
    if kind == "duration":
        return _duration(int(value["minutes"]), bool(value.get("working_time", False)))
    if kind == "percent":
        return _("{number} %").format(number=value["value"])
    if kind == "days":
        return translate_count("{count} day", "{count} days", int(value["value"]))
    if kind == "number":
        return str(value["value"])
    if kind == "calendar":
        return _calendar(value)
    if kind in _LISTS:
        return _LISTS[kind](value)
    if kind == "keywords":
        return translate_count("{count} word", "{count} words", sum(len(words) for words in value.values()))
    return " · ".join(f"{translate(CONTACT_POINTS.get(name, name))} {text}" for name, text in value.items())


def _duration(minutes: int, working_time: bool) -> str:
    if minutes % HOUR:
        span = translate_count("{count} minute", "{count} minutes", minutes)
    else:
        span = translate_count("{count} hour", "{count} hours", minutes // HOUR)
    return _("{span}, working time").format(span=span) if working_time else _("{span}, elapsed").format(span=span)


def _calendar(value: Mapping[str, Any]) -> str:
    hours = ", ".join(f"{start}–{end}" for start, end in value["hours"])
    special = len(value.get("special_days", {}))
    days = translate_count("{count} special day", "{count} special days", special) if special else ""
    return "; ".join(part for part in (hours, days) if part)
