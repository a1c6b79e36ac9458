"""Handling a ticket: beginning, answering, asking for the backup, the customer's report, the fault level (H-10, L-05 to L-07)."""

from typing import ClassVar

from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.consultations import meet_at_once
from portal.actions.deed import Outcome, Work, deed
from portal.actions.promises import as_facts, pause, resume, settle, unsettled, withdraw
from portal.actions.ticket_needs import must_own
from portal.actions.ticket_steps import must_be_open, step, tell
from portal.db.models.customers import Customer
from portal.db.models.tickets import Ticket
from portal.db.tallies import move_stock, place_of
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.priority import priority
from portal.rules.tickets import Backup, Channel, FaultLevel, PromiseKind


class SameLevel(Refusal):
    """The ticket has this level already."""

    message = N_("The ticket has this fault level already. Nothing was changed.")
    field = "level"


class BeginTicket(Command):
    """Starting to work on a ticket."""

    id: int
    seen: int


class RecordAnswer(Command):
    """What the customer was told, by which channel."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    id: int
    seen: int
    channel: Channel = Field(default=Channel.PHONE, title=N_("Channel"))
    text: Paragraph = Field(title=N_("What the customer was told"), min_length=1, max_length=4000)


class RecordBackup(Command):
    """The customer's answer when asked to back up before the fault is handled."""

    personal: ClassVar[frozenset[str]] = frozenset({"said_by"})

    id: int
    seen: int
    backup: Backup = Field(title=N_("Backup"))
    said_by: Line = Field(title=N_("Said by"), min_length=1, max_length=60)


class RecordWrittenReport(Command):
    """The customer's written report of a level 3 fault has come in."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    id: int
    seen: int
    text: Paragraph = Field(title=N_("What the report says"), min_length=1, max_length=4000)


class ChangeLevel(Command):
    """Raising or lowering the fault level."""

    id: int
    seen: int
    level: FaultLevel = Field(title=N_("Fault level"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


class WaitForCustomer(Command):
    """Stopping the clocks while the customer is waited for."""

    id: int
    seen: int
    reason: Line = Field(title=N_("What we wait for"), min_length=1, max_length=200)


class GoOn(Command):
    """Letting the clocks go on."""

    id: int
    seen: int


@deed(Right.HANDLE_TICKET)
def begin_ticket(work: Work, command: BeginTicket) -> Outcome:
    """Start to work on a ticket: the first response is given."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    step(work, ticket, "begin")
    tell(work, ticket, "begun")
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.HANDLE_TICKET)
def record_answer(work: Work, command: RecordAnswer) -> Outcome:
    """Log an answer to the customer; the first one is the first response. Whoever answers logs it, owner or not."""
    ticket = work.take(Ticket, command.id, seen=command.seen)
    first = ticket.responded_at is None
    if first:
        ticket.responded_at = work.now
        settle(work, ticket, [PromiseKind.RESPONSE])
    tell(work, ticket, "answered", command.text, channel=command.channel.value, first=first)
    return Outcome("ticket", command.id, ticket.number, {"first": first})


@deed(Right.HANDLE_TICKET)
def record_backup(work: Work, command: RecordBackup) -> Outcome:
    """Record that the customer backed up, or refused to: who said so, and when."""
    ticket = _open_ticket(work, command.id, command.seen)
    ticket.backup, ticket.backup_at, ticket.backup_by_id = command.backup, work.now, work.me
    tell(work, ticket, "backup_answered", command.said_by, answer=command.backup.value)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.HANDLE_TICKET)
def record_written_report(work: Work, command: RecordWrittenReport) -> Outcome:
    """Record the customer's written report, without which nobody is sent out for a level 3 fault."""
    ticket = _open_ticket(work, command.id, command.seen)
    ticket.written_report = True
    tell(work, ticket, "report_received", command.text)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.CHANGE_LEVEL)
def change_level(work: Work, command: ChangeLevel) -> Outcome:
    """Change the fault level: old and new due times are written down, and no running clock starts anew."""
    ticket = _open_ticket(work, command.id, command.seen)
    if ticket.level is command.level:
        raise SameLevel
    was, place, before = ticket.level, place_of(ticket), as_facts(unsettled(work, ticket))
    old_priority = ticket.priority
    ticket.level = command.level
    weigh(work, ticket)
    if was is FaultLevel.ONE:
        withdraw(work, ticket, [PromiseKind.ON_SITE])
    meet_at_once(work, ticket)
    move_stock(work.session, place, place_of(ticket))
    tell(
        work,
        ticket,
        "level_changed",
        command.reason,
        old=was.value,
        new=command.level.value,
        due_before=before,
        due_after=as_facts(unsettled(work, ticket)),
        priority_before=old_priority,
        priority_after=ticket.priority,
    )
    return Outcome("ticket", command.id, ticket.number, {"priority": ticket.priority})


@deed(Right.HANDLE_TICKET)
def wait_for_customer(work: Work, command: WaitForCustomer) -> Outcome:
    """Stop the ticket's clocks while the customer is waited for; the stop and its reason stay visible."""
    ticket = _open_ticket(work, command.id, command.seen)
    must_own(work, ticket)
    pause(work, ticket, command.reason)
    tell(work, ticket, "clocks_stopped", command.reason)
    return Outcome("ticket", command.id, ticket.number)


@deed(Right.HANDLE_TICKET)
def go_on(work: Work, command: GoOn) -> Outcome:
    """Let the ticket's clocks go on with what was left."""
    ticket = _open_ticket(work, command.id, command.seen)
    resume(work, ticket)
    tell(work, ticket, "clocks_go_on")
    return Outcome("ticket", command.id, ticket.number)


def weigh(work: Work, ticket: Ticket) -> None:
    """Set the ticket's priority and its reasons anew."""
    weight = priority(
        urgent=ticket.urgent,
        important=ticket.important,
        level=ticket.level,
        customer=work.session.get_one(Customer, ticket.customer_id).importance,
        account_security=ticket.account_security,
    )
    ticket.priority, ticket.priority_reasons = weight.number, list(weight.reasons)


def _open_ticket(work: Work, id: int, seen: int) -> Ticket:
    ticket = work.take(Ticket, id, seen=seen)
    must_be_open(ticket)
    return ticket
