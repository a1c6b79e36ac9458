"""The archive: customers, contacts, and who looked at a telephone number."""

import uuid

import pytest
from sqlalchemy import text
from sqlmodel import col

from portal.actions.customers import (
    AddContact,
    AddCustomer,
    CustomerKnown,
    EditContact,
    EditCustomer,
    RevealContact,
    add_contact,
    add_customer,
    edit_contact,
    edit_customer,
    reveal_contact,
)
from portal.db.models.customers import Contact, Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.records import AuditEntry, Event, SavedCommand
from portal.db.seal import phone_tail_index
from portal.db.search import ids_matching
from portal.db.session import is_postgresql, reading, writing
from portal.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from portal.rules.dispatch import OrderStatus
from tests.cast import NOW, Cast, do
from tests.desk import register, rows


def found(asked: str) -> list[int]:
    with reading() as session:
        statement = ids_matching("customer_words", asked, postgresql=is_postgresql(session))
        return list(session.execute(statement).scalars()) if statement is not None else []


@pytest.mark.rule("A-01")
def test_a_customer_is_added_numbered_and_found(database: str, cast: Cast) -> None:
    made = do(add_customer, AddCustomer(name="西湖电子股份有限公司", short_name="西湖电子", address="杭州市文三路1号"), cast.li)
    assert made.number.startswith("C-2026-")
    assert found("西湖") == [made.id]
    with reading() as session:
        sealed = session.execute(text("SELECT address FROM customer WHERE id = :id"), {"id": made.id}).scalar_one()
    assert "杭州".encode() not in bytes(sealed)
    assert "杭州" not in str([entry.facts for entry in rows(AuditEntry)])


def test_a_customer_of_the_same_name_is_refused_with_the_number_of_the_other(database: str, cast: Cast) -> None:
    with pytest.raises(CustomerKnown) as refused:
        do(add_customer, AddCustomer(name="华源机械集团有限公司"), cast.li)
    assert "C-2025-000001" in refused.value.sentence()


def test_an_edit_is_told_field_by_field_and_not_saved_over_a_newer_one(database: str, cast: Cast) -> None:
    change = EditCustomer(id=cast.donghai, seen=1, name="东海纺织集团", short_name="东海纺织", region="华东")
    do(edit_customer, change, cast.li)
    assert rows(Event)[-1].facts == {"fields": ["name"]}
    assert found("纺织集团") == [cast.donghai]
    assert found("股份") == []
    with pytest.raises(ChangedMeanwhile):
        do(edit_customer, change.model_copy(update={"region": "华南"}), cast.sun)
    with pytest.raises(CustomerKnown):
        do(edit_customer, EditCustomer(id=cast.donghai, seen=2, name="华源机械集团有限公司"), cast.li)


def test_a_contacts_telephone_is_sealed_and_found_by_its_last_four_digits(database: str, cast: Cast) -> None:
    id = do(add_contact, AddContact(customer_id=cast.donghai, name="沈工", phone="0571-8888 6666", main=True), cast.li).id
    (contact,) = rows(Contact, col(Contact.phone_tail_index) == phone_tail_index("6666"))
    assert (contact.id, contact.phone) == (id, "0571-8888 6666")
    with reading() as session:
        raw = session.execute(text("SELECT phone FROM contact WHERE id = :id"), {"id": id}).scalar_one()
    assert b"8888" not in bytes(raw)
    assert "8888" not in str([entry.facts for entry in rows(AuditEntry)])


def test_a_customer_has_one_main_contact(database: str, cast: Cast) -> None:
    do(add_contact, AddContact(customer_id=cast.huayuan, name="何会计", main=True), cast.li)
    assert [contact.name for contact in rows(Contact) if contact.main] == ["何会计"]


@pytest.mark.rule("X-02")
def test_an_edit_with_masked_fields_left_empty_keeps_what_is_sealed(database: str, cast: Cast) -> None:
    do(edit_contact, EditContact(id=cast.zhang, seen=1, name="张会计", position="财务总监", active=False), cast.li)
    (contact,) = rows(Contact, col(Contact.id) == cast.zhang)
    assert (contact.active, contact.position, contact.version) == (False, "财务总监", 2)
    assert (contact.phone, contact.mail) == ("13800138000", "zhang@huayuan.example")


def test_a_new_telephone_is_found_and_the_old_one_is_not(database: str, cast: Cast) -> None:
    do(edit_contact, EditContact(id=cast.zhang, seen=1, name="张会计", phone="139 1234 5678"), cast.li)
    assert [contact.id for contact in rows(Contact, col(Contact.phone_tail_index) == phone_tail_index("5678"))] == [cast.zhang]
    assert rows(Contact, col(Contact.phone_tail_index) == phone_tail_index("8000")) == []


def test_a_contact_cannot_be_moved_to_another_customer(sqlite_database: str, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        EditContact.of(id=cast.zhang, seen=1, customer_id=cast.donghai, name="张会计")


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "打我手机"), ("phone", "12"), ("mail", "zhang"), ("mail", "a b@c.cn"), ("name", "")]
)
def test_a_number_or_address_that_cannot_be_one_is_refused(sqlite_database: str, cast: Cast, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddContact.of(**({"customer_id": cast.huayuan, "name": "何会计"} | {field: value}))
    assert list(refused.value.problems) == [field]


@pytest.mark.rule("X-02")
def test_revealing_a_contact_tells_once_and_is_logged(database: str, cast: Cast) -> None:
    key = uuid.uuid4().hex
    told = do(reveal_contact, RevealContact(id=cast.zhang), cast.li, key=key)
    assert told.once["phone"] == "13800138000"
    (link,) = rows(AuditEntry)
    assert (link.deed, link.person_id, link.subject, link.subject_id) == (
        "reveal_contact",
        cast.ids["li"],
        "contact",
        cast.zhang,
    )
    assert "1380013" not in str(rows(SavedCommand)[0].outcome)
    assert rows(Event)[-1].kind == "contact_revealed"


@pytest.mark.rule("X-02")
def test_an_engineer_sees_the_contacts_of_the_own_open_orders_only(database: str, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        do(reveal_contact, RevealContact(id=cast.zhang), cast.wang)
    ticket_id = register(cast)
    with writing() as session:
        session.add(
            DispatchOrder(
                number="D-1",
                ticket_id=ticket_id,
                customer_id=cast.huayuan,
                status=OrderStatus.CONFIRMED,
                engineer_id=cast.ids["wang"],
                requested_by_id=cast.ids["li"],
                requested_at=NOW,
                changed_at=NOW,
            )
        )
    assert do(reveal_contact, RevealContact(id=cast.zhang), cast.wang).once["phone"] == "13800138000"
    with pytest.raises(NotAllowed):
        do(reveal_contact, RevealContact(id=cast.zhang), cast.chen)
    with pytest.raises(NotAllowed):  # one that is not there is answered like one that is somebody else's
        do(reveal_contact, RevealContact(id=999_999), cast.chen)
    assert [entry.outcome for entry in rows(AuditEntry)] == ["denied", "done", "done", "denied", "denied"]


def test_an_unknown_customer_or_contact_is_not_found(database: str, cast: Cast) -> None:
    with pytest.raises(NotFound):
        do(add_contact, AddContact(customer_id=999_999, name="何会计"), cast.li)
    with pytest.raises(NotFound):
        do(reveal_contact, RevealContact(id=999_999), cast.li)
    assert len(rows(Customer)) == 2
