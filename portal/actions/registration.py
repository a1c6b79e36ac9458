"""Registering a request while talking: whatever the channel, it becomes a ticket and none is lost (rules H-01, H-02)."""

from typing import ClassVar

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.consultations import meet_at_once
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.promises import open_promise
from portal.actions.ticket_steps import step, tell
from portal.db import search
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.tickets import Ticket
from portal.db.queries.entitlement import terms_of
from portal.db.seal import phone_index, phone_tail_index
from portal.db.tallies import count_flow, move_stock, office_day, place_of
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.entitlement import entitlement
from portal.rules.permissions import Right
from portal.rules.priority import priority
from portal.rules.tickets import Backup, Category, Channel, FaultLevel, PromiseKind


class CallerUnknown(Refusal):
    """A ticket names who asked: a contact of the customer, or a new caller's name."""

    message = N_("Choose who is calling, or write down a new caller's name.")
    field = "caller_name"


class NotOfThisCustomer(Refusal):
    """The contact or product chosen belongs to another customer."""

    message = N_("This belongs to another customer. Choose again for the customer on the screen.")


class RegisterTicket(Command):
    """A request, as the agent writes it down during the conversation."""

    personal: ClassVar[frozenset[str]] = frozenset({"caller_name", "caller_phone", "description", "symptom", "answer"})

    customer_id: int = Field(title=N_("Customer"))
    contact_id: int | None = Field(default=None, title=N_("Caller"))
    caller_name: Line = Field(default="", title=N_("New caller's name"), max_length=60)
    caller_phone: Line = Field(default="", title=N_("New caller's telephone"), max_length=40)
    installation_id: int | None = Field(default=None, title=N_("Installation"))
    channel: Channel = Field(default=Channel.PHONE, title=N_("Channel"))
    category: Category = Field(title=N_("Category"))
    product: Line = Field(default="", title=N_("Product"), max_length=60)
    symptom: Line = Field(title=N_("Symptom"), min_length=1, max_length=120, description=N_("One line, in the customer's words"))
    description: Paragraph = Field(default="", title=N_("Description"), max_length=8000)
    urgent: bool = Field(default=False, title=N_("Urgent"))
    important: bool = Field(default=False, title=N_("Important"))
    account_security: bool = Field(
        default=False, title=N_("Account security"), description=N_("Passwords, rights or accounts are at stake: this goes first")
    )
    level: FaultLevel = Field(default=FaultLevel.THREE, title=N_("Fault level"))
    backup: Backup | None = Field(default=None, title=N_("Backup asked for"))
    began: bool = Field(default=False, title=N_("Handled on the call"))


@deed(Right.REGISTER_TICKET)
def register_ticket(work: Work, command: RegisterTicket) -> Outcome:
    """Make a ticket of a request: numbered, weighed, owned by whoever took it, with its promises running."""
    customer = work.find(Customer, command.customer_id)
    today = clock.at_the_office(work.now).date()
    weight = priority(
        urgent=command.urgent,
        important=command.important,
        level=command.level,
        customer=customer.importance,
        account_security=command.account_security,
    )
    ticket = work.add(
        Ticket(
            number=next_number(work.session, "T", work.now),
            customer_id=command.customer_id,
            contact_id=_caller(work, command),
            installation_id=_installation(work, command),
            channel=command.channel,
            category=command.category,
            product=command.product,
            symptom=command.symptom,
            description=command.description,
            urgent=command.urgent,
            important=command.important,
            account_security=command.account_security,
            level=command.level,
            priority=weight.number,
            priority_reasons=list(weight.reasons),
            entitlement=entitlement(terms_of(work.session, command.customer_id), today).kind,
            owner_id=work.me,
            registered_at=work.now,
            backup=command.backup,
            backup_at=work.now if command.backup else None,
            backup_by_id=work.me if command.backup else None,
            changed_at=work.now,
            changed_by_id=work.me,
        )
    )
    assert ticket.id is not None
    move_stock(work.session, None, place_of(ticket))
    count_flow(work.session, ticket, "registered", office_day(work.now))
    for kind in (PromiseKind.RESPONSE, PromiseKind.SOLUTION):
        open_promise(work, ticket, kind, work.me)
    tell(work, ticket, "registered", command.symptom, channel=command.channel.value, category=command.category.value, owner=work.me)
    if command.backup:
        tell(work, ticket, "backup_answered", answer=command.backup.value)
    meet_at_once(work, ticket)
    if command.began:
        step(work, ticket, "begin")
        tell(work, ticket, "begun")
    search.keep_words(work.session, "ticket_words", ticket.id, ticket.number, ticket.symptom, ticket.description)
    return Outcome("ticket", ticket.id, ticket.number, {"priority": ticket.priority})


def _caller(work: Work, command: RegisterTicket) -> int:
    if command.contact_id is not None:
        contact = work.find(Contact, command.contact_id)
        if contact.customer_id != command.customer_id:
            raise NotOfThisCustomer(field="contact_id")
        return command.contact_id
    if not command.caller_name:
        raise CallerUnknown
    phone = command.caller_phone
    contact = work.add(
        Contact(
            customer_id=command.customer_id,
            name=command.caller_name,
            phone=phone or None,
            phone_index=phone_index(phone),
            phone_tail_index=phone_tail_index(phone),
        )
    )
    assert contact.id is not None
    return contact.id


def _installation(work: Work, command: RegisterTicket) -> int | None:
    if command.installation_id is not None:
        installation = work.find(Installation, command.installation_id)
        if installation.customer_id != command.customer_id:
            raise NotOfThisCustomer(field="installation_id")
    return command.installation_id
