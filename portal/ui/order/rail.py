"""The nine steps of a visit as a rail: what is behind, the present one large with what it asks for, what is still to come."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from portal.clock import at_the_office
from portal.db.queries.order_detail import OrderDetail, StepState
from portal.i18n import _, translate_count
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
    """Draw the rail with the form of the present step in its place; what is behind folds up, so that the step is in sight."""
    done = [(state, state.at) for state in states if state.at is not None]
    ahead = [state for state in states if state.at is None]
    if done:
        words = translate_count("{count} step done", "{count} steps done", len(done))
        with st.expander(words, icon=":material/check_circle:"):
            st.markdown("\n\n".join(behind(state, at) for state, at in done))
    if ahead:
        with st.container(border=True):
            _present_step(look, order, ahead[0], len(done) + 1, len(states))
    arriving = order.status is OrderStatus.APPOINTED
    if still := ahead if arriving else ahead[1:]:
        st.markdown("\n\n".join(map(to_come, still)))


def to_come(state: StepState) -> str:
    """A step that is still to come, in one line of Markdown."""
    return f":gray[:material/radio_button_unchecked: {state.step.label}]"


def _present_step(look: Look, order: OrderDetail, state: StepState, place: int, count: int) -> None:
    if order.status is OrderStatus.APPOINTED:
        steps.arrive_there(look, order)
        return
    st.caption(_("Step {place} of {count}").format(place=place, count=count))
    st.subheader(state.step.label, anchor=False)
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
