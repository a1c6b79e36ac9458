"""That a customer's problems are handled together with Implementation now, and with whom (rule A-04)."""

import streamlit as st

from portal.db.queries.projects import joint_projects
from portal.i18n import _
from portal.rules.entitlement import EntitlementKind
from portal.ui import links
from portal.ui.gate import Look
from portal.ui.project.listing import today_at
from portal.ui.screen import plain


def together(look: Look, customer_id: int, held: EntitlementKind) -> None:
    """In a joint period: the project, until when, and Implementation's people to call; nothing at any other time."""
    if held is not EntitlementKind.JOINT:
        return
    for project in joint_projects(look.session, customer_id, today_at(look)):
        with st.container(border=True, gap=None):
            words = _("Joint period until {until}: handle together with Implementation").format(until=project.joint_until)
            st.markdown(f":blue[:material/handshake: {plain(words)}]")
            people = {_("Project manager"): project.manager, _("Implementation staff"): project.staff}
            said = " · ".join(f"{title} {names}" for title, names in people.items() if names)
            if said:
                st.markdown(f"**{plain(said)}**")
            links.link(look, "project", plain(f"{project.number} {project.name}"), id=project.number)
