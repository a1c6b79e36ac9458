"""Demands: what customers ask for, with which department it is, and the evening digests that took it there (F-05, F-06)."""

import streamlit as st

from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.demand import digests, one_demand
from portal.ui.demand.departments import departments
from portal.ui.demand.listing import all_demands
from portal.ui.views import chosen_view

with gate.looking(Right.SEE_DEMANDS) as look:
    if number := st.query_params.get("id"):
        one_demand.draw(look, number)
    else:
        screen.heading(
            _("Demands"), _("What customers ask for, by department; each evening the departments get the day's demands.")
        )
        digests.troubles(look)
        views = {"demands": _("Demands"), "digests": _("Digests"), "departments": _("Departments")}
        view = chosen_view("view", N_("View"), views, first="demands")
        if view == "digests":
            digests.sent(look)
        elif view == "departments":
            departments(look)
        else:
            lists.show(all_demands(look), look)
