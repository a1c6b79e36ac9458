"""What belongs to a ticket besides its story: orders on site, problems with others, files, the customer's answer."""

import streamlit as st

from portal.actions.attachments import Attach, attach
from portal.db.queries.attachments import files_of
from portal.db.queries.order_chain import chain, problems_of
from portal.db.queries.ticket_state import SurveyState
from portal.db.queries.tickets import TicketDetail
from portal.i18n import _
from portal.rules.dispatch import OrderStatus
from portal.rules.permissions import Right
from portal.rules.problems import ProblemStatus
from portal.ui import feedback, links, screen, status
from portal.ui.gate import Look
from portal.ui.screen import plain

OVER = frozenset({OrderStatus.RETURNED, OrderStatus.WRITTEN_OFF, OrderStatus.ARCHIVED})


def dispatch(look: Look, ticket: TicketDetail) -> None:
    """The chain of orders, oldest first, and what others were asked (rules D-09, O-01)."""
    orders, entries = chain(look.session, ticket.id), problems_of(look.session, ticket.id)
    if not orders and not entries:
        screen.empty(_("Nobody was sent and nobody else was asked. Both begin under “What next?”."))
    for order in orders:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                links.link(look, "dispatch-order", f"**{order.number}**", icon=":material/directions_car:", id=order.number)
                st.badge(order.status.label, color="gray" if order.status in OVER else "blue")
                when = order.arrived_at or order.starts_at or order.requested_at
                st.markdown(f"{plain(order.engineer or '')} :gray[{plain(status.short(when, look.now))}]", width="content")
            for words in (order.returned_reason, order.work_done, order.outcome, order.write_off_remark):
                if words:
                    st.text(words)
    for entry in entries:
        with st.container(border=True, gap="small"):
            waiting = entry.status is ProblemStatus.OPEN
            due = plain(status.due_words(entry.due_at, look.now)) if waiting else plain(entry.answered_by)
            st.markdown(f":material/outgoing_mail: **{entry.number}** {plain(entry.handed_to.label)} :gray[{due}]")
            st.badge(entry.status.label, color="orange" if waiting else "gray")
            st.text(entry.question)
            if entry.answer:
                st.text(entry.answer)


def files(look: Look, ticket: TicketDetail) -> None:
    """The files of a ticket; each opens through the guarded route. New ones are dropped or pasted here."""
    form = f"ticket.{ticket.id}.file"
    feedback.show(form, lambda outcome: _("{name} is attached.").format(name=outcome.facts["name"]))
    rows = files_of(look.session, "ticket", ticket.id)
    for row in rows:
        size = f"{row.size / 1_000_000:.1f} MB" if row.size >= 1_000_000 else f"{max(1, row.size // 1000)} kB"
        by = " · ".join(part for part in (size, row.added_by, status.short(row.added_at, look.now)) if part)
        st.markdown(f":material/attach_file: [{plain(row.name)}](/files/{row.id}) :gray[{plain(by)}]")
    if not rows:
        screen.empty(_("Error pictures, log files and reports of the customer will be listed here."))
    if look.actor.may(Right.ATTACH_FILE):
        turn = st.session_state.setdefault(f"{form}.turn", 0)
        key = f"{form}.{turn}"
        st.file_uploader(_("Attach a file"), key=key, on_change=_attach, args=(form, key, ticket.id))


def _attach(form: str, key: str, ticket_id: int) -> None:
    chosen = st.session_state.get(key)
    if chosen is None:
        return
    given = {"subject": "ticket", "subject_id": ticket_id, "name": chosen.name, "content": chosen.getvalue()}
    if feedback.submit(attach, Attach, form, given) is not None:
        st.session_state[f"{form}.turn"] += 1


def survey(look: Look, ticket: TicketDetail, asked: SurveyState | None) -> None:
    """Whether the customer was asked how it was, what they said, and the way to ask them (rule S-01)."""
    if asked is None:
        return
    st.subheader(_("Survey"), anchor=False)
    if asked.answered_at is not None:
        mark = _("{mark} of 5").format(mark=asked.overall)
        st.badge(mark, icon=":material/sentiment_satisfied:", color="gray", help=status.exact(asked.answered_at))
        if asked.comment:
            st.text(asked.comment)
        return
    if asked.sent_at is not None:
        st.caption(plain(_("Sent on {day}, no answer yet.").format(day=status.day_words(asked.sent_at))))
    else:
        st.caption(_("The customer has not been asked yet."))
    if look.actor.may(Right.ASK_SURVEY):
        links.link(look, "satisfaction", _("Ask the customer"), icon=":material/outgoing_mail:", ask=ticket.number)
