"""The engineer's orders on a phone: what asks for an answer, today, what is coming, what waits for its write-off."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from portal import clock
from portal.db.queries import orders
from portal.db.queries.orders import OrderRow
from portal.i18n import _
from portal.rules.dispatch import OrderStatus
from portal.rules.tickets import PromiseKind
from portal.ui import screen
from portal.ui.gate import Look
from portal.ui.order.facts import appointment_words, promise_words
from portal.ui.order.marks import order_words
from portal.ui.status import exact

OVER = (OrderStatus.DONE, OrderStatus.NOT_SOLVED)


def my_orders(look: Look) -> None:
    """Draw the own orders as cards, in the order of time."""
    mine = orders.orders_of_engineer(look.session, look.me)
    today = clock.at_the_office(look.now).date()
    over = [row for row in mine if row.status in OVER]
    open_ones = [row for row in mine if row.status not in OVER]
    to_agree = [row for row in open_ones if row.starts_at is None]
    dated = [(row, clock.at_the_office(row.starts_at).date()) for row in open_ones if row.starts_at is not None]
    if not mine:
        screen.empty(_("You have no orders. When the service manager orders you to a customer, the order appears here."))
    _group(_("To confirm and appoint"), to_agree, look.now)
    _group(_("Today"), [row for row, day in dated if day <= today], look.now)
    _group(_("Coming"), [row for row, day in dated if day > today], look.now)
    _group(_("Waiting for write-off"), over, look.now)


def _group(title: str, rows: Sequence[OrderRow], now: datetime) -> None:
    if not rows:
        return
    st.subheader(f"{title} ({len(rows)})", anchor=False)
    for row in rows:
        _card(row, now)


def _card(row: OrderRow, now: datetime) -> None:
    with st.container(border=True):
        # One text, because a card of many elements takes long to come up on a telephone.
        when = screen.plain(appointment_words(row.starts_at, row.ends_at, now))
        where = f" · {screen.plain(row.region)}" if row.region else ""
        who = f"**{screen.plain(row.customer)}**{where}"
        st.markdown(f"{order_words(row.status)} &nbsp; **{when}**\n\n{who}\n\n{screen.plain(row.symptom)}")
        if row.next_promise is PromiseKind.ON_SITE and row.status not in OVER:
            late = row.next_due_at is not None and row.next_due_at < now
            words = screen.plain(promise_words(row.next_promise, row.next_due_at, now))
            st.markdown(f":{'red' if late else 'gray'}[:material/timer: {words}]", help=exact(row.next_due_at))
        st.button(
            _("Open {number}").format(number=row.number),
            key=f"mine.open.{row.id}",
            width="stretch",
            type="primary" if row.status not in OVER else "secondary",
            on_click=_open,
            args=(row.number,),
        )


def _open(number: str) -> None:
    st.query_params["id"] = number
