"""Two archives of one customer become one without loss, and are taken apart as they were (rule A-01)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlmodel import col

from portal.actions.customers import AddContact, EditCustomer, add_contact, edit_customer
from portal.actions.merging import (
    MergeCustomers,
    MergedOnward,
    NoSuchCustomer,
    SeparateCustomers,
    TakenApartAlready,
    TheSameCustomer,
    merge_customers,
    naming_customers,
    separate_customers,
)
from portal.actions.submissions import ANOTHER, SubmitCustomer, submit_customer
from portal.db.base import Table
from portal.db.models.customers import Contact, Customer, CustomerMerge
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.db.queries import archive
from portal.db.queries.callers import find_callers
from portal.db.rows import columns_of
from portal.db.search import ids_matching
from portal.db.session import is_postgresql, reading, writing
from portal.errors import ChangedMeanwhile, MergedMeanwhile, NotAllowed, Refusal
from tests.cast import NOW, Cast, do
from tests.desk import register, rows

pytestmark = pytest.mark.rule("A-01")
KEPT, MERGED = "C-2025-000001", "C-2025-000002"


def customer(id: int) -> Customer:
    return rows(Customer, col(Customer.id) == id)[0]


def merge(cast: Cast, kept: int | None = None, other: str = MERGED) -> int:
    id = kept or cast.huayuan
    do(merge_customers, MergeCustomers.of(id=id, seen=customer(id).version, other=other, reason="同一家单位"), cast.sun)
    return rows(CustomerMerge)[-1].id or 0


def separate(cast: Cast, id: int) -> None:
    seen = rows(CustomerMerge, col(CustomerMerge.id) == id)[0].version
    do(separate_customers, SeparateCustomers.of(id=id, seen=seen, reason="其实是两家"), cast.sun)


def filled(cast: Cast) -> None:
    """Donghai has a ticket, a contact and a first visit of its own."""
    register(cast, customer_id=cast.donghai, contact_id=None, caller_name="何工")
    do(add_contact, AddContact(customer_id=cast.donghai, name="何工", phone="13700000001", main=True), cast.li)
    given = {"name": "东海纺织股份有限公司", "contact": "何工", "phone": "13700000001", "address": "宁波", "product": "考勤管理"}
    do(submit_customer, SubmitCustomer.of(**given, same_as=MERGED), cast.wu)


def whose() -> dict[str, dict[int, int]]:
    """Which customer each row of each table belongs to."""
    with reading() as session:
        return {
            f"{table.name}.{column.name}": dict(session.execute(select(table.c.id, column)).all())  # type: ignore[arg-type]
            for table, column in naming_customers()
        }


def found(asked: str) -> list[int]:
    with reading() as session:
        statement = ids_matching("customer_words", asked, postgresql=is_postgresql(session))
        return list(session.execute(statement).scalars()) if statement is not None else []


def test_everything_that_names_the_merged_customer_names_the_kept_one(database: str, cast: Cast) -> None:
    filled(cast)
    merge(cast)
    for place, owners in whose().items():
        if place != "customer.merged_into_id":
            assert cast.donghai not in owners.values(), place
    assert customer(cast.donghai).merged_into_id == cast.huayuan
    assert [contact.main for contact in rows(Contact)] == [True, False, False]
    assert {event.customer_id for event in rows(Event) if event.kind == "registered"} == {cast.donghai}, "events never change"


def test_the_merged_customer_leaves_search_and_lists_and_its_name_leads_to_the_kept_one(database: str, cast: Cast) -> None:
    filled(cast)
    merge(cast)
    assert found("东海") == [cast.huayuan]
    assert found("dhfz") == [cast.huayuan]
    with reading() as session:
        listed = archive.customers_matching(session, archive.CustomerFilter(), NOW.date())
        assert [row.number for row in listed] == [KEPT]
        assert {row.number for row in find_callers(session, "东海纺织")} == {KEPT}
        assert {row.number for row in find_callers(session, "13700000001")} == {KEPT}


def test_taken_apart_both_are_as_they_were(database: str, cast: Cast) -> None:
    filled(cast)
    before = whose(), [contact.main for contact in rows(Contact)]
    separate(cast, merge(cast))
    assert (whose(), [contact.main for contact in rows(Contact)]) == before
    assert found("东海") == [cast.donghai]
    assert found("华源") == [cast.huayuan]
    kinds = [(event.kind, event.customer_id) for event in rows(Event)[-3:]]
    assert kinds == [
        ("customers_merged", cast.huayuan), ("customers_separated", cast.huayuan), ("customers_separated", cast.donghai),
    ]  # fmt: skip


def test_what_was_added_after_the_merge_stays_with_the_kept_customer(database: str, cast: Cast) -> None:
    filled(cast)
    id = merge(cast)
    ticket = register(cast)
    separate(cast, id)
    assert rows(Ticket, col(Ticket.id) == ticket)[0].customer_id == cast.huayuan
    with pytest.raises(TakenApartAlready):
        separate(cast, id)


def test_nothing_is_saved_for_a_customer_that_was_merged_meanwhile(database: str, cast: Cast) -> None:
    seen = customer(cast.donghai).version
    merge(cast)
    with pytest.raises(MergedMeanwhile) as refused:
        do(add_contact, AddContact(customer_id=cast.donghai, name="何工"), cast.li)
    assert KEPT in refused.value.sentence()
    with pytest.raises(MergedMeanwhile):
        do(edit_customer, EditCustomer(id=cast.donghai, seen=seen, name="东海"), cast.li)


def test_no_merge_with_itself_with_nobody_or_twice_or_over_a_newer_version(database: str, cast: Cast) -> None:
    with pytest.raises(TheSameCustomer):
        merge(cast, other=KEPT)
    with pytest.raises(NoSuchCustomer):
        merge(cast, other="C-2025-999999")
    stale = MergeCustomers.of(id=cast.huayuan, seen=customer(cast.huayuan).version, other=MERGED, reason="同一家")
    merge(cast)
    with pytest.raises(NoSuchCustomer):
        do(merge_customers, stale, cast.sun)
    other = third(cast)
    with pytest.raises(ChangedMeanwhile):
        do(merge_customers, MergeCustomers.of(id=cast.huayuan, seen=1, other=other, reason="同一家"), cast.sun)


def third(cast: Cast) -> str:
    given = {"name": "北辰电子", "contact": "刘", "phone": "13600000001", "address": "上海", "product": "考勤管理"}
    do(submit_customer, SubmitCustomer.of(**given, same_as=ANOTHER), cast.wu)
    return rows(Customer)[-1].number


def test_the_later_merge_is_taken_apart_first(database: str, cast: Cast) -> None:
    filled(cast)
    before = whose()
    number = third(cast)
    after = whose()
    first = merge(cast)
    top = rows(Customer, col(Customer.number) == number)[0].id or 0
    second = merge(cast, kept=top, other=KEPT)
    assert customer(cast.donghai).merged_into_id == top
    with pytest.raises(MergedOnward):
        separate(cast, first)
    separate(cast, second)
    separate(cast, first)
    assert whose() == after
    assert before != after


@pytest.mark.rule("X-01")
def test_only_a_service_manager_merges(database: str, cast: Cast) -> None:
    for by in (cast.li, cast.wu, cast.zhou):
        with pytest.raises(NotAllowed):
            do(merge_customers, MergeCustomers.of(id=cast.huayuan, seen=1, other=MERGED, reason="同一家"), by)


def test_every_column_that_names_a_customer_moves_or_stays_for_a_reason() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if column.name == "customer_id" or any(key.column.table.name == "customer" for key in column.foreign_keys)
    }
    moves = {f"{table.name}.{column.name}" for table, column in naming_customers()}
    assert named - moves == {
        "event.customer_id", "customer_merge.kept_id", "customer_merge.merged_id", "service_ending.customer_id",
    }  # fmt: skip
    assert all("id" in table.c for table, _column in naming_customers())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners=st.lists(st.booleans(), max_size=12), visits=st.tuples(*[st.integers(0, 3)] * 2))
def test_merging_and_taking_apart_is_as_if_nothing_had_been(
    sqlite_database: str, cast: Cast, owners: list[bool], visits: tuple[int, int]
) -> None:
    contacts = columns_of(Contact)
    with writing() as session:
        session.execute(text("DELETE FROM customer_merge"))
        session.execute(contacts.delete())
        for at, (id, days) in enumerate(zip((cast.huayuan, cast.donghai), visits, strict=True)):
            session.get_one(Customer, id).last_visit_at = NOW - timedelta(days=days) if days else None
            session.add(Contact(customer_id=id, name=f"总机{at}", main=bool(days % 2)))
        for at, of_huayuan in enumerate(owners):
            session.add(Contact(customer_id=cast.huayuan if of_huayuan else cast.donghai, name=f"联系人{at}"))
    before = whose(), state(cast)
    separate(cast, merge(cast))
    assert (whose(), state(cast)) == before


def state(cast: Cast) -> list[Any]:
    customers = [
        (each.number, each.name, each.last_visit_at, each.merged_into_id, each.name_key)
        for each in (customer(cast.huayuan), customer(cast.donghai))
    ]
    return [*customers, *((each.name, each.main) for each in rows(Contact))]


def test_two_managers_who_merge_the_same_pair_both_ways_at_once_make_one_merge(database: str, cast: Cast) -> None:
    both = [(cast.huayuan, MERGED), (cast.donghai, KEPT)]
    start = threading.Barrier(2)

    def at_once(kept: int, other: str) -> bool:
        command = MergeCustomers.of(id=kept, seen=1, other=other, reason="同一家单位")
        start.wait()
        try:
            do(merge_customers, command, cast.sun)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        done = list(people.map(lambda each: at_once(*each), both))
    assert sorted(done) == [False, True]
    assert len(rows(CustomerMerge)) == 1
    assert sum(each.merged_into_id is not None for each in rows(Customer)) == 1


def test_a_ticket_that_is_registered_during_a_merge_is_with_the_kept_customer_or_refused(database: str, cast: Cast) -> None:
    start = threading.Barrier(2)

    def registers() -> bool:
        start.wait()
        try:
            register(cast, customer_id=cast.donghai, contact_id=None, caller_name="何工")
        except Refusal:
            return False
        return True

    def merges() -> bool:
        start.wait()
        merge(cast)
        return True

    with ThreadPoolExecutor(2) as people:
        registered, merged = people.submit(registers), people.submit(merges)
    assert merged.result()
    assert [each.customer_id for each in rows(Ticket)] == ([cast.huayuan] if registered.result() else [])
