"""The head of a customer's page: who they are and by what right they are served, and what can be done from here."""

import streamlit as st

from portal.actions.customers import EditCustomer, RevealAddress, edit_customer, reveal_address
from portal.actions.looking_after import NameResponsible, name_responsible
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.people import may_look_after
from portal.i18n import _
from portal.rules.entitlement import Entitlement
from portal.rules.permissions import Right
from portal.ui import brief, customer_card, customer_merging, feedback, forms, gate, links
from portal.ui.brief import Thing, Words
from portal.ui.customer.block import joined
from portal.ui.first_visit.demanding import demand_form, recorded
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.status import Badge

ADDRESS = "customer.address"


def show(look: Look, customer: CustomerFacts, held: Entitlement) -> None:
    """Name, state and particulars, then the ways on."""
    st.title(plain(customer.name), anchor=False)
    brief.draw("customer.particulars", [_particulars(look, customer, held)])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if look.actor.may(Right.REGISTER_TICKET):
            links.link(look, "new-ticket", _("New ticket"), icon=":material/add_call:", customer=str(customer.id))
        if look.actor.may(Right.REVEAL_CONTACT) and customer.address and not _revealed(customer):
            st.button(
                _("Show the address"), key=f"{ADDRESS}.{customer.id}", icon=":material/visibility:",
                help=_("Show the address; that you looked is written down"), on_click=_reveal, args=(customer.id,),
            )  # fmt: skip
        if look.actor.may(Right.CARRY_OUT_FIRST_VISIT) and not customer.merged_into:
            _demanding(customer)
        if look.actor.may(Right.EDIT_ARCHIVE):
            _changing(look, customer)
        if not customer.merged_into:
            customer_merging.merging(look, customer)
    for form in ("", ".responsible", ".contact"):
        feedback.show_if_sent(f"customer.{customer.id}{form}")
    feedback.show_if_sent(f"customer.{customer.id}.demand", recorded)
    feedback.show_refusal(ADDRESS)


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


def _demanding(customer: CustomerFacts) -> None:
    if st.button(_("Record a demand"), key=f"customer.{customer.id}.demands", icon=":material/add_task:"):
        st.dialog(_("Record a demand"), width="medium")(_demand)(customer)


def _demand(customer: CustomerFacts) -> None:
    with gate.looking(Right.CARRY_OUT_FIRST_VISIT) as look:
        demand_form(look, f"customer.{customer.id}.demand", customer.id)


def _changing(look: Look, customer: CustomerFacts) -> None:
    # Forms that nobody has opened are not drawn: each field costs as much as a whole block of the page.
    if st.button(_("Correct"), key=f"customer.{customer.id}.correct", icon=":material/edit:"):
        st.dialog(_("Correct"), width="medium")(_correct)(customer)
    if st.button(_("Who looks after them"), key=f"customer.{customer.id}.name", icon=":material/supervisor_account:"):
        st.dialog(_("Who looks after them"))(_look_after)(customer, may_look_after(look.session))


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
