"""What an order says: problem, customer, times, work, backup statement, documents."""

from datetime import datetime, timedelta

import streamlit as st

from portal import clock
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.rules.conduct import minutes_late
from portal.rules.tickets import Backup, PromiseKind
from portal.ui import screen
from portal.ui.reading import labels_and_texts
from portal.ui.status import due_words, exact, short, span_words


def problem(order: OrderDetail) -> None:
    """What is wrong, and how it might be mended."""
    labels_and_texts(*_problem(order))


def _problem(order: OrderDetail) -> tuple[tuple[str, str | None], ...]:
    return (
        (_("Problem"), order.problem or order.symptom),
        (_("Proposed solution"), order.proposed_solution or order.suggestion),
    )


def request(order: OrderDetail, now: datetime) -> None:
    """What was asked for, by whom, and why."""
    asked = _("{name}, {time}").format(name=order.requested_by, time=short(order.requested_at, now))
    labels_and_texts(
        *_problem(order),
        (_("Why an engineer has to go"), order.reason),
        (_("Skill needed"), order.skill.label if order.skill else ""),
        (_("Contact on site"), " · ".join(filter(None, (order.contact, order.contact_position)))),
        (_("Requested by"), asked),
        (_("Returned because"), order.returned_reason),
        (_("Remark of the service manager"), order.write_off_remark),
    )


def appointment_words(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> str:
    """An appointment as people say it: the day if it is not today, and from when until when."""
    if starts_at is None:
        return _("No appointment yet")
    begins, today = clock.at_the_office(starts_at), clock.at_the_office(now)
    days = (begins.date() - today.date()).days
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    day = near.get(days) or (f"{begins:%m-%d}" if begins.year == today.year else f"{begins:%Y-%m-%d}")
    return f"{day} {begins:%H:%M}" + (f"–{clock.at_the_office(ends_at):%H:%M}" if ends_at else "")


def arrival_words(order: OrderDetail) -> str:
    """When the engineer came, compared with the appointment (rule D-04)."""
    if order.arrived_at is None:
        return ""
    if order.starts_at is None:
        return exact(order.arrived_at)[:-3]
    late = minutes_late(order.starts_at, order.arrived_at)
    span = span_words(timedelta(minutes=abs(late)))
    if late > 0:
        words = _("{span} after the appointment").format(span=span)
    else:
        words = _("{span} before the appointment").format(span=span) if late else _("on the minute")
    return f"{exact(order.arrived_at)[:-3]} · {words}"


def backup_words(order: OrderDetail) -> str:
    """The customer's answer when asked to back up, with who said it and when (rule L-06)."""
    if order.backup is None:
        return _("Not asked yet")
    who = _("{name}, {time}").format(name=order.backup_said_by, time=exact(order.backup_at)[:-3])
    return f"{order.backup.label} · {who}"


def times_and_work(order: OrderDetail, now: datetime) -> None:
    """How the visit went: what the manager reads before writing an order off."""
    labels_and_texts(
        (_("Appointment"), appointment_words(order.starts_at, order.ends_at, now) if order.starts_at else ""),
        (_("Arrived"), arrival_words(order)),
        (_("Left"), exact(order.left_at)[:-3]),
        (_("Backup before the work"), backup_words(order) if order.arrived_at else ""),
    )
    if order.arrived_at and order.backup is Backup.REFUSED:
        st.badge(_("Backup refused and acknowledged"), icon=":material/warning:", color="orange")
    signed = _("{name}, {time}").format(name=order.signed_by, time=exact(order.signed_at)[:-3])
    labels_and_texts(
        (_("Cause"), order.cause),
        (_("Work done"), order.work_done),
        (_("Outcome"), order.outcome),
        (_("Why it is not solved"), order.not_solved_because),
        (_("Signed by the customer"), signed if order.signed_at else ""),
    )


def promise_words(kind: PromiseKind, due_at: datetime | None, now: datetime) -> str:
    """A promise and how near it is."""
    return _("{promise}: {words}").format(promise=kind.label, words=due_words(due_at, now))


def promise_line(order: OrderDetail, now: datetime) -> None:
    """The ticket's next promise, in one line."""
    if order.next_promise is None or order.next_due_at is None:
        return
    words = promise_words(order.next_promise, order.next_due_at, now)
    colour = "red" if order.next_due_at < now else "gray"
    st.markdown(f":{colour}[:material/timer: {screen.plain(words)}]", help=exact(order.next_due_at))
