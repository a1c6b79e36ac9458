"""Verifying what Sales handed over, item by item: what the customer corrects goes to the archive, Sales' value stays (F-02)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlmodel import Field, col, select

from portal.actions.arrival import one_spelling
from portal.actions.command import Command, Line
from portal.actions.customers import PHONE, make_findable
from portal.actions.deed import Outcome, Work, deed
from portal.actions.first_visits import own_visit
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.seal import phone_index, phone_tail_index
from portal.errors import InvalidInput, Refusal
from portal.i18n import N_, _
from portal.rules.first_visits import ItemVerdict, VisitItem
from portal.rules.permissions import Right

LONGEST = {
    VisitItem.ORGANISATION: 120, VisitItem.CONTACT: 60, VisitItem.PHONE: 40, VisitItem.ADDRESS: 200, VisitItem.SOFTWARE: 60,
}  # fmt: skip


class NothingToConfirm(Refusal):
    """What Sales did not say cannot be right."""

    message = N_("Sales gave nothing for “{item}”: enter what the customer says, or mark it as unknown.")


class CorrectedAlready(Refusal):
    """The archive has the corrected value by now."""

    message = N_("“{item}” was corrected, and the archive has the new value. If that is wrong, correct it once more.")


class NameOfAnother(Refusal):
    """Two archives of one name are one customer, or one of them is wrong."""

    message = N_("{number} has this name already. Nothing was changed: have the service manager merge the two, if they are one.")
    field = "value"


class VerifyItem(Command):
    """What verifying an item came to."""

    personal: ClassVar[frozenset[str]] = frozenset({"value", "dongle_number"})

    id: int
    item: VisitItem = Field(title=N_("Item"))
    verdict: ItemVerdict = Field(title=N_("Verdict"))
    value: Line = Field(default="", title=N_("What the customer says"), max_length=200)
    product_version: Line = Field(default="", title=N_("Version"), max_length=20)
    dongle_number: Line = Field(default="", title=N_("Dongle number"), max_length=40)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def verify_item(work: Work, command: VerifyItem) -> Outcome:
    """Write down that an item is right, what is right instead, or that the customer does not know."""
    visit = own_visit(work, command.id)
    row = _row(work, visit, command.item)
    verdict = command.verdict
    if verdict is ItemVerdict.CORRECTED:
        verdict = _correct(work, visit, row, command)
    elif row.verdict is ItemVerdict.CORRECTED:
        raise CorrectedAlready(item=command.item.message)
    elif verdict is ItemVerdict.CONFIRMED and not row.sales_value:
        raise NothingToConfirm(item=command.item.message)
    row.verdict, row.verified_at, row.verified_by_id = verdict, work.now, work.me
    facts: dict[str, Any] = {"item": command.item.value, "verdict": verdict.value}
    work.happened("item_verified", "first_visit", command.id, customer_id=visit.customer_id, number=visit.number, **facts)
    return Outcome("first_visit", command.id, visit.number, facts)


def _row(work: Work, visit: FirstVisit, item: VisitItem) -> FirstVisitItem:
    asked = select(FirstVisitItem).where(col(FirstVisitItem.first_visit_id) == visit.id, col(FirstVisitItem.item) == item)
    found = work.session.exec(asked).first()
    return found or work.add(FirstVisitItem(first_visit_id=visit.id or 0, item=item))


def _correct(work: Work, visit: FirstVisit, row: FirstVisitItem, command: VerifyItem) -> ItemVerdict:
    """Bring the customer's word into the archive; if it is what Sales said after all, the item is confirmed."""
    _must_fit(command)
    value = _said(work, visit, command) if command.item is VisitItem.SOFTWARE else command.value
    if value == row.sales_value and row.verdict is not ItemVerdict.CORRECTED:
        return ItemVerdict.CONFIRMED
    INTO_ARCHIVE[command.item](work, visit, command)
    row.value = None if value == row.sales_value else value
    return ItemVerdict.CONFIRMED if row.value is None else ItemVerdict.CORRECTED


def _said(work: Work, visit: FirstVisit, command: VerifyItem) -> str:
    """Product and version as Sales writes them, and the dongle number where it is another one than in the archive."""
    software = f"{command.value} {command.product_version}".strip()
    known = _installation_of(work, visit)
    same = not command.dongle_number or (known is not None and one_spelling(command.dongle_number) == known.dongle_number)
    return software if same else " · ".join(filter(None, (software, one_spelling(command.dongle_number))))


def _must_fit(command: VerifyItem) -> None:
    dongle = command.dongle_number if command.item is VisitItem.SOFTWARE else ""
    if not (command.value or dongle):
        raise InvalidInput({"value": _("Please fill this in.")})
    if len(command.value) > LONGEST[command.item]:
        sentence = _("At most {max_length} characters; these are {length}.")
        raise InvalidInput({"value": sentence.format(max_length=LONGEST[command.item], length=len(command.value))})
    too_short = command.item is VisitItem.ORGANISATION and len(command.value) < 2
    if too_short or (command.item is VisitItem.PHONE and not re.match(PHONE, command.value)):
        raise InvalidInput({"value": _("This is not in the expected form.")})


def _organisation(work: Work, visit: FirstVisit, command: VerifyItem) -> None:
    customer = work.find(Customer, visit.customer_id)
    taken = select(Customer.number).where(col(Customer.name) == command.value, col(Customer.id) != customer.id)
    number = work.session.exec(taken.limit(1)).first()
    if number is not None:
        raise NameOfAnother(number=number)
    customer.name = command.value
    work.touch(customer)
    make_findable(work, customer)


def _contact(work: Work, visit: FirstVisit, command: VerifyItem) -> None:
    contact = _contact_of(work, visit)
    contact.name = command.value
    work.touch(contact)


def _phone(work: Work, visit: FirstVisit, command: VerifyItem) -> None:
    contact = _contact_of(work, visit)
    contact.phone = command.value
    contact.phone_index, contact.phone_tail_index = phone_index(command.value), phone_tail_index(command.value)
    work.touch(contact)


def _address(work: Work, visit: FirstVisit, command: VerifyItem) -> None:
    customer = work.find(Customer, visit.customer_id)
    customer.address = command.value
    work.touch(customer)


def _software(work: Work, visit: FirstVisit, command: VerifyItem) -> None:
    """Product, version and dongle: what is left empty stays."""
    found = _installation_of(work, visit) or work.add(Installation(customer_id=visit.customer_id, product=command.value or "–"))
    found.product = command.value or found.product
    found.product_version = command.product_version or found.product_version
    found.dongle_number = one_spelling(command.dongle_number) or found.dongle_number
    visit.installation_id = found.id


def _installation_of(work: Work, visit: FirstVisit) -> Installation | None:
    asked = select(Installation).where(col(Installation.customer_id) == visit.customer_id).order_by(col(Installation.id))
    if visit.installation_id is not None:
        asked = asked.where(col(Installation.id) == visit.installation_id)
    return work.session.exec(asked.limit(1)).first()


def _contact_of(work: Work, visit: FirstVisit) -> Contact:
    """Whom Sales named; where they named nobody, the customer's main contact, or a new one."""
    people = select(Contact).where(col(Contact.customer_id) == visit.customer_id)
    people = people.where(col(Contact.active)).order_by(col(Contact.main).desc(), col(Contact.id))
    named = work.session.get(Contact, visit.contact_id) if visit.contact_id is not None else None
    contact = named or work.session.exec(people.limit(1)).first()
    contact = contact or work.add(Contact(customer_id=visit.customer_id, name=_("Contact person"), main=True))
    visit.contact_id = contact.id
    return contact


INTO_ARCHIVE: Mapping[VisitItem, Callable[[Work, FirstVisit, VerifyItem], None]] = {
    VisitItem.ORGANISATION: _organisation,
    VisitItem.CONTACT: _contact,
    VisitItem.PHONE: _phone,
    VisitItem.ADDRESS: _address,
    VisitItem.SOFTWARE: _software,
}
