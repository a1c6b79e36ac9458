"""One first visit, in the order of the conversation, the script beside the form (rules F-02 to F-05, F-07)."""

import streamlit as st

from portal.actions.deed import perform
from portal.actions.first_visits import FirstVisitCommand, TakeFirstVisit, reveal_first_visit, take_first_visit
from portal.db.queries.demands import DemandFilter, demands
from portal.db.queries.one_first_visit import VisitDetail, first_visit
from portal.db.queries.order_detail import was_noted
from portal.i18n import _
from portal.rules.checklists import ScriptPart
from portal.rules.due_words import due_words
from portal.rules.permissions import Right
from portal.ui import brief, feedback, gate, screen
from portal.ui.brief import Link
from portal.ui.first_visit.calling import attempts, calling
from portal.ui.first_visit.demanding import demanding
from portal.ui.first_visit.ending import ending
from portal.ui.first_visit.items import items
from portal.ui.first_visit.script import script
from portal.ui.first_visit.sending import part_name
from portal.ui.first_visit.telling import telling
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.reading import label_and_text
from portal.ui.status import Badge, exact


def header(look: Look, visit: VisitDetail) -> None:
    """Who, by when, with whom."""
    screen.heading(visit.number, screen.plain(visit.customer))
    if visit.is_open:
        late = visit.next_at < look.now
        stand = Badge(due_words(visit.next_at, look.now), "red" if late else "blue", "", exact(visit.next_at))
    else:
        stand = Badge(visit.status.label, "gray", "", exact(visit.closed_at))
    sold = _("Handed over by {name}").format(name=visit.submitted_by or "–")
    line = brief.line(
        stand,
        Badge(visit.agent or "", "gray", "support_agent"),
        Badge(sold, "gray", "storefront", exact(visit.submitted_at)),
        brief.link(look, visit.customer_number, ("customer", visit.customer_number), icon="folder_shared"),
        Link(_("First visits"), "first-visits", icon="arrow_back"),
    )
    brief.draw("first-visit.head", [line])
    label_and_text(_("Remark of Sales"), visit.sales_remark)


def take(look: Look, visit: VisitDetail) -> None:
    """Whoever opens a visit takes it before writing in it; a colleague's is taken over."""
    if not visit.is_open or not look.actor.may(Right.CARRY_OUT_FIRST_VISIT):
        return
    words = _("Take it over from {name}").format(name=visit.agent) if visit.agent else _("Take this first visit")
    command_form(
        part_name(visit, "take"), TakeFirstVisit, take_first_visit, fixed={"id": visit.id, "seen": visit.version},
        submit=words, icon=":material/support_agent:", shortcut="Alt+T", secondary=bool(visit.agent),
        done=lambda outcome: _("{number} is yours. Telephone and address are shown, which is written down.").format(
            number=outcome.number
        ),
    )  # fmt: skip


def note_once(look: Look, visit: VisitDetail) -> None:
    """One line in the audit trail for each visit and agent, however often the page is drawn."""
    key = f"visit-values-{visit.id}-{look.me}"
    if not was_noted(look.session, key):
        perform(reveal_first_visit, FirstVisitCommand(id=visit.id), by=gate.caller(), key=key)


with gate.looking(Right.SEE_FIRST_VISITS) as look:
    visit = first_visit(look.session, st.query_params.get("id", ""), look.me)
    mine = visit.is_open and visit.agent_id == look.me and look.actor.may(Right.CARRY_OUT_FIRST_VISIT)
    recorded = demands(look.session, DemandFilter(first_visit_id=visit.id))
    header(look, visit)
    if mine:
        note_once(look, visit)
        feedback.show(part_name(visit, "take"))
    else:
        for form in ("close", "cancel"):
            feedback.show(part_name(visit, form))
        take(look, visit)

    said, done = st.columns([2, 3], gap="large")
    with said:
        script(look, visit, ScriptPart.OPENING)
        script(look, visit, ScriptPart.POLITE, folded=True)
    with done:
        st.subheader(_("Reach the customer"), anchor=False)
        if mine:
            calling(look, visit)
        else:
            attempts(look, visit)
    said, done = st.columns([2, 3], gap="large")
    with said:
        script(look, visit, ScriptPart.VERIFICATION)
    with done:
        st.subheader(_("Verify"), anchor=False)
        items(visit, mine=mine)
    said, done = st.columns([2, 3], gap="large")
    with said:
        script(look, visit, ScriptPart.CLOSING)
    with done:
        st.subheader(_("The customer knows"), anchor=False)
        telling(visit, mine=mine)
        st.subheader(_("Demands"), anchor=False)
        demanding(look, visit, list(reversed(recorded)), mine=mine)
        st.subheader(_("End of the conversation"), anchor=False)
        if mine:
            ending(visit, len(recorded))
        label_and_text(_("Remark"), visit.remark or visit.close_reason)
