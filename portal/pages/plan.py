"""One service plan: the year by month, what is done of it, and why it was proposed as it is (rule A-08)."""

import re
from datetime import date

import streamlit as st

from portal import clock
from portal.db.queries import plans
from portal.db.queries.plans import PlanFacts
from portal.errors import NotFound
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import brief, gate
from portal.ui.brief import Head, Link, Thing, Words
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


def _head(look: Look, plan: PlanFacts, today: date) -> Thing:
    """Number and state, then the ways on."""
    responsible = _("Responsible: {name}").format(name=plan.responsible) if plan.responsible else ""
    return brief.line(
        Words(plan.number, "quiet"),
        *overview.badges(plan, today),
        brief.link(look, plan.project, ("customer", plan.customer_number), icon="folder_shared"),
        Link(_("All plans"), "plans", str(plan.year), "calendar_month", by="year"),
        Words(responsible),
    )


with gate.looking(Right.SEE_PLANS) as look:
    plan = asked_for(look)
    today = clock.at_the_office(look.now).date()
    st.title(_("{customer}: service plan {year}").format(customer=plain(plan.customer), year=plan.year), anchor=False)
    brief.draw("plan.head", [_head(look, plan, today)])
    overview.year(plan, today)
    left, right = st.columns([9, 4], gap="medium")
    with left:
        deeds.adjusting(look, plan)
    with right:
        deeds.agreeing(look, plan)
        deeds.following(look, plan, today)
        brief.draw("plan.why", [Head(_("Why it was proposed so")), *(brief.note(reason.words) for reason in plan.reasons)])
        if plan.remark and not look.actor.may(Right.PLAN_SERVICE):
            st.text(plan.remark)
