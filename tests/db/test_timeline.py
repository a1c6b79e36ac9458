"""The time line of a customer: everything, the newest first, narrowed by kind and period, page by page (rule A-01)."""

from datetime import date, timedelta

import pytest

from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.records import Event
from portal.db.queries import archive
from portal.db.queries.timeline import SUBJECTS, StoryKind, TimelineFilter, count_entries, timeline
from portal.db.session import reading, writing
from portal.rules.deed_names import SUBJECT_NAMES
from portal.rules.dispatch import OrderStatus
from tests.cast import NOW, Cast
from tests.desk import register

WITHOUT_CUSTOMER = {"attachment", "list", "person", "saved_view", "standard", "department", "version", "digest"}


def happened(customer_id: int, number: int, subject: str = "ticket", *, days_ago: int = 0, person_id: int | None = None) -> None:
    with writing() as session:
        for place in range(number):
            session.add(
                Event(
                    at=NOW - timedelta(days=days_ago), kind="registered", subject=subject, subject_id=place,
                    customer_id=customer_id, person_id=person_id, text=str(place),
                )
            )  # fmt: skip


@pytest.mark.rule("A-01")
def test_a_customer_has_one_time_line_of_everything_the_newest_first(database: str, cast: Cast) -> None:
    happened(cast.huayuan, 5)
    happened(cast.huayuan, 1, "survey", person_id=cast.ids["li"])
    asked = TimelineFilter((cast.huayuan,))
    with reading() as session:
        newest = timeline(session, asked, limit=3)
        older = timeline(session, asked, before=newest[-1].id)
        assert [entry.subject for entry in newest] == ["survey", "ticket", "ticket"]
        assert newest[0].person == "李敏"
        assert [entry.text for entry in older] == ["2", "1", "0"]
        assert count_entries(session, asked) == 6
        assert timeline(session, TimelineFilter((cast.donghai,))) == []


@pytest.mark.rule("A-01")
def test_it_is_narrowed_by_kind_and_by_period_and_counted_alike(database: str, cast: Cast) -> None:
    happened(cast.huayuan, 2, "contact", days_ago=40)
    happened(cast.huayuan, 3, "survey", days_ago=5)
    happened(cast.huayuan, 4, "ticket")
    cases = [
        (TimelineFilter((cast.huayuan,), StoryKind.SURVEYS), 3),
        (TimelineFilter((cast.huayuan,), StoryKind.PEOPLE), 2),
        (TimelineFilter((cast.huayuan,), StoryKind.PLANS), 0),
        (TimelineFilter((cast.huayuan,), since=NOW - timedelta(days=7)), 7),
        (TimelineFilter((cast.huayuan,), since=NOW - timedelta(days=7), until=NOW), 3),
        (TimelineFilter((cast.huayuan,), StoryKind.TICKETS, until=NOW), 0),
    ]
    with reading() as session:
        for asked, number in cases:
            assert len(timeline(session, asked)) == count_entries(session, asked) == number


@pytest.mark.rule("A-01")
def test_an_archive_tells_also_what_happened_in_those_merged_into_it(database: str, cast: Cast) -> None:
    for customer_id, subject in ((cast.huayuan, "ticket"), (cast.donghai, "survey"), (cast.huayuan, "contact")):
        happened(customer_id, 1, subject)
    both = TimelineFilter((cast.huayuan, cast.donghai))
    with reading() as session:
        entries = timeline(session, both)
        assert [entry.subject for entry in entries] == ["contact", "survey", "ticket"]
        assert [entry.subject for entry in timeline(session, both, before=entries[0].id, limit=1)] == ["survey"]
        assert count_entries(session, both) == 3


@pytest.mark.rule("A-01")
def test_entries_name_the_record_that_they_are_about(database: str, cast: Cast) -> None:
    ticket_id = register(cast)
    with writing() as session:
        order = DispatchOrder(
            number="D-2026-000007", ticket_id=ticket_id, customer_id=cast.huayuan, requested_at=NOW,
            requested_by_id=cast.ids["li"], problem="死机", reason="死机", status=OrderStatus.REQUESTED, changed_at=NOW,
        )  # fmt: skip
        session.add(order)
        session.flush()
        session.add(Event(at=NOW, kind="dispatch_requested", subject="order", subject_id=order.id, customer_id=cast.huayuan))
    with reading() as session:
        entries = timeline(session, TimelineFilter((cast.huayuan,)))
    assert [(entry.subject, entry.number) for entry in entries] == [("order", "D-2026-000007"), ("ticket", "T-2026-000001")]


@pytest.mark.rule("A-01")
def test_every_kind_of_record_of_a_customer_is_in_one_kind_of_the_time_line() -> None:
    named = [subject for subjects in SUBJECTS.values() for subject in subjects]
    assert len(named) == len(set(named))
    assert set(SUBJECT_NAMES) - WITHOUT_CUSTOMER <= set(named)


def test_a_merged_archive_is_no_customer_of_its_own_in_the_list(database: str, cast: Cast) -> None:
    with writing() as session:
        session.get_one(Customer, cast.donghai).merged_into_id = cast.huayuan
    with reading() as session:
        on = date(2026, 3, 11)
        assert [row.id for row in archive.customers_matching(session, archive.CustomerFilter(), on)] == [cast.huayuan]
        assert archive.count_customers(session, archive.CustomerFilter(), on) == 1
