"""Tickets: every request of every channel, found by words, number, state, person, customer and time."""

from collections.abc import Mapping, Sequence
from functools import partial

from portal.db.queries import figures, tickets
from portal.db.queries.tickets import Count, TicketFilter, TicketRow
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right
from portal.rules.tickets import Category, Channel, FaultLevel, TicketStatus
from portal.ui import gate, lists, screen, status
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Values
from portal.ui.periods import period

OPEN = "open"


def asked(look: Look, values: Values) -> TicketFilter:
    """What the filters ask for."""
    since, until = period(values["period"], look.now) or (None, None)
    return TicketFilter(
        look.actor,
        text=values["find"],
        status=TicketStatus(values["status"]) if values["status"] not in ("", OPEN) else None,
        open_only=values["status"] == OPEN,
        owner_id=int(values["owner"]) if values["owner"] else None,
        customer_id=int(values["customer"]) if values["customer"] else None,
        level=FaultLevel(values["level"]) if values["level"] else None,
        priority=int(values["priority"]) if values["priority"] else None,
        channel=Channel(values["channel"]) if values["channel"] else None,
        category=Category(values["category"]) if values["category"] else None,
        since=since,
        until=until,
    )


def rows(look: Look, values: Values, after: int | None, limit: int) -> Sequence[TicketRow]:
    """One page of the tickets asked for."""
    return tickets.tickets_matching(look.session, asked(look, values), after, limit)


def count(look: Look, values: Values) -> Count:
    """How many were asked for."""
    return tickets.count_tickets(look.session, asked(look, values))


def states() -> Mapping[str, str]:
    """Every state, and all open ones together."""
    return {OPEN: _("All open"), **{state.value: state.label for state in TicketStatus}}


def filters(look: Look) -> list[Filter]:
    """The filters, in the order in which people narrow a search down."""
    owners = {str(id): name for id, name in figures.ticket_owners(look.session).items()}
    return [
        Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Number, customer, words"), width=2),
        Filter(name="status", title=N_("State"), choices=states, width=1.2),
        Filter(name="level", title=N_("Fault level"), choices=FaultLevel),
        Filter(name="priority", title=N_("Priority"), choices=lambda: dict(zip("1234", "1234", strict=True)), width=0.8),
        Filter(name="owner", title=N_("Owner"), choices=lambda: owners),
        Filter(name="channel", title=N_("Channel"), choices=Channel),
        Filter(name="category", title=N_("Category"), choices=Category, width=1.2),
        Filter(name="period", title=N_("Registered at"), kind="period", width=1.1),
        Filter(name="customer", title=N_("Customer"), kind="given", label=partial(customer_label, look), width=1.3),
    ]


def customer_label(look: Look, id: str) -> str | None:
    """What the customer that a link names is called; None where there is no such customer."""
    return figures.customer_name(look.session, int(id)) if id.isdigit() and len(id) < 10 else None


def due(look: Look, row: TicketRow) -> status.Mark | None:
    """How near an open ticket is to its next promise."""
    return status.due_mark(row.verdict(look.now), row.next_due_at, look.now)


def columns(look: Look) -> list[Column]:
    """What a line says."""
    return [
        Column(name="status", title=N_("State"), kind="mark", value=lambda row: status.status_mark(row.status), width=110),
        Column(name="number", title=N_("Number"), width=120),
        Column(name="level", title=N_("Level"), value=lambda row: row.level.label, width=65),
        Column(name="priority", title=N_("Priority"), kind="number", width=60),
        Column(name="customer", title=N_("Customer"), width=120),
        Column(name="owner", title=N_("Owner"), width=75),
        Column(name="channel", title=N_("Channel"), value=lambda row: row.channel.label, shown=False),
        Column(name="at", title=N_("Registered at"), value=lambda row: status.short(row.registered_at, look.now), width=95),
        Column(name="due", title=N_("Due"), kind="mark", value=partial(due, look), width=135),
        # Last: where the screen is narrow the end of its words is cut off, and nothing else.
        Column(name="symptom", title=N_("Problem")),
    ]


with gate.looking(Right.SEE_TICKETS) as look:
    screen.heading(_("Tickets"), _("Every request of every channel, the newest first; a click on a line opens it."))
    lists.show(
        lists.Listing(
            name="tickets",
            columns=columns(look),
            filters=filters(look),
            rows=rows,
            count=count,
            place=lambda row: row.id,
            opens=lambda row: ("ticket", row.number),
            words=lambda number: translate_count("{count} ticket matches", "{count} tickets match", number),
            empty=_("No ticket matches. Take a filter off, or use other words."),
        ),
        look,
    )
