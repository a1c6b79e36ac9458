"""The signed service record as PDF, in both languages."""

import streamlit as st

from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _


def documents(order: OrderDetail) -> None:
    """Links to what the customer signed; nothing before the signature."""
    named = ((_("Service record (Chinese), PDF"), order.record_id), (_("Service record (English), PDF"), order.record_en_id))
    with st.container(horizontal=True):
        for label, attachment in named:
            if attachment is not None:
                st.link_button(label, f"/files/{attachment}", icon=":material/picture_as_pdf:")
