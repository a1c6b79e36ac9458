"""The archive and a customer's page ask along indexes, whatever is asked for: flat with a hundred thousand customers (A-01)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from portal import clock
from portal.db.queries import archive, first_impressions, open_work
from portal.db.queries.archive import CustomerFilter
from portal.db.queries.timeline import StoryKind, TimelineFilter, count_entries, timeline
from portal.db.session import reading
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Importance
from tests.bench.statements import explain, full_scans, recording
from tests.cast import NOW, Cast

TODAY = clock.at_the_office(NOW).date()
LISTS = {
    "everybody": CustomerFilter(),
    "region": CustomerFilter(region="华东"),
    "importance": CustomerFilter(importance=Importance.KEY),
    "region and importance": CustomerFilter(region="华东", importance=Importance.KEY),
    **{kind.value: CustomerFilter(entitlement=kind) for kind in EntitlementKind},
    "words": CustomerFilter(words="机械"),
    "words and region": CustomerFilter(words="机械", region="华东"),
    "telephone": CustomerFilter(words="13800138000"),
    "last digits": CustomerFilter(words="8000"),
    "dongle": CustomerFilter(words="HY-20931"),
}
ONE: dict[str, Callable[[Session, int], Any]] = {
    "time line": lambda session, id: timeline(session, TimelineFilter((id,))),
    "time line, a kind of a period": lambda session, id: timeline(session, TimelineFilter((id,), StoryKind.PLANS, NOW, NOW)),
    "time line, next page": lambda session, id: timeline(session, TimelineFilter((id,)), before=7),
    "time line, merged": lambda session, id: timeline(session, TimelineFilter((id, id + 1))),
    "time line, count": lambda session, id: count_entries(session, TimelineFilter((id,))),
    "what is open": open_work.open_work,
    "first visit": first_impressions.first_visit_of,
    "surveys": first_impressions.last_surveys,
}


def scans(ask: Callable[[Session], Any]) -> list[str]:
    with recording() as asked, reading() as session:
        ask(session)
    return [line for each in asked for line in full_scans(explain(each, indexes_only=True))]


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("name", LISTS)
def test_no_list_of_the_archive_reads_all_customers(database: str, cast: Cast, name: str) -> None:
    assert scans(lambda session: archive.customers_matching(session, LISTS[name], TODAY)) == []
    assert scans(lambda session: archive.count_customers(session, LISTS[name], TODAY)) == []


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("name", ONE)
def test_a_customers_page_asks_one_statement_a_part_along_an_index(database: str, cast: Cast, name: str) -> None:
    with recording() as asked, reading() as session:
        ONE[name](session, cast.huayuan)
    assert len(asked) == 1
    assert scans(lambda session: ONE[name](session, cast.huayuan)) == []
