"""The nine steps of a visit as a rail: what is behind, the present one large with what it asks for, what is still to come."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from portal.clock import at_the_office
from portal.db.queries.order_detail import OrderDetail, StepState
from portal.i18n import _
from portal.rules.dispatch import Conduct, OrderStatus
from portal.ui import screen
from portal.ui.gate import Look
from portal.ui.order import steps

DRAWN_BY: dict[Conduct, Callable[[Look, OrderDetail], None]] = {
    Conduct.CONFIRM: steps.confirm,
    Conduct.APPOINT: steps.agree_appointment,
    Conduct.BACK_UP: steps.back_up,
    Conduct.SOLVE: steps.solve,
    Conduct.SIGN: steps.sign,
}


def rail(look: Look, order: OrderDetail, states: Sequence[StepState]) -> None:
    """Draw the rail with the form of the present step in its place."""
    present = next((state for state in states if state.at is None), None)
    for place, state in enumerate(states, 1):
        if state is present and order.status is OrderStatus.APPOINTED:
            with st.container(border=True):
                steps.arrive_there(look, order)
            st.markdown(_to_come(state))
        elif state is present:
            with st.container(border=True):
                st.caption(_("Step {place} of {count}").format(place=place, count=len(states)))
                st.subheader(state.step.label, anchor=False)
                _present_step(look, order, state)
        elif state.at is not None:
            st.markdown(behind(state, state.at))
        else:
            st.markdown(_to_come(state))


def _to_come(state: StepState) -> str:
    return f":gray[:material/radio_button_unchecked: {state.step.label}]"


def _present_step(look: Look, order: OrderDetail, state: StepState) -> None:
    if state.step in DRAWN_BY:
        DRAWN_BY[state.step](look, order)
    else:
        steps.tick(look, order, state.step)


def behind(state: StepState, at: datetime) -> str:
    """A step that is behind, in one line of Markdown."""
    time = f":gray[{screen.plain(f'{at_the_office(at):%H:%M}')}]"
    if state.skipped_because:
        reason = screen.plain(_("left out: {reason}").format(reason=state.skipped_because))
        return f":gray[:material/remove_circle_outline:] {state.step.label} · {reason}"
    return f":green[:material/check_circle:] {state.step.label} {time}"
