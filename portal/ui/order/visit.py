"""One order on the engineer's phone: from confirming it to the signed record."""

import streamlit as st

from portal.db.queries import order_detail
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.ui import screen
from portal.ui.gate import Look
from portal.ui.order import facts, steps
from portal.ui.order.contact import contact_card
from portal.ui.order.documents import documents
from portal.ui.order.forms import begin_order, end_order
from portal.ui.order.marks import order_badge
from portal.ui.order.rail import rail


def visit(look: Look, number: str) -> None:
    """Draw the own order of that number. Raises NotFound for anybody else's."""
    order = order_detail.order(look.session, number, engineer_id=look.me)
    st.button(_("All orders"), key="visit.back", icon=":material/arrow_back:", type="tertiary", on_click=_back)
    screen.heading(order.number, screen.plain(order.customer))
    said = begin_order()
    _head(look, order)
    if order.status in WITH_ENGINEER:
        _to_do(look, order)
    else:
        _behind(look, order)
    end_order(order, said)


def _back() -> None:
    st.query_params.clear()


def _head(look: Look, order: OrderDetail) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        order_badge(order.status)
        st.badge(order.level.label, color="gray")
    st.markdown(f"**{screen.plain(order.symptom)}**")
    if order.status in WITH_ENGINEER:
        facts.promise_line(order, look.now)


def _to_do(look: Look, order: OrderDetail) -> None:
    contact_card(look, order)
    with st.expander(
        _("Problem and proposed solution"), icon=":material/description:", expanded=order.status is OrderStatus.ORDERED
    ):
        facts.problem(order)
    states = order_detail.steps(look.session, order.id)
    rail(look, order, states)
    if order.status is not OrderStatus.ON_SITE:
        return
    if all(state.at for state in states):
        steps.leave(look, order)
        documents(order)
    else:
        steps.not_solved(order)


def _behind(look: Look, order: OrderDetail) -> None:
    if order.status in (OrderStatus.DONE, OrderStatus.NOT_SOLVED):
        st.info(_("This visit is over. It waits for its write-off by the service manager."), icon=":material/fact_check:")
    documents(order)
    facts.times_and_work(order, look.now)
    with st.expander(_("Problem and proposed solution"), icon=":material/description:"):
        facts.problem(order)
