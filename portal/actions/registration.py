"""Registering a request while talking: whatever the channel, it becomes a ticket and none is lost (rules H-01, H-02)."""

from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.consultations import meet_at_once
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.promises import open_first, terms
from portal.actions.ticket_steps import step, tell
from portal.actions.ticket_words import called
from portal.db import search
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.tickets import Ticket
from portal.db.queries.entitlement import terms_of
from portal.db.rows import columns_of, insert_row
from portal.db.seal import phone_index, phone_tail_index
from portal.db.tallies import Place, Stream, count_one, move_stock, office_day
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.entitlement import entitlement
from portal.rules.permissions import Right
from portal.rules.priority import priority
from portal.rules.tickets import Backup, Category, Channel, FaultLevel, Importance, PromiseKind, TicketStatus

NOT_OF_THE_TICKET = {"caller_name", "caller_phone", "began"}

_CUSTOMERS, _CONTACTS, _INSTALLATIONS = (columns_of(model) for model in (Customer, Contact, Installation))
_ASKING = (
    select(
        _CUSTOMERS.c.importance,
        _CUSTOMERS.c.number,
        _CUSTOMERS.c.name,
        _CUSTOMERS.c.short_name,
        _CONTACTS.c.customer_id.label("employed_at"),
        _INSTALLATIONS.c.customer_id.label("installed_at"),
    )
    .outerjoin_from(_CUSTOMERS, _CONTACTS, _CONTACTS.c.id == bindparam("contact", type_=Integer))
    .outerjoin(_INSTALLATIONS, _INSTALLATIONS.c.id == bindparam("installation", type_=Integer))
    .where(_CUSTOMERS.c.id == bindparam("customer"), _CUSTOMERS.c.merged_into_id.is_(None))
    # A merge waits until the ticket is written and takes it along, or is seen here.
    .with_for_update(key_share=True, read=True, of=_CUSTOMERS)
)


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
    asked = _who_asks(work, command)
    weight = priority(
        urgent=command.urgent,
        important=command.important,
        level=command.level,
        customer=asked.importance,
        account_security=command.account_security,
    )
    today = clock.at_the_office(work.now).date()
    first = [terms(work, kind, work.me) for kind in (PromiseKind.RESPONSE, PromiseKind.SOLUTION)]
    soonest = min(first, key=itemgetter("due_at"))
    number = next_number(work.session, "T", work.now)
    # Rows, not objects: registering is what happens most, and while somebody holds the line.
    ticket_id = insert_row(
        work.session,
        Ticket,
        command.model_dump(exclude=NOT_OF_THE_TICKET)
        | {
            "number": number,
            "contact_id": asked.contact_id,
            "priority": weight.number,
            "priority_reasons": list(weight.reasons),
            "entitlement": entitlement(terms_of(work.session, command.customer_id), today).kind,
            "owner_id": work.me,
            "registered_at": work.now,
            "backup_at": work.now if command.backup else None,
            "backup_by_id": work.me if command.backup else None,
            "next_due_at": soonest["due_at"],
            "next_promise": soonest["kind"],
            "changed_at": work.now,
            "changed_by_id": work.me,
        },
    )
    open_first(work, ticket_id, first)
    move_stock(work.session, None, Place(TicketStatus.REGISTERED, work.me, command.level))
    count_one(work.session, "registered", office_day(work.now), Stream(command.channel, command.category, work.me))
    search.keep_words(work.session, "ticket_words", ticket_id, number, *asked.called, command.symptom, command.description)
    _tell(work, ticket_id, command)
    if command.began or command.level is not FaultLevel.THREE:
        _act_at_once(work, ticket_id, command)
    return Outcome("ticket", ticket_id, number, {"priority": weight.number})


def _tell(work: Work, ticket_id: int, command: RegisterTicket) -> None:
    about: dict[str, Any] = {"ticket_id": ticket_id, "customer_id": command.customer_id, "status": TicketStatus.REGISTERED.value}
    flow: dict[str, Any] = {"channel": command.channel.value, "category": command.category.value, "owner": work.me}
    work.happened("registered", "ticket", ticket_id, text=command.symptom, **about, **flow)
    if command.backup:
        work.happened("backup_answered", "ticket", ticket_id, answer=command.backup.value, **about)


def _act_at_once(work: Work, ticket_id: int, command: RegisterTicket) -> None:
    ticket = work.find(Ticket, ticket_id)
    meet_at_once(work, ticket)
    if command.began:
        step(work, ticket, "begin")
        tell(work, ticket, "begun")


class Asked(NamedTuple):
    """Who asks for service, as the database says."""

    importance: Importance
    contact_id: int
    called: tuple[str, ...]


def _who_asks(work: Work, command: RegisterTicket) -> Asked:
    about = {"customer": command.customer_id, "contact": command.contact_id, "installation": command.installation_id}
    found = work.session.connection().execute(_ASKING, about).first()
    if found is None:
        raise NotFound
    if command.installation_id is not None and found.installed_at != command.customer_id:
        raise NotOfThisCustomer(field="installation_id")
    words = called(found.number, found.name, found.short_name)
    if command.contact_id is None:
        return Asked(found.importance, _new_caller(work, command), words)
    if found.employed_at != command.customer_id:
        raise NotOfThisCustomer(field="contact_id")
    return Asked(found.importance, command.contact_id, words)


def _new_caller(work: Work, command: RegisterTicket) -> int:
    if not command.caller_name:
        raise CallerUnknown
    phone = command.caller_phone
    caller = {
        "customer_id": command.customer_id,
        "name": command.caller_name,
        "phone": phone or None,
        "phone_index": phone_index(phone),
        "phone_tail_index": phone_tail_index(phone),
    }
    contact_id = insert_row(work.session, Contact, caller)
    work.happened("contact_added", "contact", contact_id, customer_id=command.customer_id)
    return contact_id
