"""Tallies kept in the transaction that changes what they count, so that counting never reads tickets."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from portal import clock
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket
from portal.db.prepared import Prepared
from portal.rules.tickets import Category, Channel, FaultLevel, TicketStatus

Flow = Literal["registered", "solved", "reopened"]

_STOCK = Prepared(
    text(
        "INSERT INTO ticket_stock (status, owner_id, level, tickets) VALUES (:status, :owner_id, :level, :change) "
        "ON CONFLICT (status, owner_id, level) DO UPDATE SET tickets = ticket_stock.tickets + excluded.tickets"
    )
)
_FLOW = Prepared(
    text(
        "INSERT INTO ticket_flow (day, flow, channel, category, owner_id, tickets) "
        "VALUES (:day, :flow, :channel, :category, :owner_id, 1) "
        "ON CONFLICT (day, flow, channel, category, owner_id) DO UPDATE SET tickets = ticket_flow.tickets + 1"
    )
)

_SURVEY = Prepared(
    text(
        "INSERT INTO survey_tally (month, owner_id, category, sent, answered, satisfied, overall_sum) "
        "VALUES (:month, :owner_id, :category, :sent, :answered, :satisfied, :overall_sum) "
        "ON CONFLICT (month, owner_id, category) DO UPDATE SET sent = survey_tally.sent + excluded.sent, "
        "answered = survey_tally.answered + excluded.answered, satisfied = survey_tally.satisfied + excluded.satisfied, "
        "overall_sum = survey_tally.overall_sum + excluded.overall_sum"
    )
)


class Place(NamedTuple):
    """Where a ticket stands in the stock."""

    status: TicketStatus
    owner_id: int
    level: FaultLevel


class Stream(NamedTuple):
    """What the flow of tickets is counted by."""

    channel: Channel
    category: Category
    owner_id: int


def place_of(ticket: Ticket) -> Place:
    """Where this ticket stands now."""
    return Place(ticket.status, ticket.owner_id, ticket.level)


def move_stock(session: Session, old: Place | None, new: Place | None) -> None:
    """Count a ticket out of its old place and into its new one; None: it was, or is, not there."""
    if old == new:
        return
    changes = [(place, change) for place, change in ((old, -1), (new, 1)) if place is not None]
    # In one order everywhere: two deeds that pass each other would otherwise wait for each other.
    _STOCK.run_for_each(
        session,
        [
            {"status": place.status.value, "owner_id": place.owner_id, "level": place.level.value, "change": change}
            for place, change in sorted(changes)
        ],
    )


def count_flow(session: Session, ticket: Ticket, flow: Flow, day: int) -> None:
    """Count one ticket that was registered, solved or reopened on an office day (yyyymmdd)."""
    count_one(session, flow, day, Stream(ticket.channel, ticket.category, ticket.owner_id))


def count_one(session: Session, flow: Flow, day: int, stream: Stream) -> None:
    """Count one more in a stream on an office day (yyyymmdd)."""
    channel, category, owner_id = stream
    _FLOW.run(session, {"day": day, "flow": flow, "channel": channel.value, "category": category.value, "owner_id": owner_id})


def office_day(moment: datetime) -> int:
    """The office's calendar day of a moment, as yyyymmdd."""
    local = clock.at_the_office(moment)
    return local.year * 10000 + local.month * 100 + local.day


@dataclass(frozen=True)
class SurveyCount:
    """What one survey adds to its month."""

    sent: int = 0
    answered: int = 0
    satisfied: int = 0
    overall_sum: int = 0


def count_survey(session: Session, survey: Survey, count: SurveyCount) -> None:
    """Count a survey sent or answered, in the office month in which it was sent, by whose work it judges and by category."""
    assert survey.sent_at is not None
    assert survey.category is not None
    place = {"month": office_day(survey.sent_at) // 100, "owner_id": survey.owner_id, "category": survey.category.value}
    _SURVEY.run(session, {**place, **asdict(count)})
