"""The forms by which a manager changes a standard from a day on, each fitting the kind of its value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.actions import office, standards
from portal.actions.deed import Outcome
from portal.i18n import _
from portal.rules.standards import Definition
from portal.rules.tickets import Category
from portal.ui import forms
from portal.ui.standards import wording

LAST = ["valid_from", "reason"]


def form(definition: Definition, value: Mapping[str, Any], today: date) -> None:
    """The form for one standard, beginning with its present value."""
    name, first = f"standard.{definition.key}", {"valid_from": today}
    if definition.kind == "duration":
        forms.command_form(
            name, standards.SetDuration, standards.set_duration, fixed={"key": definition.key}, initial={**first, **value},
            columns=[["minutes", "working_time"], LAST], submit=_("Change"), done=_done,
        )  # fmt: skip
    elif definition.kind == "calendar":
        hours = ", ".join(f"{start}-{end}" for start, end in value["hours"])
        forms.command_form(
            f"{name}.day", office.SetSpecialDay, office.set_special_day, initial=first,
            columns=[["day", "works"], LAST], submit=_("Enter the special day"), done=_done,
        )  # fmt: skip
        forms.command_form(
            name, office.SetOfficeHours, office.set_office_hours, initial={**first, "hours": hours},
            columns=[["hours"], LAST], submit=_("Change office hours"), done=_done, secondary=True,
        )  # fmt: skip
    elif definition.kind == "contact":
        forms.command_form(
            name, office.SetContactPoints, office.set_contact_points, initial={**first, **value},
            columns=[["hotline", "supervision"], ["address"], LAST], submit=_("Change"), done=_done,
        )  # fmt: skip
    elif definition.kind in wording.FORMS:
        wording.FORMS[definition.kind](definition, value, first, _done)
    elif definition.kind == "keywords":
        for category in Category:
            forms.command_form(
                f"{name}.{category.value}", office.SetKeywords, office.set_keywords, fixed={"category": category},
                initial={**first, "words": ", ".join(value.get(category.value, []))},
                columns=[["words"], LAST], submit=_("Change the words for {category}").format(category=category.label),
                done=_done, secondary=True,
            )  # fmt: skip
    else:
        forms.command_form(
            name, standards.SetNumber, standards.set_number, fixed={"key": definition.key}, initial={**first, **value},
            columns=[["value"], LAST], submit=_("Change"), done=_done,
        )  # fmt: skip


def _done(_outcome: Outcome) -> str:
    return _("The new value is entered. What was promised before keeps the standard of its day.")
