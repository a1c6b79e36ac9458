"""The forms for standards that are words: call scripts, checklists, the items of a first visit (rules B-01, F-07)."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from portal.actions import handover_standard, scripts
from portal.i18n import _
from portal.rules.checklists import ScriptPart, points_of
from portal.rules.first_visits import VisitItem
from portal.rules.projects import DocumentKind
from portal.rules.standards import Definition
from portal.ui.feedback import Done
from portal.ui.forms import command_form
from portal.ui.standards.template import template

LAST = ["valid_from", "reason"]
Form = Callable[[Definition, Mapping[str, Any], Mapping[str, Any], Done], None]


def script(definition: Definition, value: Mapping[str, Any], first: Mapping[str, Any], done: Done) -> None:
    """One part of a script at a time, in both languages."""
    parts = {part.value: part.label for part in ScriptPart}
    part = st.segmented_control(
        _("Part"), list(parts), default=ScriptPart.OPENING.value, format_func=lambda name: parts[name], required=True,
        key=f"standard.{definition.key}.part",
    )  # fmt: skip
    command_form(
        f"standard.{definition.key}.{part}", scripts.SetScript, scripts.set_script,
        fixed={"key": definition.key, "part": part}, initial={**first, **value.get(str(part), {})},
        columns=[["zh"], ["en"], LAST], submit=_("Change the script"), done=done,
    )  # fmt: skip


def checklist(definition: Definition, value: Mapping[str, Any], first: Mapping[str, Any], done: Done) -> None:
    """All points, one a line."""
    points = "\n".join(f"{point.zh} | {point.en}" for point in points_of(value))
    command_form(
        f"standard.{definition.key}", scripts.SetChecklist, scripts.set_checklist,
        fixed={"key": definition.key}, initial={**first, "points": points},
        columns=[["points"], LAST], submit=_("Change the list"), done=done,
    )  # fmt: skip


def items(definition: Definition, value: Mapping[str, Any], first: Mapping[str, Any], done: Done) -> None:
    """Which items are verified."""
    command_form(
        f"standard.{definition.key}", scripts.SetItems, scripts.set_items,
        options={"items": {item.value: item.label for item in VisitItem}}, initial={**first, "items": value["items"]},
        columns=[["items"], LAST], submit=_("Change"), done=done,
    )  # fmt: skip


def documents(definition: Definition, value: Mapping[str, Any], first: Mapping[str, Any], done: Done) -> None:
    """Which documents a hand-over needs."""
    command_form(
        f"standard.{definition.key}", handover_standard.SetHandoverDocuments, handover_standard.set_handover_documents,
        options={"documents": {kind.value: kind.label for kind in DocumentKind}},
        initial={**first, "documents": value["documents"]}, columns=[["documents"], LAST], submit=_("Change"), done=done,
    )  # fmt: skip


FORMS: Mapping[str, Form] = {
    "script": script, "checklist": checklist, "items": items, "documents": documents, "template": template,
}  # fmt: skip
