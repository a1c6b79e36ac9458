"""Who is on the telephone: found by whatever the caller says first, each way by a look-up in an index (rule H-02)."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from portal import clock
from portal.db import search
from portal.db.asking import all_of
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.queries import customers
from portal.db.queries.customers import ContactRow, CustomerFacts, InstallationRow, TicketLine, VisitLine
from portal.db.seal import phone_digits, phone_index, phone_tail_index
from portal.db.session import is_postgresql
from portal.i18n import N_
from portal.rules.entitlement import Entitlement
from portal.rules.labels import Labelled
from portal.rules.masking import masked_phone
from portal.rules.tickets import Importance

_SPELLED_AS_A_PHONE = re.compile(r"^\+?[\d\s\-()./]+$")
_LAST_CHARACTER = "\U0010ffff"
LONGEST = 120
_WHOLE_PHONE = 7
_TAIL = 4
_TAIL_CANDIDATES = 400


class FoundBy(Labelled):
    """By what a caller was found."""

    PHONE = "phone", N_("telephone number")
    TAIL = "tail", N_("last digits of the telephone")
    NUMBER = "number", N_("customer number")
    DONGLE = "dongle", N_("dongle number")
    CONTACT = "contact", N_("contact's name")
    NAME = "name", N_("customer's name")


@dataclass(frozen=True)
class CallerRow:
    """Somebody who may be calling; the telephone is masked."""

    customer_id: int
    number: str
    customer: str
    importance: Importance
    region: str
    found_by: FoundBy
    contact_id: int | None = None
    contact: str = ""
    phone: str = ""
    dongle: str = ""


@dataclass(frozen=True)
class CallerCard:
    """All that is wanted beside the telephone about one customer."""

    customer: CustomerFacts
    entitlement: Entitlement
    contacts: list[ContactRow]
    installations: list[InstallationRow]
    open_tickets: list[TicketLine]
    last_tickets: list[TicketLine]
    last_visits: list[VisitLine]


Look = Callable[[Session, str, int], list[CallerRow]]


def find_callers(session: Session, text: str, limit: int = 8) -> list[CallerRow]:
    """Who may be meant: a telephone in any spelling, its last digits, a customer or dongle number, part of a name."""
    asked = _cleaned(text)
    found: dict[tuple[int, int | None], CallerRow] = {}
    for look in _looks(asked):
        for row in look(session, asked, limit):
            if row.contact_id is not None or all(customer != row.customer_id for customer, _ in found):
                found.setdefault((row.customer_id, row.contact_id), row)
        if len(found) >= limit or (found and look in (_by_phone, _by_number)):
            break  # a whole telephone or customer number means nobody else
    return list(found.values())[:limit]


def customer_ids_by_sign(session: Session, text: str) -> list[int]:
    """The customers of callers found by anything but the words of the customer's name."""
    asked = _cleaned(text)
    looks = [look for look in _looks(asked) if look is not _by_words]
    return sorted({row.customer_id for look in looks for row in look(session, asked, 50)})


def _cleaned(text: str) -> str:
    """What was typed in one spelling, without characters that no name or number has; nobody's name is longer than this."""
    shown = "".join(character if unicodedata.category(character)[0] != "C" else " " for character in text[:LONGEST])
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def _looks(asked: str) -> Iterator[Look]:
    if not asked:
        return
    if _SPELLED_AS_A_PHONE.match(asked):
        digits = len(phone_digits(asked))
        if digits >= _WHOLE_PHONE:
            yield _by_phone
        if digits >= _TAIL:
            yield _by_tail
    yield _by_number
    if len(asked) >= 3 and any(character.isdigit() for character in asked):
        yield _by_dongle
    if not asked.isdigit():
        yield _by_contact
        yield _by_words


def _by_phone(session: Session, asked: str, limit: int) -> list[CallerRow]:
    return _contacts(session, col(Contact.phone_index) == phone_index(asked), FoundBy.PHONE, limit)


def _by_tail(session: Session, asked: str, limit: int) -> list[CallerRow]:
    """The last four digits by the index; more digits (a number without its area code) are compared after opening the seal."""
    digits = phone_digits(asked)
    condition = col(Contact.phone_tail_index) == phone_tail_index(asked)
    if len(digits) == _TAIL:
        return _contacts(session, condition, FoundBy.TAIL, limit)
    return _contacts(session, condition, FoundBy.TAIL, _TAIL_CANDIDATES, ends_with=digits)[:limit]


def _contacts(
    session: Session, condition: ColumnElement[bool], found_by: FoundBy, limit: int, ends_with: str = ""
) -> list[CallerRow]:
    asked = (
        select(
            col(Contact.customer_id), col(Customer.number), col(Customer.name), col(Customer.importance), col(Customer.region),
            col(Contact.id), col(Contact.name), col(Contact.phone),
        )
        .join(Customer, col(Customer.id) == col(Contact.customer_id))
        .where(condition, col(Contact.active))
        .order_by(col(Contact.id))
        .limit(limit)
    )  # fmt: skip
    return [
        CallerRow(customer_id, number, customer, importance, region, found_by, contact_id, contact, masked_phone(phone))
        for customer_id, number, customer, importance, region, contact_id, contact, phone in all_of(session, asked)
        if phone_digits(phone or "").endswith(ends_with)
    ]


def _begins(column: Mapped[str], text: str) -> ColumnElement[bool]:
    return (column >= text) & (column < text + _LAST_CHARACTER)


def _by_contact(session: Session, asked: str, limit: int) -> list[CallerRow]:
    return _contacts(session, _begins(col(Contact.name), asked), FoundBy.CONTACT, limit)


def _by_number(session: Session, asked: str, limit: int) -> list[CallerRow]:
    return _customers(session, col(Customer.number) == asked.upper(), FoundBy.NUMBER, limit)


def _by_words(session: Session, asked: str, limit: int) -> list[CallerRow]:
    matching = search.ids_matching("customer_words", asked, postgresql=is_postgresql(session), newest=limit)
    if matching is None:
        return []
    return _customers(session, col(Customer.id).in_(matching), FoundBy.NAME, limit)


def _customers(session: Session, condition: ColumnElement[bool], found_by: FoundBy, limit: int) -> list[CallerRow]:
    asked = select(
        col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.importance), col(Customer.region)
    ).where(condition)  # fmt: skip
    return [
        CallerRow(id, number, customer, importance, region, found_by)
        for id, number, customer, importance, region in all_of(session, asked.order_by(col(Customer.id)).limit(limit))
    ]


def _by_dongle(session: Session, asked: str, limit: int) -> list[CallerRow]:
    wanted = asked.upper().replace(" ", "")
    rows = (
        select(
            col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.importance), col(Customer.region),
            col(Installation.dongle_number),
        )
        .join(Installation, col(Installation.customer_id) == col(Customer.id))
        .where(_begins(col(Installation.dongle_number), wanted))
        .order_by(col(Installation.dongle_number))
        .limit(limit)
    )  # fmt: skip
    return [
        CallerRow(id, number, customer, importance, region, FoundBy.DONGLE, dongle=dongle)
        for id, number, customer, importance, region, dongle in all_of(session, rows)
    ]


def caller_card(session: Session, customer_id: int, now: datetime) -> CallerCard:
    """Customer, right to service, contacts (masked), products, open and last tickets, last visits. Raises NotFound."""
    return CallerCard(
        customer=customers.customer_facts(session, customer_id),
        entitlement=customers.entitlement_of(session, customer_id, clock.at_the_office(now).date()),
        contacts=customers.contacts_of(session, customer_id),
        installations=customers.installations_of(session, customer_id),
        open_tickets=customers.open_tickets(session, customer_id),
        last_tickets=customers.last_tickets(session, customer_id),
        last_visits=customers.last_visits(session, customer_id),
    )
