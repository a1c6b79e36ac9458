"""Customers and the people we speak to there (rules A-01, X-02)."""

from typing import ClassVar

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.ticket_words import keep_words_of_tickets
from portal.db import search
from portal.db.base import id_of
from portal.db.models.customers import Contact, Customer, Project
from portal.db.models.dispatch import DispatchOrder
from portal.db.seal import phone_index, phone_tail_index
from portal.errors import NotAllowed, NotFound, Refusal
from portal.i18n import N_
from portal.rules.dispatch import WITH_ENGINEER
from portal.rules.names import initials, name_key
from portal.rules.permissions import Right
from portal.rules.tickets import Importance

PHONE = r"^$|^[0-9+()\-\s转extEXT.#*]{5,40}$"
KEPT = N_("Left empty, it stays as it is")
MAIL = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$"


class CustomerKnown(Refusal):
    """A customer of exactly this name is in the archive."""

    message = N_("There is a customer of this name already: {number}. Nothing was added.")
    field = "name"


class AddCustomer(Command):
    """A new customer for the archive."""

    personal: ClassVar[frozenset[str]] = frozenset({"address", "remark"})

    name: Line = Field(title=N_("Organisation"), min_length=2, max_length=120)
    short_name: Line = Field(default="", title=N_("Short name"), max_length=40)
    importance: Importance = Field(default=Importance.NORMAL, title=N_("Importance"))
    region: Line = Field(default="", title=N_("Region"), max_length=40)
    address: Line = Field(default="", title=N_("Address"), max_length=200)
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)


class EditCustomer(AddCustomer):
    """A customer's particulars, corrected. The address is masked on the screen: left empty, it stays as it is."""

    id: int
    seen: int
    address: Line = Field(default="", title=N_("Address"), max_length=200, description=N_("Left empty, it stays as it is"))


class AddContact(Command):
    """Somebody we speak to at a customer."""

    personal: ClassVar[frozenset[str]] = frozenset({"name", "position", "phone", "mail", "qq"})

    customer_id: int = Field(title=N_("Customer"))
    name: Line = Field(title=N_("Name"), min_length=1, max_length=60)
    position: Line = Field(default="", title=N_("Position"), max_length=60)
    phone: Line = Field(default="", title=N_("Telephone"), max_length=40, schema_extra={"pattern": PHONE})
    mail: Line = Field(default="", title=N_("E-mail"), max_length=120, schema_extra={"pattern": MAIL})
    qq: Line = Field(default="", title=N_("QQ"), max_length=20)
    main: bool = Field(default=False, title=N_("Main contact"))


class EditContact(Command):
    """A contact's particulars, corrected. Telephone, mail and QQ are masked on the screen: left empty, they stay as they are."""

    personal: ClassVar[frozenset[str]] = AddContact.personal

    id: int
    seen: int
    name: Line = Field(title=N_("Name"), min_length=1, max_length=60)
    position: Line = Field(default="", title=N_("Position"), max_length=60)
    phone: Line = Field(default="", title=N_("New telephone"), max_length=40, schema_extra={"pattern": PHONE}, description=KEPT)
    mail: Line = Field(default="", title=N_("New e-mail"), max_length=120, schema_extra={"pattern": MAIL}, description=KEPT)
    qq: Line = Field(default="", title=N_("New QQ"), max_length=20, description=KEPT)
    main: bool = Field(default=False, title=N_("Main contact"))
    active: bool = Field(default=True, title=N_("Still there"))


class RevealContact(Command):
    """Looking at a contact's telephone, mail and QQ unmasked."""

    id: int


class RevealAddress(Command):
    """Looking at a customer's address unmasked."""

    id: int


@deed(Right.EDIT_ARCHIVE)
def add_customer(work: Work, command: AddCustomer) -> Outcome:
    """Open a customer's archive."""
    _refuse_known_name(work, command.name)
    customer = work.add(
        Customer(
            number=next_number(work.session, "C", work.now),
            name=command.name,
            short_name=command.short_name,
            importance=command.importance,
            region=command.region,
            address=command.address or None,
            remark=command.remark,
            created_at=work.now,
        )
    )
    id = id_of(customer)
    make_findable(work, customer)
    work.happened("customer_added", "customer", id, customer_id=id, text=customer.name)
    return Outcome("customer", id, customer.number)


@deed(Right.EDIT_ARCHIVE)
def edit_customer(work: Work, command: EditCustomer) -> Outcome:
    """Correct a customer's particulars."""
    customer = work.take(Customer, command.id, seen=command.seen)
    if command.name != customer.name:
        _refuse_known_name(work, command.name)
    changed = [
        name
        for name in ("name", "short_name", "importance", "region", "address", "remark")
        if (getattr(customer, name) or "") != getattr(command, name)
    ]
    if not command.address:
        changed = [name for name in changed if name != "address"]
    for name in changed:
        setattr(customer, name, getattr(command, name))
    make_findable(work, customer)
    if {"name", "short_name"} & set(changed):
        keep_words_of_tickets(work, customer)
    work.happened("customer_changed", "customer", command.id, customer_id=command.id, fields=changed)
    return Outcome("customer", command.id, customer.number, {"changed": changed})


@deed(Right.EDIT_ARCHIVE)
def add_contact(work: Work, command: AddContact) -> Outcome:
    """Add somebody to a customer's contacts; telephone, mail and QQ are sealed."""
    customer = work.find(Customer, command.customer_id)
    contact = Contact(customer_id=command.customer_id, name=command.name)
    _write_contact(work, contact, command)
    work.add(contact)
    work.happened("contact_added", "contact", id_of(contact), customer_id=customer.id)
    return Outcome("contact", id_of(contact))


@deed(Right.EDIT_ARCHIVE)
def edit_contact(work: Work, command: EditContact) -> Outcome:
    """Correct a contact's particulars, or mark somebody as gone."""
    contact = work.take(Contact, command.id, seen=command.seen)
    _write_contact(work, contact, command)
    contact.active = command.active
    work.happened("contact_changed", "contact", command.id, customer_id=contact.customer_id, active=command.active)
    return Outcome("contact", command.id)


@deed(Right.REVEAL_CONTACT)
def reveal_contact(work: Work, command: RevealContact) -> Outcome:
    """Show a contact's telephone, mail and QQ once; who looked is written down. An engineer sees those of the own orders."""
    contact = work.session.get(Contact, command.id)
    if not work.actor.may(Right.SEE_ARCHIVE):
        _must_have_order(work, contact)
    if contact is None:
        raise NotFound
    work.happened("contact_revealed", "contact", command.id, customer_id=contact.customer_id)
    return Outcome("contact", command.id, once={"phone": contact.phone or "", "mail": contact.mail or "", "qq": contact.qq or ""})


@deed(Right.REVEAL_CONTACT)
def reveal_address(work: Work, command: RevealAddress) -> Outcome:
    """Show a customer's address once; who looked is written down."""
    work.require(Right.SEE_ARCHIVE)
    customer = work.session.get(Customer, command.id)
    if customer is None:
        raise NotFound
    work.happened("address_revealed", "customer", command.id, customer_id=command.id)
    return Outcome("customer", command.id, once={"address": customer.address or ""})


def _write_contact(work: Work, contact: Contact, command: AddContact | EditContact) -> None:
    contact.name, contact.position, contact.main = command.name, command.position, command.main
    if command.phone:
        contact.phone = command.phone
        contact.phone_index, contact.phone_tail_index = phone_index(command.phone), phone_tail_index(command.phone)
    contact.mail, contact.qq = command.mail or contact.mail, command.qq or contact.qq
    if command.main:
        main = select(Contact).where(col(Contact.customer_id) == contact.customer_id, col(Contact.main))
        for other in work.session.exec(main.where(col(Contact.id) != contact.id)):
            other.main = False


def _must_have_order(work: Work, contact: Contact | None) -> None:
    mine = select(DispatchOrder.id).where(
        col(DispatchOrder.customer_id) == (contact.customer_id if contact else None),
        col(DispatchOrder.engineer_id) == work.me,
        col(DispatchOrder.status).in_(WITH_ENGINEER),
    )
    if work.session.exec(mine.limit(1)).first() is None:
        raise NotAllowed


def _refuse_known_name(work: Work, name: str) -> None:
    number = work.session.exec(select(Customer.number).where(col(Customer.name) == name).limit(1)).first()
    if number is not None:
        raise CustomerKnown(number=number)


def make_findable(work: Work, customer: Customer) -> None:
    """Let a customer be found and compared by what it and its projects are called now, also by the initials in pinyin.

    A customer that was merged is found as the one that it became.
    """
    customer.name_key, customer.initials = name_key(customer.name), initials(customer.name)
    work.session.flush()
    if customer.merged_into_id is not None:
        search.keep_words(work.session, "customer_words", id_of(customer))
        return
    projects = select(col(Project.name), col(Project.number)).where(col(Project.customer_id) == customer.id)
    merged = select(Customer).where(col(Customer.merged_into_id) == customer.id)
    texts = [part or "" for project in work.session.exec(projects) for part in project]
    for each in (customer, *work.session.exec(merged)):
        texts += words_of(each.number, each.name, each.short_name)
    search.keep_words(work.session, "customer_words", id_of(customer), *texts)


def words_of(number: str, name: str, short_name: str) -> tuple[str, ...]:
    """The texts by which a customer is found."""
    return number, name, short_name, initials(name), initials(short_name)
