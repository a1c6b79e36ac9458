"""What waits for the service manager's decision: counts, and the list behind them, always fresh."""

from datetime import datetime

import streamlit as st

from portal.db.queries import orders
from portal.db.queries.orders import OrderRow
from portal.i18n import N_, _
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.rules.permissions import Right
from portal.ui import gate, live, screen
from portal.ui.order.marks import order_mark
from portal.ui.status import due_words, short
from portal.ui.tables import Column, table


@live.live(seconds=5)
def decisions() -> None:
    """Counts of what waits and what is on its way; below, the orders that only a decision moves on."""
    with gate.looking(Right.SEE_DISPATCH) as look:
        counts = orders.count_by_status(look.session)
        figures = (
            (_("Requests to check"), counts.get(OrderStatus.REQUESTED, 0)),
            (_("Not solved"), counts.get(OrderStatus.NOT_SOLVED, 0)),
            (_("To write off"), counts.get(OrderStatus.DONE, 0)),
            (_("With engineers"), sum(counts.get(status, 0) for status in WITH_ENGINEER)),
            (_("On site now"), counts.get(OrderStatus.ON_SITE, 0)),
        )
        for column, (label, number) in zip(st.columns(len(figures), border=True), figures, strict=True):
            column.metric(label, number)
        st.subheader(_("Waiting for your decision"), anchor=False)
        waiting = orders.waiting_for_decision(look.session)
        now = look.now
        columns = [
            Column(name="status", title=N_("State"), kind="mark", value=lambda row: order_mark(row.status), width=105),
            Column(name="since", title=N_("Since"), value=lambda row: short(since(row), now), width=85),
            Column(name="due", title=N_("Next promise"), value=lambda row: promise_words(row, now), width=235),
            Column(name="level", title=N_("Level"), value=lambda row: row.level.label, width=60),
            Column(name="customer", title=N_("Customer"), width=95),
            Column(name="symptom", title=N_("Symptom"), width=235),
            Column(name="engineer", title=N_("Engineer"), width=65),
            Column(name="number", title=N_("Order"), width=118),
        ]
        if waiting:
            table("dispatch.waiting", columns, waiting, lambda row: ("dispatch-order", row.number), tall=8)
        else:
            screen.empty(_("Nothing waits for a decision. Requests, unsolved visits and visits to write off appear here."))


def since(row: OrderRow) -> datetime | None:
    """Since when an order has been where it is: left, or requested."""
    return row.left_at or row.requested_at


def promise_words(row: OrderRow, now: datetime) -> str:
    """The ticket's next promise and how near it is."""
    return f"{row.next_promise.label}: {due_words(row.next_due_at, now)}" if row.next_promise else ""
