"""The promises of a ticket: what was promised, how it stands, who held it, when it stood still (H-10, L-09)."""

from datetime import timedelta

from portal.db.queries import tickets
from portal.db.queries.promises import LegRow, PauseRow, PromiseRow, legs_of, pauses_of
from portal.i18n import _
from portal.rules.permissions import Right
from portal.rules.promises import Verdict
from portal.ui import brief, gate, screen, status
from portal.ui.brief import Card, Head, Thing
from portal.ui.gate import Look
from portal.ui.live import live
from portal.ui.status import Badge


@live(seconds=5)
def panel(number: str) -> None:
    """The promises beside the ticket, refreshed."""
    with gate.looking(Right.SEE_TICKETS, Right.SEE_OWN_ORDERS) as look:
        ticket = tickets.ticket(look.session, number, look.actor)
        rows = sorted(tickets.promises_of(look.session, ticket.id), key=lambda row: (row.settled_at is not None, row.due_at))
        brief.draw("ticket.promises", [Head(_("Promises")), *(thing for row in rows for thing in _promise(look, row))])


def _promise(look: Look, row: PromiseRow) -> list[Thing]:
    colour, icon = status.VERDICTS[row.verdict(look.now)]
    moments = _("Promised {opened}, due {due}").format(opened=status.exact(row.opened_at), due=status.exact(row.due_at))
    return [brief.line(Badge(allowance_words(row), colour, icon, moments)), brief.note(standing(look, row))]


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
    cards = []
    for row in rows:
        hands = [_hand(look, leg) for leg in legs if leg.promise_id == row.id]
        stops = [_stop(look, pause) for pause in pauses if pause.promise_id == row.id]
        cards.append(Card([*_promise(look, row), *hands, *stops]))
    brief.draw("ticket.promises.in_full", cards)


def _hand(look: Look, leg: LegRow) -> Thing:
    span = status.span_words((leg.until or look.now) - leg.since)
    since, until = status.short(leg.since, look.now), status.short(leg.until, look.now) or _("now")
    return brief.note(
        _("with {name}: {since} – {until}, {span}").format(name=leg.holder or "–", since=since, until=until, span=span)
    )


def _stop(look: Look, pause: PauseRow) -> Thing:
    since, until = status.short(pause.since, look.now), status.short(pause.until, look.now) or _("now")
    words = _("stood still: {since} – {until}").format(since=since, until=until)
    return brief.note(" · ".join(part for part in (words, pause.reason) if part), "pause_circle")
