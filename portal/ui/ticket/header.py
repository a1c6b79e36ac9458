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
from portal.ui import brief, customer_card, gate, status
from portal.ui.brief import Words
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.status import Badge

LEVELS: dict[FaultLevel, status.Colour] = {FaultLevel.ONE: "red", FaultLevel.TWO: "orange", FaultLevel.THREE: "gray"}


def show(look: Look, ticket: TicketDetail) -> None:
    """Number and symptom, then the badges, then for whom it is."""
    st.title(f"{ticket.number}　{plain(ticket.symptom)}", anchor=False)
    badges(ticket.number, ticket.version)
    who = " · ".join(part for part in (ticket.contact, ticket.contact_position, ticket.contact_phone) if part)
    owner = _("owner: {name}").format(name=ticket.owner)
    offered = _("offered to {name}").format(name=ticket.offered_to) if ticket.offered_to else ""
    whose = brief.line(
        brief.link(look, ticket.customer, ("customer", ticket.customer_number), strong=True),
        Words(who),
        Words(owner, "quiet"),
        Badge(offered, "orange", "forward"),
    )
    brief.draw("ticket.whose", [whose])


@st.fragment(run_every=5)
def badges(number: str, seen: int) -> None:
    """How the ticket stands now; says so when somebody changed it since the page was drawn."""
    with gate.looking(Right.SEE_TICKETS, Right.SEE_OWN_ORDERS) as look:
        ticket = tickets.ticket(look.session, number, look.actor)
        on = clock.at_the_office(look.now).date()
        reasons = " · ".join(translate(reason) for reason in ticket.priority_reasons)
        stands = brief.line(
            status.status_badge(ticket.status),
            _next_promise(look, ticket),
            Badge(ticket.level.label, LEVELS[ticket.level], "error", translate(ticket.level.definition)),
            Badge(_("Priority {number}").format(number=ticket.priority), "gray", "low_priority", reasons),
            Badge(ticket.channel.label, "gray", "call"),
            Badge(ticket.category.label, "gray", "label"),
            customer_card.entitlement_badge(look, entitlement_of(look.session, ticket.customer_id, on)),
        )
        brief.draw("ticket.badges", [stands])
        if ticket.version != seen:
            _changed(ticket)


def _next_promise(look: Look, ticket: TicketDetail) -> Badge | None:
    running = [row for row in tickets.promises_of(look.session, ticket.id) if row.settled_at is None and not row.withdrawn]
    if not running:
        return None
    soonest = min(running, key=lambda row: (row.paused_at is not None, row.due_at))
    colour, icon = status.VERDICTS[soonest.verdict(look.now)]
    return Badge(countdown(look, soonest), colour, icon, status.exact(soonest.due_at))


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
