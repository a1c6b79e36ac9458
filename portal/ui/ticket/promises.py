"""The promises of a ticket: what was promised, how it stands, who held it, when it stood still (H-10, L-09)."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from portal.db.queries import tickets
from portal.db.queries.promises import LegRow, PauseRow, PromiseRow, legs_of, pauses_of
from portal.i18n import _
from portal.rules.permissions import Right
from portal.rules.promises import Verdict
from portal.ui import gate, screen, status
from portal.ui.gate import Look
from portal.ui.live import live
from portal.ui.screen import plain


@live(seconds=5)
def panel(number: str) -> None:
    """The promises beside the ticket, refreshed."""
    with gate.looking(Right.SEE_TICKETS, Right.SEE_OWN_ORDERS) as look:
        ticket = tickets.ticket(look.session, number, look.actor)
        st.subheader(_("Promises"), anchor=False)
        rows = tickets.promises_of(look.session, ticket.id)
        for row in sorted(rows, key=lambda each: (each.settled_at is not None, each.due_at)):
            _promise(look, row)


def _promise(look: Look, row: PromiseRow) -> None:
    colour, icon = status.VERDICTS[row.verdict(look.now)]
    moments = _("Promised {opened}, due {due}").format(opened=status.exact(row.opened_at), due=status.exact(row.due_at))
    with st.container(gap=None):
        st.badge(allowance_words(row), icon=f":material/{icon}:", color=colour, help=moments)
        st.caption(plain(standing(look, row)))


def allowance_words(row: PromiseRow) -> str:
    """What was promised and how much time it had: "Callback (1 h 00 min)"."""
    span = status.span_words(timedelta(minutes=row.allowance_minutes))
    time = _("{span} working time").format(span=span) if row.working_time else span
    return _("{promise} ({time})").format(promise=row.kind.label, time=time)


def standing(look: Look, row: PromiseRow) -> str:
    """How it stands, in words: kept with what time it took, or how near it is, and with whom."""
    verdict = row.verdict(look.now)
    words = verdict.label
    if row.settled_at is not None and not row.withdrawn:
        words = _("{verdict}, took {span}").format(verdict=words, span=status.span_words(row.settled_at - row.opened_at))
    elif verdict is Verdict.BROKEN:
        words = status.due_words(row.due_at, look.now)
    elif verdict not in (Verdict.WAITING, Verdict.WITHDRAWN):
        words = _("{verdict}, {due}").format(verdict=words, due=status.due_words(row.due_at, look.now))
    return " · ".join(part for part in (words, row.holder, row.order_number) if part)


def in_full(look: Look, ticket_id: int) -> None:
    """Every promise with its hands and its stops."""
    rows = tickets.promises_of(look.session, ticket_id)
    legs, pauses = legs_of(look.session, ticket_id), pauses_of(look.session, ticket_id)
    if not rows:
        screen.empty(_("What was promised to the customer will stand here, with who held it and when it stood still."))
    for row in rows:
        with st.container(border=True, gap=None):
            _promise(look, row)
            _hands(look, [leg for leg in legs if leg.promise_id == row.id])
            _stops(look, [pause for pause in pauses if pause.promise_id == row.id])


def _hands(look: Look, legs: Sequence[LegRow]) -> None:
    for leg in legs:
        span = status.span_words((leg.until or look.now) - leg.since)
        since, until = status.short(leg.since, look.now), status.short(leg.until, look.now) or _("now")
        st.caption(
            plain(_("with {name}: {since} – {until}, {span}").format(name=leg.holder or "–", since=since, until=until, span=span))
        )


def _stops(look: Look, pauses: Sequence[PauseRow]) -> None:
    for pause in pauses:
        since, until = status.short(pause.since, look.now), status.short(pause.until, look.now) or _("now")
        words = _("stood still: {since} – {until}").format(since=since, until=until)
        st.caption(f":material/pause_circle: {plain(' · '.join(part for part in (words, pause.reason) if part))}")
