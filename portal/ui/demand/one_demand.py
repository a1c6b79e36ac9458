"""One demand: what was asked, where it stands, and the next step on its way (rule F-06)."""

from typing import Any

import streamlit as st

from portal.actions.deed import Action, Outcome
from portal.actions.demands import (
    DeclineDemand,
    DemandSeen,
    FinishDemand,
    decline_demand,
    finish_demand,
    take_demand_in_hand,
)
from portal.db.queries import demands
from portal.db.queries.customers import customer_facts
from portal.db.queries.demands import DemandRow
from portal.errors import NotFound
from portal.i18n import _
from portal.navigation import page_file
from portal.rules.demands import FROM, OPEN_DEMANDS, DemandStatus
from portal.rules.permissions import Right
from portal.ui import feedback, links, screen
from portal.ui.demand.listing import COLOURS
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.reading import label_and_text
from portal.ui.status import exact


def draw(look: Look, number: str) -> None:
    """The demand with a number."""
    row = demands.demand(look.session, number[:20])
    if row is None:
        raise NotFound
    st.page_link(page_file("demands"), label=_("All demands"), icon=":material/arrow_back:", query_params={})
    screen.heading(row.number, screen.plain(f"{row.customer} · {row.department}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(row.status.label, color=COLOURS[row.status])
        customer = customer_facts(look.session, row.customer_id).number
        links.link(look, "customer", customer, icon=":material/folder_shared:", id=customer)
    label_and_text(_("What the customer asks for"), row.wish)
    label_and_text(_("Wanted by"), row.due_on.isoformat() if row.due_on else "")
    label_and_text(_("Recorded"), f"{row.by} · {exact(row.recorded_at)[:-3]}")
    label_and_text(_("Digest"), row.day.isoformat() if row.day else _("goes with the next evening digest"))
    if row.answer:
        label_and_text(_("Reason") if row.status is DemandStatus.DECLINED else _("What was done"), row.answer)
    for deed in ("take_demand_in_hand", "finish_demand", "decline_demand"):
        feedback.show(f"{deed}.{row.id}", _done)
    if look.actor.may(Right.FOLLOW_DEMAND) and row.status in OPEN_DEMANDS:
        _next_step(row)


def _next_step(row: DemandRow) -> None:
    steps = FROM[row.status]
    if "take_in_hand" in steps:
        _form(row, DemandSeen, take_demand_in_hand, _("The department has it in hand"))
    if "finish" in steps:
        _form(row, FinishDemand, finish_demand, _("Met"))
    with st.expander(_("It will not be met"), icon=":material/block:"):
        _form(row, DeclineDemand, decline_demand, _("Decline the demand"), secondary=True)


def _form(row: DemandRow, command: type[DemandSeen], action: Action[Any], words: str, *, secondary: bool = False) -> None:
    fixed = {"id": row.id, "seen": row.version}
    command_form(f"{action.__name__}.{row.id}", command, action, fixed=fixed, submit=words, secondary=secondary, done=_done)


def _done(outcome: Outcome) -> str:
    return _("{number}: {status}.").format(number=outcome.number, status=DemandStatus(outcome.facts["status"]).label)
