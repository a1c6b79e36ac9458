"""A ticket's steps: every change of its state goes through `step`, which carries out one arrow of rules/tickets.py."""

from sqlalchemy import bindparam, update

from portal.actions import promises
from portal.actions.deed import Work
from portal.actions.ticket_needs import CHECKS, NOTHING, Given
from portal.db.base import id_of
from portal.db.models.tickets import Callback, Consultation, Ticket
from portal.db.prepared import Prepared
from portal.db.rows import columns_of
from portal.db.tallies import count_flow, move_stock, office_day, place_of
from portal.rules.tickets import OPEN, Arrow, PromiseKind, StepNotPossible, TicketStatus, arrow

_CALLBACKS, _MEETINGS = columns_of(Callback), columns_of(Consultation)
_NO_CALL = Prepared(
    update(_CALLBACKS)
    .where(_CALLBACKS.c.ticket_id == bindparam("ticket"), _CALLBACKS.c.made_at.is_(None))
    .values(made_at=bindparam("now"))
)
_NO_MEETING = Prepared(
    update(_MEETINGS)
    .where(_MEETINGS.c.ticket_id == bindparam("ticket"), _MEETINGS.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)


def step(work: Work, ticket: Ticket, name: str, given: Given = NOTHING, *, holder_id: int | None = None) -> Arrow:
    """Take a ticket along an arrow: right, needs, state, promises, tallies. The promises it opens are held by `holder_id`,
    by default the ticket's owner. Raises StepNotPossible, NotAllowed, or the refusal of a need that is not met.
    """
    taken = arrow(name, ticket.status)
    work.require(taken.right)
    for need in sorted(taken.needs):
        CHECKS[need](work, ticket, given)
    old = place_of(ticket)
    _move(work, ticket, taken)
    _follow_promises(work, ticket, taken, given, ticket.owner_id if holder_id is None else holder_id)
    if taken.start in OPEN and taken.end not in OPEN:
        _nothing_left_to_do(work, ticket)
    work.touch(ticket)
    move_stock(work.session, old, place_of(ticket))
    return taken


def tell(work: Work, ticket: Ticket, kind: str, text: str = "", **facts: object) -> None:
    """Write an event into a ticket's story, with the state it left the ticket in."""
    work.happened(
        kind,
        "ticket",
        id_of(ticket),
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        text=text,
        status=ticket.status.value,
        **facts,
    )


def must_be_open(ticket: Ticket) -> None:
    """Refuse what is done to open tickets only."""
    if not ticket.is_open:
        raise StepNotPossible(status=ticket.status.message)


def _move(work: Work, ticket: Ticket, taken: Arrow) -> None:
    ticket.status = taken.end
    ticket.is_open = taken.end in OPEN
    if PromiseKind.RESPONSE in taken.settles and ticket.responded_at is None:
        ticket.responded_at = work.now
    if taken.end is TicketStatus.SOLVED:
        ticket.solved_at = work.now
        count_flow(work.session, ticket, "solved", office_day(work.now))
    elif taken.end in (TicketStatus.ARCHIVED, TicketStatus.CLOSED):
        ticket.closed_at = work.now
    elif taken.name == "reopen":
        ticket.solved_at = None
        ticket.reopened += 1
        count_flow(work.session, ticket, "reopened", office_day(work.now))


def _nothing_left_to_do(work: Work, ticket: Ticket) -> None:
    """End the calls, meetings and offers that the ticket's end makes needless; they were not made, so they say no result."""
    ticket.offered_to_id = None
    for needless in (_NO_CALL, _NO_MEETING):
        needless.run(work.session, {"ticket": ticket.id, "now": work.now})


def _follow_promises(work: Work, ticket: Ticket, taken: Arrow, given: Given, holder_id: int) -> None:
    if taken.withdraws:
        promises.withdraw(work, ticket)
    if taken.settles:
        promises.settle(work, ticket, taken.settles)
    if taken.resumes:
        promises.resume(work, ticket)
    # A clock of the kind that runs already is not started anew: nobody wins time by taking a step twice.
    running = {promise.kind for promise in promises.unsettled(work, ticket)} if taken.opens else set()
    for kind in sorted(taken.opens - running):
        promises.open_promise(work, ticket, kind, holder_id)
    if taken.pauses:
        promises.pause(work, ticket, given.reason)
