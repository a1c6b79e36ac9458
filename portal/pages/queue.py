"""Queue: what waits, with whom, how long, how near to its promise; live, with its figures and charts (rules Q-01, Q-02)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from portal.db.queries import figures, tickets
from portal.db.queries.tickets import Count, QueueFilter, QueueRow, Scope
from portal.i18n import N_, _, translate_count
from portal.navigation import page_file
from portal.rules.permissions import Right
from portal.rules.promises import Verdict
from portal.rules.tickets import OPEN, FaultLevel, TicketStatus
from portal.ui import gate, lists, queue_board, screen, status
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Values
from portal.ui.live import live


def asked(look: Look, values: Values) -> QueueFilter:
    """What the filters ask for."""
    return QueueFilter(
        look.actor,
        scope=Scope(values["scope"]),
        level=FaultLevel(values["level"]) if values["level"] else None,
        status=TicketStatus(values["state"]) if values["state"] else None,
        owner_id=int(values["owner"]) if values["owner"] else None,
        verdict_now=(Verdict(values["promise"]), look.now) if values["promise"] else None,
        text=values["find"],
    )


def rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[QueueRow]:
    """One page of the tickets asked for, what breaks first on top."""
    return tickets.queue(look.session, asked(look, values), after, limit)


def count(look: Look, values: Values) -> Count:
    """How many were asked for."""
    return tickets.queue_count(look.session, asked(look, values))


def person(look: Look, id: str) -> str | None:
    """What the owner that a link or a bar names is called."""
    return figures.ticket_owners(look.session).get(int(id)) if id.isdigit() and len(id) < 10 else None


def states() -> dict[str, str]:
    """The open states."""
    return {state.value: state.label for state in TicketStatus if state in OPEN}


def verdict(value: str) -> str | None:
    """What a verdict that comes from a figure is called."""
    return Verdict(value).label if value in set(Verdict) else None


def filters(look: Look) -> list[Filter]:
    """The filters of one line; owner and promise come from a bar or a figure."""
    return [
        Filter(name="scope", title=N_("Scope"), kind="segments", choices=Scope, first=Scope.ALL.value, width=1.9),
        Filter(name="level", title=N_("Fault level"), choices=FaultLevel),
        Filter(name="state", title=N_("State"), choices=states),
        Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Number, customer, words"), width=1.8),
        Filter(name="owner", title=N_("Owner"), kind="given", label=partial(person, look)),
        Filter(name="promise", title=N_("Promise"), kind="given", label=verdict),
    ]


def due(look: Look, row: QueueRow) -> status.Mark | None:
    """How near a ticket is to its next promise."""
    return status.due_mark(row.verdict(look.now), row.next_due_at, look.now)


def columns(look: Look) -> list[Column]:
    """What a line says."""
    return [
        Column(name="due", title=N_("Due"), kind="mark", value=partial(due, look), width=135),
        Column(
            name="promise", title=N_("What for"), value=lambda row: row.next_promise.label if row.next_promise else "", width=105
        ),
        Column(name="level", title=N_("Level"), value=lambda row: row.level.label, width=60),
        Column(name="customer", title=N_("Customer"), width=100),
        Column(name="owner", title=N_("Owner"), width=65),
        Column(name="number", title=N_("Number"), width=115),
        # Last: where the screen is narrow the end of its words is cut off, and nothing else.
        Column(name="symptom", title=N_("Problem")),
    ]


def listing(look: Look) -> lists.Listing:
    """The list of what waits."""
    return lists.Listing(
        name="queue",
        columns=columns(look),
        filters=filters(look),
        rows=rows,
        count=count,
        place=lambda row: (row.next_due_at, row.id),
        opens=lambda row: ("ticket", row.number),
        words=lambda number: translate_count("{count} ticket waits", "{count} tickets wait", number),
        empty=_("Nothing waits that matches. New tickets appear here by themselves."),
    )


@live(seconds=5)
def board() -> None:
    """Figures, list and charts of this moment."""
    with gate.looking(Right.SEE_QUEUE) as look:
        now = queue_board.load(look)
        queue_board.draw_figures(now)
        left, right = st.columns([3.4, 1], gap="medium")
        with left:
            lists.show(listing(look), look)
        with right:
            queue_board.draw_charts(now)


def register() -> None:
    """On to a new ticket."""
    st.switch_page(page_file("new-ticket"))


with gate.looking(Right.SEE_QUEUE) as opening, st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container():
        screen.heading(_("Queue"), _("Open tickets, by the promise that is due first; a click on a line opens it."))
    if opening.actor.may(Right.REGISTER_TICKET):
        st.button(_("Register"), key="queue.register", type="primary", icon=":material/add:", shortcut="N", on_click=register)
board()
