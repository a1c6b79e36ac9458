"""New ticket: one screen in the order of the conversation - who is calling, what is wrong, how the call ends (H-01 to H-07)."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from portal.actions.calls import RegisterCall, register_call
from portal.actions.deed import Outcome
from portal.db.queries import callers
from portal.db.queries.callers import CallerCard
from portal.i18n import _
from portal.navigation import page_file
from portal.rules.calls import Ending
from portal.rules.permissions import Right
from portal.ui import feedback, form_state, forms, gate, screen
from portal.ui.new_ticket import beside, finder
from portal.ui.new_ticket.beside import FORM

ENDINGS: dict[str, list[list[str]]] = {
    Ending.OPEN: [],
    Ending.SOLVED: [["cause"], ["solution"]],
    Ending.PARKED: [["agreed", "agreed_by"], ["note"]],
}


def lines(values: Mapping[str, Any]) -> list[list[str]]:
    """The fields in the order of the conversation; how it ends decides what is asked last."""
    new_caller = [] if values.get("contact_id") else [["caller_name", "caller_phone"]]
    return [
        ["contact_id", "channel"],
        *new_caller,
        ["symptom"],
        ["description"],
        ["category", "installation_id"],
        ["quadrant"],
        ["level"],
        ["account_security", "backup"],
        ["ending"],
        *ENDINGS[values.get("ending") or Ending.OPEN],
    ]


def said_once(outcome: Outcome) -> str:
    """The number to say on the telephone, and what comes next."""
    following = {
        Ending.OPEN: _("It is yours: go on with it, or park it with a callback."),
        Ending.SOLVED: _("It is solved; the customer will be asked how it was."),
        Ending.PARKED: _("The callback is on your work list with its countdown."),
    }[Ending(outcome.facts.get("ending", "open"))]
    return _("{number} is registered. {following}").format(number=outcome.number, following=following)


def conversation(card: CallerCard) -> None:
    """The form, with what helps beside it."""
    people = {row.id: " · ".join(part for part in (row.name, row.position, row.phone) if part) for row in card.contacts}
    products = {row.id: f"{row.product} {row.product_version} {row.dongle_number}".strip() for row in card.installations}
    forms.command_form(
        FORM,
        RegisterCall,
        register_call,
        fixed={"customer_id": card.customer.id, "article_id": form_state.opened(FORM)["values"].get("article_id")},
        options={"contact_id": people, "installation_id": products},
        initial={
            "contact_id": card.contacts[0].id if card.contacts else None,
            "installation_id": card.installations[0].id if len(card.installations) == 1 else None,
        },
        columns=lines,
        submit=_("Register"),
        done=said_once,
        side=lambda values: beside.help_for(card, values),
        shortcut="Ctrl+Enter",
    )


screen.heading(_("New ticket"), _("From the first word of the conversation to a registered request with its promises running."))
with gate.looking(Right.REGISTER_TICKET) as look:
    finder.find_box()
    saved = feedback.show(FORM, said_once)
    if saved is not None:
        st.page_link(
            page_file("ticket"), label=_("Open {number}").format(number=saved.number),
            query_params={"id": saved.number}, icon=":material/arrow_forward:",
        )  # fmt: skip
    customer_id = finder.chosen_customer()
    if customer_id is None:
        screen.empty(_("Find who is calling: the customer, the right to service, open tickets and the form then appear here."))
    else:
        conversation(callers.caller_card(look.session, customer_id, look.now))
