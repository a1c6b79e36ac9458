"""One dispatch order before the service manager: what is asked, how it went, and the decision that is due."""

import streamlit as st

from portal.db.queries import order_detail
from portal.i18n import _
from portal.navigation import page_file
from portal.rules.dispatch import OrderStatus
from portal.rules.permissions import Right
from portal.ui import gate, screen
from portal.ui.order import chain, facts
from portal.ui.order.decisions import BY_STATUS
from portal.ui.order.documents import documents
from portal.ui.order.forms import begin_order, end_order
from portal.ui.order.marks import order_badge
from portal.ui.order.times import steps_taken
from portal.ui.reading import label_and_text

with gate.looking(Right.SEE_DISPATCH, Right.SEE_OWN_ORDERS) as look:
    number = st.query_params.get("id", "")
    if not look.actor.may(Right.SEE_DISPATCH):
        st.switch_page(page_file("field-orders"), query_params={"id": number})
    order = order_detail.order(look.session, number)

    screen.heading(order.number, screen.plain(f"{order.customer} · {order.symptom}"))
    said = begin_order()
    with st.container(horizontal=True, vertical_alignment="center"):
        order_badge(order.status)
        st.badge(order.level.label, color="gray")
        st.badge(order.entitlement.label, color="gray", icon=":material/verified_user:")
        chain.ticket_button(order)
        st.page_link(page_file("dispatch"), label=_("Dispatch"), icon=":material/arrow_back:")
    facts.promise_line(order, look.now)

    story, decision = st.columns([1, 1], gap="large")
    with story:
        st.subheader(_("What is asked"), anchor=False)
        facts.request(order, look.now)
        if order.engineer:
            st.subheader(_("The visit"), anchor=False)
            label_and_text(_("Engineer"), order.engineer)
            facts.times_and_work(order, look.now)
            documents(order)
        chain.chain(look, order)
    with decision:
        if order.status in BY_STATUS and look.actor.may(Right.DECIDE_DISPATCH):
            BY_STATUS[order.status](look, order)
        if order.status not in (OrderStatus.REQUESTED, OrderStatus.RETURNED):
            steps_taken(look, order)
    end_order(order, said)
