"""One ticket: how it stands, what can be done now, everything that happened, what was promised."""

import re

import streamlit as st

from portal import clock
from portal.db.queries import customers, tickets
from portal.db.queries.ticket_state import ticket_state
from portal.db.queries.tickets import TicketDetail
from portal.errors import NotFound
from portal.i18n import N_, _, translate
from portal.rules.permissions import Right
from portal.rules.tickets import Backup
from portal.ui import brief, customer_card, gate, status, story
from portal.ui.brief import Head, Text, Thing, Words
from portal.ui.gate import Look
from portal.ui.project.together import together
from portal.ui.status import Badge
from portal.ui.ticket import doing, header, papers, promises, similar
from portal.ui.ticket.steps import Around

NUMBER = re.compile(r"T-\d{4}-\d{4,12}", re.ASCII)
VIEWS = {"story": N_("Story"), "dispatch": N_("Dispatch and others"), "promises": N_("Promises"), "files": N_("Files")}
PAGE = 20


def asked_for(look: Look) -> TicketDetail:
    """The ticket that the address names. Raises NotFound, also for what no ticket is ever called."""
    number = st.query_params.get("id", "").strip().upper()
    if not NUMBER.fullmatch(number):
        raise NotFound
    return tickets.ticket(look.session, number, look.actor)


def problem(ticket: TicketDetail) -> list[Thing]:
    """What the customer said, and what was found."""
    written = {
        _("Description"): ticket.description,
        _("Cause"): ticket.cause,
        _("Solution"): ticket.solution,
        _("Reason for closing"): ticket.close_reason,
    }
    said: list[Thing] = [Text(title, text) for title, text in written.items() if text]
    if ticket.backup is not None:
        colour: status.Colour = "green" if ticket.backup is Backup.DONE else "orange"
        words = _("Backup: {answer}").format(answer=ticket.backup.label)
        said.append(brief.line(Badge(words, colour, "backup", ticket.backup_by or "")))
    return said


def told(look: Look, ticket: TicketDetail) -> None:
    """The story, the latest first, a page at a time."""
    key = f"ticket.{ticket.id}.shown"
    shown = st.session_state.get(key, PAGE)
    entries = tickets.story(look.session, ticket.id, limit=shown + 1)
    story.tell(look, entries[:shown])
    if len(entries) > shown:
        st.button(_("Earlier"), key=f"{key}.more", icon=":material/expand_more:", on_click=_show_more, args=(key, shown))


def _show_more(key: str, shown: int) -> None:
    st.session_state[key] = shown + PAGE


def beside(look: Look, ticket: TicketDetail) -> None:
    """The customer in brief."""
    of_customer = (look.session, ticket.customer_id)
    held = customers.entitlement_of(*of_customer, clock.at_the_office(look.now).date())
    whose = [
        Head(_("Customer")),
        brief.line(customer_card.importance_badge(ticket.importance)),
        *together(look, ticket.customer_id, held.kind),
        *customer_card.products(customers.installations_of(*of_customer)),
    ]
    people = customers.contacts_of(*of_customer)
    who = customer_card.contacts(look, [row for row in people if row.id == ticket.contact_id] or people[:1])
    others = [line for line in customers.open_tickets(*of_customer) if line.number != ticket.number]
    title = brief.line(Words(_("Other open tickets"), "strong"))
    open_too = [title, *customer_card.ticket_lines(look, others[:3])] if others else []
    customer_card.say_refusal()
    brief.draw("ticket.customer", [*whose, *who, *open_too])


with gate.looking(Right.SEE_TICKETS, Right.SEE_OWN_ORDERS) as look:
    ticket = asked_for(look)
    state = ticket_state(look.session, ticket.id)
    header.show(look, ticket)
    work, side = st.columns([2, 1], gap="large")
    with work:
        brief.draw("ticket.problem", problem(ticket))
        doing.show(Around(look, ticket, state))
        view = st.segmented_control(
            _("View"), list(VIEWS), default="story", required=True, format_func=lambda name: translate(VIEWS[name]),
            key=f"ticket.{ticket.id}.view", label_visibility="collapsed",
        )  # fmt: skip
        if view == "dispatch":
            papers.dispatch(look, ticket)
        elif view == "promises":
            promises.in_full(look, ticket.id)
        elif view == "files":
            papers.files(look, ticket)
        else:
            told(look, ticket)
    with side:
        promises.panel(ticket.number)
        beside(look, ticket)
        papers.survey(look, ticket, state.survey)
        if ticket.is_open:
            similar.panel(look, ticket)
