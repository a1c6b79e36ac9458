"""The form for the template of yearly service plans: one importance at a time, a row of months for each kind (rule A-08)."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from portal.actions.plan_template import SetPlanTemplate, set_plan_template
from portal.i18n import _
from portal.rules.plans import PlanKind
from portal.rules.standards import Definition
from portal.rules.tickets import Importance
from portal.ui.feedback import Done
from portal.ui.forms import command_form
from portal.ui.plan.months import month_choices


def template(definition: Definition, value: Mapping[str, Any], first: Mapping[str, Any], done: Done) -> None:
    """What customers of one importance get, and in which months."""
    labels = {each.value: each.label for each in Importance}
    chosen = st.segmented_control(
        _("Importance"), list(labels), default=Importance.KEY.value, format_func=lambda name: labels[name], required=True,
        key=f"standard.{definition.key}.importance",
    )  # fmt: skip
    months = value.get(str(chosen), {})
    command_form(
        f"standard.{definition.key}.{chosen}", SetPlanTemplate, set_plan_template, fixed={"importance": chosen},
        options={kind.value: month_choices() for kind in PlanKind},
        initial={**first, **{kind.value: months.get(kind.value, []) for kind in PlanKind}},
        columns=[*([kind.value] for kind in PlanKind), ["valid_from", "reason"]], submit=_("Change the template"), done=done,
    )  # fmt: skip
