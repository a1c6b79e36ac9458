"""Field orders, on the engineer's phone: the own orders in the order of time, and one order open at a time."""

import streamlit as st

from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, screen
from portal.ui.order.mine import my_orders
from portal.ui.order.visit import visit

with gate.looking(Right.SEE_OWN_ORDERS) as look:
    if number := st.query_params.get("id"):
        visit(look, number)
    else:
        screen.heading(_("Field orders"), _("Where you are expected, and what comes next at each customer."))
        my_orders(look)
