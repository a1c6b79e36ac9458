"""Demands of the customer, one by one, each for a department (rule F-05)."""

from collections.abc import Sequence

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.demands import RecordDemand, record_demand
from portal.actions.first_visits import StateNoDemands, state_no_demands
from portal.db.queries.demands import DemandRow, departments
from portal.db.queries.one_first_visit import VisitDetail
from portal.i18n import _
from portal.ui import feedback, screen
from portal.ui.first_visit.sending import part_name, send
from portal.ui.forms import command_form
from portal.ui.gate import Look

PART = "demands"


def demanding(look: Look, visit: VisitDetail, demands: Sequence[DemandRow], *, mine: bool) -> None:
    """What was recorded so far, and the form for the next one."""
    for row in demands:
        words = screen.plain(f"{row.number} · {row.department} · {row.wish}")
        st.markdown(f":material/add_task: {words}")
    if visit.no_demands:
        st.badge(_("The customer was asked and has none"), icon=":material/check_circle:", color="green")
    if not mine:
        return
    feedback.show_refusal(part_name(visit, PART))
    demand_form(look, part_name(visit, "demand"), visit.customer_id, visit_id=visit.id, shortcut="Ctrl+Enter")
    if not demands:
        words = _("Demands after all") if visit.no_demands else _("Asked, has none")
        st.button(
            words, key=part_name(visit, "no_demands.submit"), icon=":material/inbox:", shortcut="Alt+0",
            on_click=_none, args=(visit, not visit.no_demands),
        )  # fmt: skip


def demand_form(look: Look, name: str, customer_id: int, *, visit_id: int | None = None, shortcut: str | None = None) -> None:
    """Record a demand of a customer, in a first visit or at any other time."""
    choices = {row.id: row.name for row in departments(look.session)}
    if not choices:
        screen.empty(_("No department takes demands yet. A service manager adds departments on the page “Demands”."))
        return
    command_form(
        name, RecordDemand, record_demand, fixed={"customer_id": customer_id, "first_visit_id": visit_id},
        options={"department_id": choices}, columns=[["wish"], ["department_id", "due_on"], ["confirmed"]],
        submit=_("Record the demand"), secondary=True, shortcut=shortcut, done=recorded,
    )  # fmt: skip


def _none(visit: VisitDetail, none: bool) -> None:
    send(visit, PART, (state_no_demands, StateNoDemands), {"none": none})


def recorded(outcome: Outcome) -> str:
    """Under which number a demand is recorded, and where it goes."""
    return _("Recorded as {number} for {department}; it goes out with the evening digest.").format(
        number=outcome.number, department=outcome.facts["department"]
    )
