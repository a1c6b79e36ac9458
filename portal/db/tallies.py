"""Tallies kept in the transaction that changes what they count, so that counting never reads tickets."""

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from portal import clock
from portal.db.models.tickets import Ticket
from portal.rules.tickets import FaultLevel, TicketStatus

Flow = Literal["registered", "solved", "reopened"]

_STOCK = text(
    "INSERT INTO ticket_stock (status, owner_id, level, tickets) VALUES (:status, :owner_id, :level, :change) "
    "ON CONFLICT (status, owner_id, level) DO UPDATE SET tickets = ticket_stock.tickets + excluded.tickets"
)
_FLOW = text(
    "INSERT INTO ticket_flow (day, flow, channel, category, owner_id, tickets) VALUES (:day, :flow, :channel, :category, :owner_id, 1) "
    "ON CONFLICT (day, flow, channel, category, owner_id) DO UPDATE SET tickets = ticket_flow.tickets + 1"
)


class Place(NamedTuple):
    """Where a ticket stands in the stock."""

    status: TicketStatus
    owner_id: int
    level: FaultLevel


def place_of(ticket: Ticket) -> Place:
    """Where this ticket stands now."""
    return Place(ticket.status, ticket.owner_id, ticket.level)


def move_stock(session: Session, old: Place | None, new: Place | None) -> None:
    """Count a ticket out of its old place and into its new one; None: it was, or is, not there."""
    if old == new:
        return
    changes = [(place, change) for place, change in ((old, -1), (new, 1)) if place is not None]
    # In one order everywhere: two deeds that pass each other would otherwise wait for each other.
    for place, change in sorted(changes):
        session.execute(
            _STOCK, {"status": place.status.value, "owner_id": place.owner_id, "level": place.level.value, "change": change}
        )


def count_flow(session: Session, ticket: Ticket, flow: Flow, day: int) -> None:
    """Count one ticket that was registered, solved or reopened on an office day (yyyymmdd)."""
    session.execute(
        _FLOW,
        {
            "day": day,
            "flow": flow,
            "channel": ticket.channel.value,
            "category": ticket.category.value,
            "owner_id": ticket.owner_id,
        },
    )


def office_day(moment: datetime) -> int:
    """The office's calendar day of a moment, as yyyymmdd."""
    local = clock.at_the_office(moment)
    return local.year * 10000 + local.month * 100 + local.day
