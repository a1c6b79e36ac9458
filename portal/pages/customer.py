"""One customer: people, products, right to service, and one time line of everything done before and after the sale (A-01)."""

import re
from collections.abc import Sequence

import streamlit as st

from portal import clock
from portal.actions.customers import AddContact, EditCustomer, add_contact, edit_customer
from portal.db.queries import archive, customers
from portal.db.queries.customers import ContractRow, CustomerFacts, ProjectRow
from portal.errors import NotFound
from portal.i18n import N_, _, translate
from portal.rules.permissions import Right
from portal.ui import customer_card, forms, gate, links, screen, story
from portal.ui.gate import Look
from portal.ui.screen import plain

NUMBER = re.compile(r"C-\d{4}-\d{4,12}", re.ASCII)
KINDS = {
    "": N_("Everything"), "ticket": N_("Tickets"), "order": N_("Dispatch"), "survey": N_("Surveys"),
    "problem": N_("With others"), "contact": N_("People"),
}  # fmt: skip
PAGE = 20


def asked_for(look: Look) -> CustomerFacts:
    """The customer that the address names. Raises NotFound, also for what no customer is ever called."""
    number = st.query_params.get("id", "").strip().upper()
    customer_id = customers.customer_id_of(look.session, number) if NUMBER.fullmatch(number) else None
    if customer_id is None:
        raise NotFound
    return customers.customer_facts(look.session, customer_id)


def period(start: object, end: object) -> str:
    """A period in days, open ends left open."""
    return f"{start or ''} – {end or ''}" if start or end else ""


def projects(rows: Sequence[ProjectRow], contracts: Sequence[ContractRow]) -> None:
    """The implementation projects with their service periods, and the service contracts."""
    st.subheader(_("Projects and contracts"), anchor=False)
    if not rows and not contracts:
        st.caption(_("No project and no contract is on file."))
    for row in rows:
        periods = {
            _("accepted"): str(row.accepted_on or ""),
            _("joint service"): period(row.joint_from, row.joint_until),
            _("free service"): period(row.free_from, row.free_until),
        }
        dates = " · ".join(f"{name} {words}" for name, words in periods.items() if words)
        st.markdown(f"**{plain(row.name)}** {plain(row.manager)}  \n:gray[{plain(dates)}]")
    for contract in contracts:
        st.markdown(f"**{plain(contract.number)}**  \n:gray[{plain(period(contract.starts_on, contract.ends_on))}]")


def correcting(look: Look, customer: CustomerFacts) -> None:
    """The simple forms: correct the particulars, add somebody to speak to."""
    if not look.actor.may(Right.EDIT_ARCHIVE):
        return
    with st.popover(_("Correct"), icon=":material/edit:"):
        forms.command_form(
            f"customer.{customer.id}", EditCustomer, edit_customer,
            fixed={"id": customer.id, "seen": customer.version},
            initial={name: getattr(customer, name) for name in ("name", "short_name", "importance", "region", "remark")},
        )  # fmt: skip
    with st.popover(_("Add contact"), icon=":material/person_add:"):
        forms.command_form(f"customer.{customer.id}.contact", AddContact, add_contact, fixed={"customer_id": customer.id})


def timeline(look: Look, customer: CustomerFacts) -> None:
    """Everything that happened, the latest first, a page at a time."""
    st.subheader(_("Time line"), anchor=False)
    kind = st.segmented_control(
        _("Show"), list(KINDS), default="", required=True, format_func=lambda name: translate(KINDS[name]),
        key=f"customer.{customer.id}.kind", label_visibility="collapsed",
    )  # fmt: skip
    key = f"customer.{customer.id}.shown"
    shown = st.session_state.get(key, PAGE)
    entries = archive.timeline(look.session, customer.id, subject=kind or None, limit=shown + 1)
    if not entries:
        screen.empty(_("Calls, visits, surveys and changes will stand here, each with who and when."))
    story.tell(look, entries[:shown])
    if len(entries) > shown:
        st.button(_("Earlier"), key=f"{key}.more", icon=":material/expand_more:", on_click=_show_more, args=(key, shown))


def _show_more(key: str, shown: int) -> None:
    st.session_state[key] = shown + PAGE


with gate.looking(Right.SEE_ARCHIVE) as look:
    customer = asked_for(look)
    st.title(plain(customer.name), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[{plain(customer.number)}]", width="content")
        customer_card.importance_badge(customer.importance)
        entitled = customers.entitlement_of(look.session, customer.id, clock.at_the_office(look.now).date())
        customer_card.entitlement_badge(look, entitled)
        st.markdown(f":gray[{plain(' · '.join(part for part in (customer.region, customer.address) if part))}]", width="content")
        if look.actor.may(Right.REGISTER_TICKET):
            links.link(look, "new-ticket", _("New ticket"), icon=":material/add_call:", customer=str(customer.id))
        correcting(look, customer)
    story_side, facts_side = st.columns([2, 1], gap="large")
    with story_side:
        timeline(look, customer)
    with facts_side:
        st.subheader(_("People"), anchor=False)
        customer_card.contacts(look, customers.contacts_of(look.session, customer.id, former=True), "customer")
        st.subheader(_("Products"), anchor=False)
        for row in customers.installations_of(look.session, customer.id):
            st.caption(plain(customer_card.installation_words(row)))
        projects(customers.projects_of(look.session, customer.id), customers.contracts_of(look.session, customer.id))
        st.subheader(_("Open tickets"), anchor=False)
        customer_card.ticket_lines(look, customers.open_tickets(look.session, customer.id))
        if customer.remark:
            st.subheader(_("Remark"), anchor=False)
            st.text(customer.remark)
