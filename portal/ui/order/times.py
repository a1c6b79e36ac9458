"""The nine steps of a visit as they were taken: what the manager compares before writing off."""

import streamlit as st

from portal.db.queries import order_detail
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.ui.gate import Look
from portal.ui.order.rail import behind, to_come


def steps_taken(look: Look, order: OrderDetail) -> None:
    """Draw the steps with their times, and the reasons of those left out."""
    st.subheader(_("Steps of the visit"), anchor=False)
    states = order_detail.steps(look.session, order.id)
    st.markdown("\n\n".join(to_come(state) if state.at is None else behind(state, state.at) for state in states))
