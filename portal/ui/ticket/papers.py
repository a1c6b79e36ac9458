"""What belongs to a ticket besides its story: orders on site, problems with others, files, the customer's answer."""

import streamlit as st

from portal.actions.attachments import Attach, attach
from portal.db.queries.attachments import files_of
from portal.db.queries.order_chain import ChainOrder, ChainProblem, chain, problems_of
from portal.db.queries.ticket_state import SurveyState
from portal.db.queries.tickets import TicketDetail
from portal.i18n import _
from portal.rules.dispatch import OrderStatus
from portal.rules.permissions import Right
from portal.rules.problems import ProblemStatus
from portal.ui import brief, feedback, links, screen, status
from portal.ui.brief import Card, Head, Text, Thing, Words
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.status import Badge

OVER = frozenset({OrderStatus.RETURNED, OrderStatus.WRITTEN_OFF, OrderStatus.ARCHIVED})


def dispatch(look: Look, ticket: TicketDetail) -> None:
    """The chain of orders, oldest first, and what others were asked (rules D-09, O-01)."""
    orders, entries = chain(look.session, ticket.id), problems_of(look.session, ticket.id)
    if not orders and not entries:
        screen.empty(_("Nobody was sent and nobody else was asked. Both begin under “What next?”."))
    cards = [*(_order(look, order) for order in orders), *(_problem(look, entry) for entry in entries)]
    brief.draw("ticket.dispatch", cards)


def _order(look: Look, order: ChainOrder) -> Thing:
    when = order.arrived_at or order.starts_at or order.requested_at
    head = brief.line(
        brief.link(look, order.number, ("dispatch-order", order.number), icon="directions_car", strong=True),
        Badge(order.status.label, "gray" if order.status in OVER else "blue"),
        Words(order.engineer or ""),
        Words(status.short(when, look.now), "quiet"),
    )
    said = (order.returned_reason, order.work_done, order.outcome, order.write_off_remark)
    return Card([head, *(Text("", words) for words in said if words)])


def _problem(look: Look, entry: ChainProblem) -> Thing:
    waiting = entry.status is ProblemStatus.OPEN
    head = brief.line(
        Words(entry.number, "strong", "outgoing_mail"),
        Words(entry.handed_to.label),
        Words(status.due_words(entry.due_at, look.now) if waiting else entry.answered_by, "quiet"),
        Badge(entry.status.label, "orange" if waiting else "gray"),
    )
    return Card([head, *(Text("", words) for words in (entry.question, entry.answer) if words)])


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
    said: list[Thing] = [Head(_("Survey"))]
    if asked.answered_at is not None:
        mark = _("{mark} of 5").format(mark=asked.overall)
        said.append(brief.line(Badge(mark, "gray", "sentiment_satisfied", status.exact(asked.answered_at))))
        if asked.comment:
            said.append(Text("", asked.comment))
    elif asked.sent_at is not None:
        said.append(brief.note(_("Sent on {day}, no answer yet.").format(day=status.day_words(asked.sent_at))))
    else:
        said.append(brief.note(_("The customer has not been asked yet.")))
    brief.draw("ticket.survey", said)
    if asked.answered_at is None and look.actor.may(Right.ASK_SURVEY):
        links.link(look, "satisfaction", _("Ask the customer"), icon=":material/outgoing_mail:", ask=ticket.number)
