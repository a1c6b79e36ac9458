"""What each step of a visit asks of the engineer; one form at a time, with a way out where the rules leave one."""

from datetime import timedelta
from functools import partial

import streamlit as st

from portal.actions.appointments import (
    Appoint,
    ConfirmOrder,
    HandBackOrder,
    Reappoint,
    appoint,
    confirm_order,
    hand_back_order,
    reappoint,
)
from portal.actions.deed import Outcome
from portal.actions.signing import SignOrder, sign_order
from portal.actions.site_work import (
    Arrive,
    FailOrder,
    FinishOrder,
    RecordSiteBackup,
    RecordWork,
    SkipStep,
    TickStep,
    arrive,
    fail_order,
    finish_order,
    record_site_backup,
    record_work,
    tick_step,
)
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.rules.dispatch import OBLIGATORY, Conduct
from portal.ui import screen, signature
from portal.ui.gate import Look
from portal.ui.order import facts, paper
from portal.ui.order.forms import phone_form
from portal.ui.order.free_time import VISIT, first_free_time
from portal.ui.status import span_words


def confirm(look: Look, order: OrderDetail) -> None:
    """Is everything right? Else back to the service manager with what is wrong (rule D-03)."""
    phone_form(
        order,
        ConfirmOrder,
        confirm_order,
        submit=_("Confirm the order"),
        done=lambda outcome: _("Order {number} is confirmed. Next: agree the appointment.").format(number=outcome.number),
    )
    _hand_back(order)


def _hand_back(order: OrderDetail) -> None:
    with st.expander(_("Something is wrong: hand back"), icon=":material/undo:"):
        phone_form(
            order,
            HandBackOrder,
            hand_back_order,
            submit=_("Hand back"),
            secondary=True,
            done=lambda outcome: _("Order {number} is back with the service manager.").format(number=outcome.number),
        )


def agree_appointment(look: Look, order: OrderDetail) -> None:
    """Day, from, until, and who agreed (rule D-04)."""
    starts_at = first_free_time(look.session, look.me, order.id, look.now)
    phone_form(
        order,
        Appoint,
        appoint,
        initial={
            "starts_at": starts_at,
            "ends_at": starts_at + VISIT,
            "agreed_with": order.contact or "",
        },
        submit=_("Save the appointment"),
        done=lambda outcome: _("The appointment for {number} is saved.").format(number=outcome.number),
    )
    _hand_back(order)


def arrive_there(look: Look, order: OrderDetail) -> None:
    """The way to the customer: arrive, or move the appointment before its time."""
    st.subheader(_("On the way"), anchor=False)
    words = facts.appointment_words(order.starts_at, order.ends_at, look.now)
    st.markdown(f":material/event: **{screen.plain(words)}**")
    phone_form(order, Arrive, arrive, submit=_("I have arrived"), icon=":material/location_on:", done=_arrived)
    if order.starts_at is not None and look.now < order.starts_at:
        with st.expander(_("Another time was agreed"), icon=":material/event_repeat:"):
            phone_form(
                order,
                Reappoint,
                reappoint,
                initial={"starts_at": order.starts_at, "ends_at": order.ends_at, "agreed_with": order.agreed_with},
                submit=_("Save the new time"),
                secondary=True,
                done=lambda outcome: _("The new time for {number} is saved.").format(number=outcome.number),
            )


def _arrived(outcome: Outcome) -> str:
    late = int(outcome.facts.get("minutes_late", 0))
    if late > 0:
        return _("Arrived, {span} after the appointment.").format(span=span_words(timedelta(minutes=late)))
    return _("Arrived in time.")


def tick(look: Look, order: OrderDetail, step: Conduct) -> None:
    """One tap; or left out with a reason, where the step may be."""
    fixed = {"step": step.value}
    phone_form(
        order,
        TickStep,
        tick_step,
        fixed={**fixed, "skipped_because": ""},
        submit=_("Step done"),
        icon=":material/check:",
        done=_ticked,
    )
    if step not in OBLIGATORY:
        with st.expander(_("Leave this step out"), icon=":material/remove_circle_outline:"):
            phone_form(
                order, SkipStep, tick_step, fixed=fixed, name="skip_step", submit=_("Leave out"), secondary=True, done=_ticked
            )


def _ticked(outcome: Outcome) -> str:
    return _("Noted.")


def back_up(look: Look, order: OrderDetail) -> None:
    """Before anything is touched: backed up, or refused and acknowledged; there is no way around (rule L-06)."""
    st.caption(_("Ask the customer to back up data and application to another computer or disk before you touch anything."))
    phone_form(
        order,
        RecordSiteBackup,
        record_site_backup,
        initial={"said_by": order.contact or ""},
        submit=_("Save the answer"),
        done=lambda outcome: _("The answer is recorded and will be printed on the service record."),
    )


def solve(look: Look, order: OrderDetail) -> None:
    """Cause and work, then the tick."""
    write_work(look, order)
    if order.work_done:
        tick(look, order, Conduct.SOLVE)


def write_work(look: Look, order: OrderDetail) -> None:
    """What was found and done; it can be rewritten until the customer signs."""
    phone_form(
        order,
        RecordWork,
        record_work,
        initial={"cause": order.cause, "work_done": order.work_done, "outcome": order.outcome},
        submit=_("Save cause and work"),
        secondary=bool(order.work_done),
        done=lambda outcome: _("Cause and work are saved."),
    )


def sign(look: Look, order: OrderDetail) -> None:
    """The customer reads what will be printed and signs on the glass (rule D-07)."""
    facts.times_and_work(order, look.now)
    with st.expander(_("Change cause or work"), icon=":material/edit:"):
        write_work(look, order)
    pad = f"order.{order.id}.pad"
    signature.signature_pad(pad)
    phone_form(
        order,
        SignOrder,
        sign_order,
        fixed={"signature": partial(signature.signed, pad)},
        initial={"signed_by": order.contact or ""},
        submit=_("Save the signature"),
        icon=":material/draw:",
        done=paper.said_of_the_signature,
    )
    paper.sign_on(order)


def leave(look: Look, order: OrderDetail) -> None:
    """All nine steps are behind: was it solved?"""
    st.subheader(_("Is the problem solved?"), anchor=False)
    phone_form(
        order,
        FinishOrder,
        finish_order,
        submit=_("Solved: finish the visit"),
        icon=":material/task_alt:",
        done=lambda outcome: _("Order {number} is done and waits for its write-off.").format(number=outcome.number),
    )
    not_solved(order)


def not_solved(order: OrderDetail) -> None:
    """The visit ends without a solution; the service manager decides what follows (rule D-09)."""
    with st.expander(_("Leave without a solution"), icon=":material/report:"):
        phone_form(
            order,
            FailOrder,
            fail_order,
            submit=_("End the visit without a solution"),
            secondary=True,
            done=lambda outcome: _("Order {number} goes to the service manager, who decides what follows.").format(
                number=outcome.number
            ),
        )
