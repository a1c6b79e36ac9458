"""The nine steps of a visit as they were taken: what the manager compares before writing off."""

import streamlit as st

from portal.db.queries import order_detail
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.ui.gate import Look
from portal.ui.order.rail import behind


def steps_taken(look: Look, order: OrderDetail) -> None:
    """Draw the steps with their times, and the reasons of those left out."""
    st.subheader(_("Steps of the visit"), anchor=False)
    for state in order_detail.steps(look.session, order.id):
        if state.at is None:
            st.markdown(f":gray[:material/radio_button_unchecked: {state.step.label}]")
        else:
            st.markdown(behind(state, state.at))
