"""The call script beside the form, with the names of this conversation filled in (rules F-07, B-01)."""

import streamlit as st

from portal import clock
from portal.db.queries.one_first_visit import VisitDetail
from portal.db.queries.standards import standards_on
from portal.rules.checklists import ScriptPart, spoken
from portal.ui import screen
from portal.ui.gate import Look


def script(look: Look, visit: VisitDetail, part: ScriptPart, *, folded: bool = False) -> None:
    """What is said in one part of the conversation."""
    standards = standards_on(look.session, clock.at_the_office(look.now).date())
    points = standards.value("contact.points")
    names = {
        "customer": visit.customer,
        "contact": visit.contact,
        "agent": look.actor.name,
        "hotline": str(points.get("hotline", "")),
        "supervision": str(points.get("supervision", "")),
    }
    text = spoken(standards.value("script.first_visit"), part, names).strip()
    if not text:
        return
    place = st.expander(part.label, icon=":material/record_voice_over:") if folded else st.container(border=True)
    with place:
        if not folded:
            st.caption(f":material/record_voice_over: {part.label}")
        st.markdown("  \n".join(screen.plain(line) for line in text.splitlines()))
