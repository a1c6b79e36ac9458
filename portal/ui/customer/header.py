"""The head of a customer's page: who they are and by what right they are served, and what can be done from here."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from portal.actions.customers import EditCustomer, RevealAddress, edit_customer, reveal_address
from portal.actions.looking_after import NameResponsible, name_responsible
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.people import may_look_after
from portal.i18n import _
from portal.rules.entitlement import Entitlement
from portal.rules.permissions import Right
from portal.ui import brief, customer_card, customer_merging, feedback, forms, gate
from portal.ui.brief import Button, Link, Part, Thing, Words
from portal.ui.customer.block import joined
from portal.ui.first_visit.demanding import demand_form, recorded
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.status import Badge

ADDRESS = "customer.address"
ASKED_FOR = "customer.asked_for"


def show(look: Look, customer: CustomerFacts, held: Entitlement) -> None:
    """Name, state and particulars, then the ways on."""
    st.title(plain(customer.name), anchor=False)
    ways = (part for part, may in _ways(look, customer) if may)
    brief.draw("customer.head", [_particulars(look, customer, held), brief.line(*ways)])
    _open_what_was_asked_for(look, customer)
    for form in ("", ".responsible", ".contact"):
        feedback.show_if_sent(f"customer.{customer.id}{form}")
    feedback.show_if_sent(f"customer.{customer.id}.demand", recorded)
    customer_merging.say(customer)
    feedback.show_refusal(ADDRESS)


def _ways(look: Look, customer: CustomerFacts) -> Iterator[tuple[Part, bool]]:
    """What can be done from here, and whether the person looking may do it now."""
    may, lives = look.actor.may, not customer.merged_into
    new_ticket = Link(_("New ticket"), "new-ticket", str(customer.id), "add_call", by="customer")
    yield new_ticket, may(Right.REGISTER_TICKET)
    hint, hidden = _("Show the address; that you looked is written down"), bool(customer.address) and not _revealed(customer)
    show_it = Button(_("Show the address"), "address", partial(_reveal, customer.id), "visibility", hint)
    yield show_it, may(Right.REVEAL_CONTACT) and hidden
    demand = Button(_("Record a demand"), "demand", partial(_ask_for, "demand"), "add_task")
    yield demand, may(Right.CARRY_OUT_FIRST_VISIT) and lives
    yield Button(_("Correct"), "correct", partial(_ask_for, "correct"), "edit"), may(Right.EDIT_ARCHIVE)
    name = Button(_("Who looks after them"), "responsible", partial(_ask_for, "responsible"), "supervisor_account")
    yield name, may(Right.EDIT_ARCHIVE)
    yield Button(_("Merge"), "merge", partial(_ask_for, "merge"), "call_merge"), may(Right.MERGE_CUSTOMERS) and lives


def _ask_for(dialog: str) -> None:
    st.session_state[ASKED_FOR] = dialog


def _open_what_was_asked_for(look: Look, customer: CustomerFacts) -> None:
    # Forms that nobody has opened are not drawn: each field costs as much as a whole block of the page.
    match st.session_state.pop(ASKED_FOR, None):
        case "demand":
            st.dialog(_("Record a demand"), width="medium")(_demand)(customer)
        case "correct":
            st.dialog(_("Correct"), width="medium")(_correct)(customer)
        case "responsible":
            st.dialog(_("Who looks after them"))(_look_after)(customer, may_look_after(look.session))
        case "merge":
            customer_merging.merging(customer)


def _particulars(look: Look, customer: CustomerFacts, held: Entitlement) -> Thing:
    colour, icon, until = customer_card.entitlement_mark(held, customer_card.warn_days(look))
    responsible = _("looked after by {name}").format(name=customer.responsible) if customer.responsible else ""
    words = joined(customer.number, customer.short_name, customer.region, _revealed(customer) or customer.address, responsible)
    return brief.line(
        Badge(customer_card.entitlement_words(held), colour, icon),
        Words(_("until {day}").format(day=until) if until else "", "quiet"),
        Badge(customer.importance.label, *customer_card.IMPORTANCE[customer.importance]),
        Words(words, "quiet"),
    )


def _demand(customer: CustomerFacts) -> None:
    with gate.looking(Right.CARRY_OUT_FIRST_VISIT) as look:
        demand_form(look, f"customer.{customer.id}.demand", customer.id)


def _correct(customer: CustomerFacts) -> None:
    forms.command_form(
        f"customer.{customer.id}", EditCustomer, edit_customer,
        fixed={"id": customer.id, "seen": customer.version},
        initial={name: getattr(customer, name) for name in ("name", "short_name", "importance", "region", "remark")},
        columns=[["name"], ["short_name", "importance", "region"], ["address"], ["remark"]],
    )  # fmt: skip


def _look_after(customer: CustomerFacts, people: dict[int, str]) -> None:
    st.caption(_("Reminders of plans and of rights that end go to this person."))
    forms.command_form(
        f"customer.{customer.id}.responsible", NameResponsible, name_responsible,
        fixed={"id": customer.id, "seen": customer.version}, options={"responsible_id": people},
        initial={"responsible_id": customer.responsible_id},
    )  # fmt: skip


def _revealed(customer: CustomerFacts) -> str:
    shown: dict[int, str] = st.session_state.get(f"{ADDRESS}.shown", {})
    return shown.get(customer.id, "")


def _reveal(customer_id: int) -> None:
    outcome = feedback.submit(reveal_address, RevealAddress, ADDRESS, {"id": customer_id})
    if outcome is not None:
        shown = st.session_state.get(f"{ADDRESS}.shown", {})
        st.session_state[f"{ADDRESS}.shown"] = {**shown, customer_id: outcome.once.get("address", "")}
