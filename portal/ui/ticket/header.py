"""The head of a ticket: number, symptom, and in badges how it stands - refreshed while one reads and types."""

import streamlit as st

from portal import clock
from portal.db.queries import tickets
from portal.db.queries.customers import entitlement_of
from portal.db.queries.tickets import PromiseRow, TicketDetail
from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.rules.promises import Verdict
from portal.rules.tickets import FaultLevel
from portal.ui import customer_card, gate, links, status
from portal.ui.gate import Look
from portal.ui.screen import plain

LEVELS: dict[FaultLevel, status.Colour] = {FaultLevel.ONE: "red", FaultLevel.TWO: "orange", FaultLevel.THREE: "gray"}


def show(look: Look, ticket: TicketDetail) -> None:
    """Number and symptom, then the badges, then for whom it is."""
    st.title(f"{ticket.number}　{plain(ticket.symptom)}", anchor=False)
    badges(ticket.number, ticket.version)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        links.link(look, "customer", f"**{plain(ticket.customer)}**", id=ticket.customer_number)
        who = " · ".join(part for part in (ticket.contact, ticket.contact_position, ticket.contact_phone) if part)
        if who:
            st.markdown(plain(who), width="content")
        owner = _("owner: {name}").format(name=ticket.owner)
        st.markdown(f":gray[{plain(owner)}]", width="content")
        if ticket.offered_to:
            st.badge(_("offered to {name}").format(name=plain(ticket.offered_to)), icon=":material/forward:", color="orange")


@st.fragment(run_every=5)
def badges(number: str, seen: int) -> None:
    """How the ticket stands now; says so when somebody changed it since the page was drawn."""
    with gate.looking(Right.SEE_TICKETS, Right.SEE_OWN_ORDERS) as look:
        ticket = tickets.ticket(look.session, number, look.actor)
        with st.container(horizontal=True, gap="small"):
            status.status_badge(ticket.status)
            _next_promise(look, ticket)
            st.badge(
                ticket.level.label, icon=":material/error:", color=LEVELS[ticket.level], help=translate(ticket.level.definition)
            )
            reasons = " · ".join(translate(reason) for reason in ticket.priority_reasons)
            st.badge(
                _("Priority {number}").format(number=ticket.priority), icon=":material/low_priority:", color="gray", help=reasons
            )
            st.badge(ticket.channel.label, icon=":material/call:", color="gray")
            st.badge(ticket.category.label, icon=":material/label:", color="gray")
            on = clock.at_the_office(look.now).date()
            customer_card.entitlement_badge(look, entitlement_of(look.session, ticket.customer_id, on))
        if ticket.version != seen:
            _changed(ticket)


def _next_promise(look: Look, ticket: TicketDetail) -> None:
    running = [row for row in tickets.promises_of(look.session, ticket.id) if row.settled_at is None and not row.withdrawn]
    if running:
        soonest = min(running, key=lambda row: (row.paused_at is not None, row.due_at))
        colour, icon = status.VERDICTS[soonest.verdict(look.now)]
        st.badge(countdown(look, soonest), icon=f":material/{icon}:", color=colour, help=status.exact(soonest.due_at))


def countdown(look: Look, promise: PromiseRow) -> str:
    """What is promised, and how near it is: "Callback due in 18 min"."""
    verdict = promise.verdict(look.now)
    standing = verdict.label if verdict is Verdict.WAITING else status.due_words(promise.due_at, look.now)
    return _("{promise} {due}").format(promise=promise.kind.label, due=standing)


def _changed(ticket: TicketDetail) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = _("{name} changed this ticket at {time}. What you type stays.").format(
            name=ticket.changed_by or _("Portal"), time=f"{clock.at_the_office(ticket.changed_at):%H:%M:%S}"
        )
        st.markdown(f":orange[:material/update: {plain(said)}]")
        if st.button(_("Show the new version"), key=f"ticket.{ticket.number}.renew", type="tertiary", icon=":material/refresh:"):
            st.rerun()
