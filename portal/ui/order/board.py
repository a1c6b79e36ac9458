"""What waits for the service manager's decision: counts, and the list behind them, always fresh."""

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st

from portal.db.queries import orders
from portal.db.queries.orders import OrderRow
from portal.i18n import N_, _
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.ui import list_filters, screen
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look
from portal.ui.order.facts import promise_words
from portal.ui.order.listing import ON_THEIR_WAY
from portal.ui.order.marks import order_mark
from portal.ui.status import short
from portal.ui.tables import Column, table


def figures(look: Look) -> None:
    """Counts of what waits and what is on its way; each opens the orders behind it."""
    counts = orders.count_by_status(look.session)
    on_their_way = sum(counts.get(status, 0) for status in WITH_ENGINEER)
    figure_row(
        "dispatch",
        [
            Figure("requested", _("Requests to check"), _of(counts, OrderStatus.REQUESTED), "", _list(OrderStatus.REQUESTED)),
            Figure("not_solved", _("Not solved"), _of(counts, OrderStatus.NOT_SOLVED), "", _list(OrderStatus.NOT_SOLVED)),
            Figure("done", _("To write off"), _of(counts, OrderStatus.DONE), "", _list(OrderStatus.DONE)),
            Figure("with_engineers", _("With engineers"), str(on_their_way), "", _list(ON_THEIR_WAY)),
            Figure("on_site", _("On site now"), _of(counts, OrderStatus.ON_SITE), "", _list(OrderStatus.ON_SITE)),
        ],
    )


def _of(counts: Mapping[OrderStatus, int], status: OrderStatus) -> str:
    return str(counts.get(status, 0))


def _list(state: str) -> Callable[[], None]:
    return lambda: list_filters.put("orders", {"view": "orders", "state": state, "engineer": "", "period": "", "find": ""})


def waiting(look: Look) -> None:
    """The orders that only a decision moves on."""
    st.subheader(_("Waiting for your decision"), anchor=False)
    now = look.now
    columns = [
        Column(name="status", title=N_("State"), kind="mark", value=lambda row: order_mark(row.status), width=105),
        Column(name="since", title=N_("Since"), value=lambda row: short(since(row), now), width=85),
        Column(name="due", title=N_("Next promise"), value=lambda row: promise(row, now), width=235),
        Column(name="level", title=N_("Level"), value=lambda row: row.level.label, width=60),
        Column(name="customer", title=N_("Customer"), width=95),
        Column(name="symptom", title=N_("Symptom"), width=215),
        Column(name="engineer", title=N_("Engineer"), width=65),
        Column(name="number", title=N_("Order"), width=118),
    ]
    rows = orders.waiting_for_decision(look.session)
    if rows:
        table("dispatch.waiting", columns, rows, lambda row: ("dispatch-order", row.number), tall=8)
    else:
        screen.empty(_("Nothing waits for a decision. Requests, unsolved visits and visits to write off appear here."))


def since(row: OrderRow) -> datetime | None:
    """Since when an order has been where it is: left, or requested."""
    return row.left_at or row.requested_at


def promise(row: OrderRow, now: datetime) -> str:
    """The ticket's next promise and how near it is."""
    return promise_words(row.next_promise, row.next_due_at, now) if row.next_promise else ""
