"""The end of a first visit: what is still missing, in exact words, then closed; or called off with a reason (rule F-04)."""

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.first_visits import CancelFirstVisit, CloseFirstVisit, cancel_first_visit, close_first_visit
from portal.db.queries.one_first_visit import VisitDetail
from portal.i18n import _, translate_count
from portal.rules.first_visits import missing
from portal.ui import screen
from portal.ui.first_visit.sending import part_name
from portal.ui.forms import command_form


def ending(visit: VisitDetail, demands: int) -> None:
    """What is missing, and the way out."""
    lacking = missing(visit.progress(demands), [row.item for row in visit.items], visit.points)
    if lacking:
        words = translate_count("{count} thing is missing:", "{count} things are missing:", len(lacking))
        st.warning("  \n".join(screen.plain(line) for line in (words, *lacking)), icon=":material/checklist:")
    else:
        st.success(screen.plain(_("Nothing is missing: thank the customer and close.")), icon=":material/task_alt:")
    command_form(
        part_name(visit, "close"), CloseFirstVisit, close_first_visit, fixed={"id": visit.id},
        submit=_("Close the first visit"), icon=":material/task_alt:", shortcut="Alt+S", secondary=bool(lacking), done=_closed,
    )  # fmt: skip
    with st.expander(_("The visit will not take place"), icon=":material/cancel:"):
        command_form(
            part_name(visit, "cancel"), CancelFirstVisit, cancel_first_visit, fixed={"id": visit.id},
            submit=_("Call the visit off"), secondary=True, done=_closed,
        )  # fmt: skip


def _closed(outcome: Outcome) -> str:
    return _("{number} is closed. Next: the list of first visits.").format(number=outcome.number)
