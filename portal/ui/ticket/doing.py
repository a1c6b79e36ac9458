"""The steps of a ticket on the screen: one chosen, its small form below; what was typed waits in the draft of each."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from portal.actions.deed import Outcome
from portal.db.queries import customers
from portal.db.queries.ticket_state import who_can_accept
from portal.i18n import _, translate
from portal.rules.tickets import FaultLevel
from portal.ui import brief, feedback, form_state, forms
from portal.ui.status import Badge
from portal.ui.ticket.steps import Around, TicketStep, possible


def show(around: Around) -> None:
    """What can be done now. Nothing is drawn for somebody who can do nothing."""
    steps = {step.name: step for step in possible(around)}
    said = st.container()
    tried = list(st.session_state.get(_done_key(around), []))
    if around.state.order is not None:
        number = around.state.order.number
        order = brief.link(around.look, number, ("dispatch-order", number), icon="directions_car", strong=True)
        brief.draw("ticket.order", [brief.line(order, Badge(around.state.order.status.label, "orange"))])
    if not steps:
        _say(said, around, tried)
        return
    # A refusal keeps its step before the person, also where the newer version of the ticket offers other steps.
    refused = [name for name in tried if name in steps and form_state.opened(_form(around, name))["refusal"]]
    first = refused[-1] if refused else next(iter(steps))
    chosen = st.pills(
        _("What next?"), list(steps), default=first, required=True, format_func=lambda name: _words(steps[name]),
        wrap=True, key=f"ticket.{around.ticket.id}.{around.ticket.status.value}.{'.'.join(steps)}",
    )  # fmt: skip
    step = steps[chosen if chosen in steps else first]
    _say(said, around, [name for name in tried if name not in steps or (name != step.name and _is_done(around, name))])
    with st.container(border=True):
        _draw(around, step)


def _say(place: Any, around: Around, names: Sequence[str]) -> None:
    """Say what came of steps whose forms are not on the screen: gone with their step, or another one was put forward."""
    with place:
        for name in names:
            feedback.show(_form(around, name))


def _is_done(around: Around, name: str) -> bool:
    return form_state.opened(_form(around, name))["outcome"] is not None


def _words(step: TicketStep) -> str:
    return f":material/{step.icon}: {translate(step.label)}"


def _form(around: Around, name: str) -> str:
    return f"ticket.{around.ticket.id}.{name}"


def _done_key(around: Around) -> str:
    return f"ticket.{around.ticket.id}.tried"


def _draw(around: Around, step: TicketStep) -> None:
    tried = st.session_state.setdefault(_done_key(around), [])
    if step.name not in tried:
        tried.append(step.name)
    hint = _hint(around, step)
    if hint:
        st.caption(hint)
    rows = [
        [name for name in row if name != "backup" or step.name != "solve" or around.ticket.backup is None] for row in step.rows
    ]
    forms.command_form(
        _form(around, step.name),
        step.command,
        step.action,
        fixed=step.fixed(around),
        columns=[row for row in rows if row],
        options=_options(around, step),
        initial=_initial(around, step),
        submit=translate(step.label),
        shortcut="Ctrl+Enter",
        done=_said,
    )


def _hint(around: Around, step: TicketStep) -> str:
    """What a step needs that is not there yet, said before somebody types."""
    ticket, state = around.ticket, around.state
    severe = ticket.level in (FaultLevel.ONE, FaultLevel.TWO)
    if step.name == "dispatch" and ticket.level is FaultLevel.THREE and not ticket.written_report:
        return _("A level 3 fault needs the customer's written report first: record it under “Written report”.")
    if step.name == "dispatch" and not severe and not state.consulted:
        return _("A dispatch is requested when a consultation did not solve it.")
    if step.name == "consult" and not severe and not state.called_back:
        return _("A consultation is called when a callback did not solve it.")
    if step.name == "park":
        return _("The customer agrees to ring off; the callback is due within the promised time.")
    return ""


def _options(around: Around, step: TicketStep) -> Mapping[str, Mapping[Any, str]]:
    session = around.look.session
    if step.name == "offer":
        return {"to_id": who_can_accept(session, besides=around.ticket.owner_id)}
    if step.name == "dispatch":
        rows = customers.contacts_of(session, around.ticket.customer_id)
        return {"contact_id": {row.id: f"{row.name} {row.phone}".strip() for row in rows}}
    return {}


def _initial(around: Around, step: TicketStep) -> Mapping[str, Any]:
    if step.name == "dispatch":
        return {"contact_id": around.ticket.contact_id}
    if step.name == "level":
        return {"level": around.ticket.level}
    if step.name == "answer":
        return {"channel": around.ticket.channel}
    return {}


def _said(outcome: Outcome) -> str:
    if outcome.subject == "order":
        return _("Requested as {number}: the service manager checks it now.").format(number=outcome.number)
    if outcome.subject == "problem":
        return _("On the problem list as {number}; the clocks stand still until the answer.").format(number=outcome.number)
    if outcome.subject == "article":
        return _("Proposed as {number}; a reviewer publishes it.").format(number=outcome.number)
    return plain_number(outcome)


def plain_number(outcome: Outcome) -> str:
    """The deed is done, with the number to say on the telephone."""
    return _("Done: {number}.").format(number=outcome.number) if outcome.number else _("Done.")
