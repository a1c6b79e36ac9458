"""First visits: whom to call for the first time, by when it is due (rules F-03, O-04)."""

import streamlit as st

from portal.db.queries import first_visits
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.first_visit.listing import all_visits
from portal.ui.live import live


@live(seconds=15)
def visits() -> None:
    """The list, and how many are late."""
    with gate.looking(Right.SEE_FIRST_VISITS) as look:
        if late := first_visits.overdue(look.session, look.now):
            words = translate_count("{count} first visit is overdue", "{count} first visits are overdue", late)
            st.markdown(f":red-badge[:material/timer_off: {words}]")
        carries_out = look.actor.may(Right.CARRY_OUT_FIRST_VISIT)
        lists.show(all_visits(look, "open" if carries_out else "over"), look)


with gate.looking(Right.SEE_FIRST_VISITS):
    screen.heading(
        _("First visits"), _("New customers to be called, due first on top; a click on a line opens the conversation.")
    )
visits()
