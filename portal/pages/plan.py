"""One service plan: the year by month, what is done of it, and why it was proposed as it is (rule A-08)."""

import re

import streamlit as st

from portal import clock
from portal.db.queries import plans
from portal.db.queries.plans import PlanFacts
from portal.errors import NotFound
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, links
from portal.ui.gate import Look
from portal.ui.plan import deeds, overview
from portal.ui.screen import plain

NUMBER = re.compile(r"Y-\d{4}-\d{4,12}", re.ASCII)


def asked_for(look: Look) -> PlanFacts:
    """The plan that the address names. Raises NotFound, also for what no plan is ever called."""
    number = st.query_params.get("id", "").strip().upper()
    found = plans.plan(look.session, number) if NUMBER.fullmatch(number) else None
    if found is None:
        raise NotFound
    return found


with gate.looking(Right.SEE_PLANS) as look:
    plan = asked_for(look)
    today = clock.at_the_office(look.now).date()
    st.title(_("{customer}: service plan {year}").format(customer=plain(plan.customer), year=plan.year), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[{plain(plan.number)}]", width="content")
        overview.badges(plan, today)
        links.link(look, "customer", plain(plan.project), icon=":material/folder_shared:", id=plan.customer_number)
        links.link(look, "plans", _("All plans"), icon=":material/calendar_month:", year=str(plan.year))
        if plan.responsible:
            st.markdown(_("Responsible: {name}").format(name=plain(plan.responsible)), width="content")
    overview.year(plan, today)
    left, right = st.columns([9, 4], gap="medium")
    with left:
        deeds.adjusting(look, plan)
    with right:
        deeds.agreeing(look, plan)
        deeds.following(look, plan, today)
        st.subheader(_("Why it was proposed so"), anchor=False)
        for reason in plan.reasons:
            st.caption(plain(reason.words))
        if plan.remark and not look.actor.may(Right.PLAN_SERVICE):
            st.text(plan.remark)
