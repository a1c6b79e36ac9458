"""Work list: everything that waits for one person, across all processes, by what is due first (rule O-04)."""

from collections.abc import Sequence

import streamlit as st

from portal.db.queries.work_list import WorkItem, work_list
from portal.i18n import N_, _, translate_count
from portal.rules.articles import ArticleStatus
from portal.rules.dispatch import OrderStatus
from portal.rules.permissions import Right
from portal.rules.problems import ProblemStatus
from portal.rules.promises import Verdict
from portal.rules.tickets import TicketStatus
from portal.ui import gate, screen, status
from portal.ui.gate import Look
from portal.ui.live import live
from portal.ui.tables import Column, table

STATES = {member.value: member for kind in (ArticleStatus, ProblemStatus, OrderStatus, TicketStatus) for member in kind}


def columns(look: Look) -> list[Column]:
    """What a line says."""
    return [
        Column(
            name="verdict",
            title=N_("Promise"),
            kind="mark",
            value=lambda item: status.verdict_mark(item.verdict(look.now)),
            width=90,
        ),
        Column(name="due", title=N_("Due"), value=lambda item: status.due_words(item.due_at, look.now), width=140),
        Column(name="at", title=N_("At"), value=lambda item: status.short(item.due_at, look.now), width=90),
        Column(name="kind", title=N_("To do"), value=lambda item: item.kind.label, width=150),
        Column(name="customer", title=N_("Customer"), width=130),
        Column(name="text", title=N_("Problem"), width=340),
        Column(name="state", title=N_("State"), value=lambda item: STATES[item.status].label, width=110),
        Column(name="number", title=N_("Number"), width=120),
    ]


def draw_summary(items: Sequence[WorkItem], look: Look) -> None:
    """How much there is, and how much of it burns."""
    verdicts = [item.verdict(look.now) for item in items]
    late, near = verdicts.count(Verdict.BROKEN), verdicts.count(Verdict.AT_RISK)
    words = [translate_count("{count} thing to do", "{count} things to do", len(items))]
    words += [f":red-badge[:material/timer_off: {translate_count('{count} late', '{count} late', late)}]"] if late else []
    words += (
        [f":orange-badge[:material/hourglass_bottom: {translate_count('{count} at risk', '{count} at risk', near)}]"]
        if near
        else []
    )
    st.markdown("  ".join(words))


@live(seconds=10)
def waiting() -> None:
    """The list itself."""
    with gate.looking(Right.SEE_WORK_LIST) as look:
        items = work_list(look.session, look.actor, look.now)
        if not items:
            screen.empty(
                _("Nothing waits for you. Callbacks, tickets, orders and decisions appear here when they are yours, due first.")
            )
            return
        draw_summary(items, look)
        table("work-list", columns(look), items, opens)


def opens(item: WorkItem) -> tuple[str, str]:
    """The page and the record of a line."""
    address, _is, number = item.address.partition("?id=")
    return address, number


with gate.looking(Right.SEE_WORK_LIST):
    screen.heading(_("Work list"), _("Everything that waits for you, what is due first on top; a click on a line opens it."))
waiting()
