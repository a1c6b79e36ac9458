"""How long a customer is served without a break: periods back to back, gaps, month ends, 29 February (rule A-07)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.entitlement import (
    EntitlementKind,
    Standing,
    Term,
    coverage,
    entitlement,
    last_day,
    overlapping,
    served_months,
)

pytestmark = pytest.mark.rule("A-07")

JOINT, FREE, CONTRACT = EntitlementKind.JOINT, EntitlementKind.FREE, EntitlementKind.CONTRACT
ON = date(2026, 3, 11)


def term(kind: EntitlementKind, start: str, end: str | None) -> Term:
    return Term(kind, date.fromisoformat(start), date.fromisoformat(end) if end else None)


FREE_YEAR = term(FREE, "2025-04-01", "2026-03-31")
CASES = [
    ("nothing was ever agreed", [], Standing.NEVER, None, None),
    ("it begins later", [term(CONTRACT, "2026-04-01", "2027-03-31")], Standing.NEVER, None, date(2026, 4, 1)),
    ("free period ends in twenty days", [FREE_YEAR], Standing.ENDING, date(2026, 3, 31), None),
    ("sixty days left are still warned of", [term(FREE, "2025-01-01", "2026-05-10")], Standing.ENDING, date(2026, 5, 10), None),
    ("sixty-one days left are not", [term(FREE, "2025-01-01", "2026-05-11")], Standing.SERVED, date(2026, 5, 11), None),
    ("today is the last day", [term(FREE, "2025-01-01", "2026-03-11")], Standing.ENDING, date(2026, 3, 11), None),
    ("yesterday was the last day", [term(FREE, "2025-01-01", "2026-03-10")], Standing.ENDED, date(2026, 3, 10), None),
    (
        "a contract follows the next day",
        [FREE_YEAR, term(CONTRACT, "2026-04-01", "2027-03-31")],
        Standing.SERVED, date(2027, 3, 31), None,
    ),
    (
        "a contract follows after one day without",
        [FREE_YEAR, term(CONTRACT, "2026-04-02", "2027-03-31")],
        Standing.ENDING, date(2026, 3, 31), date(2026, 4, 2),
    ),
    (
        "three contracts back to back",
        [
            term(CONTRACT, "2025-01-01", "2025-12-31"), term(CONTRACT, "2026-01-01", "2026-12-31"),
            term(CONTRACT, "2027-01-01", "2027-12-31"),
        ],
        Standing.SERVED, date(2027, 12, 31), None,
    ),
    (
        "a contract from 1 March follows 29 February",
        [
            term(FREE, "2027-03-01", "2028-02-29"), term(CONTRACT, "2028-03-01", "2029-02-28"),
            term(JOINT, "2026-01-01", "2027-02-28"),
        ],
        Standing.SERVED, date(2029, 2, 28), None,
    ),
    ("no end is agreed", [term(FREE, "2025-01-01", None)], Standing.SERVED, None, None),
    (
        "a shorter contract inside the free period changes nothing",
        [FREE_YEAR, term(CONTRACT, "2025-06-01", "2025-12-31")],
        Standing.ENDING, date(2026, 3, 31), None,
    ),
    (
        "the end was entered before the beginning",
        [term(CONTRACT, "2026-12-31", "2026-01-01")], Standing.NEVER, None, None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "standing", "until", "resumes_on"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_how_a_right_to_service_stands(
    terms: list[Term], standing: Standing, until: date | None, resumes_on: date | None
) -> None:
    held = coverage(terms, ON, 60)
    assert (held.standing, held.until, held.resumes_on) == (standing, until, resumes_on)
    assert held.days_left == ((until - ON).days if until else None)


def test_the_right_that_ends_last_is_named() -> None:
    assert coverage([FREE_YEAR, term(CONTRACT, "2026-04-01", "2026-04-30")], ON, 60).kind is CONTRACT
    assert coverage([FREE_YEAR], ON, 60).kind is FREE


def test_months_end_where_the_calendar_ends_them() -> None:
    assert [last_day(2028, 2), last_day(2027, 2), last_day(2026, 12), last_day(2026, 4)] == [
        date(2028, 2, 29), date(2027, 2, 28), date(2026, 12, 31), date(2026, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "months"),
    [
        ([], set()),
        ([term(FREE, "2026-01-31", "2026-02-01")], {1, 2}),
        ([term(FREE, "2025-06-01", "2026-03-01")], {1, 2, 3}),
        ([term(FREE, "2025-06-01", "2026-01-31"), term(CONTRACT, "2026-11-30", None)], {1, 11, 12}),
    ],
)
def test_a_month_counts_as_served_with_one_day_of_service(terms: list[Term], months: set[int]) -> None:
    assert served_months(terms, 2026) == months


def test_contracts_back_to_back_do_not_overlap_and_a_shared_day_does() -> None:
    first, second = term(CONTRACT, "2025-01-01", "2025-12-31"), term(CONTRACT, "2026-01-01", "2026-12-31")
    third = term(CONTRACT, "2026-12-31", "2027-06-30")
    assert overlapping([second, first]) == []
    assert overlapping([third, first, second]) == [(second, third)]


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
TERMS = st.lists(
    st.builds(
        lambda kind, start, length: Term(kind, start, None if length is None else start + timedelta(days=length)),
        st.sampled_from([JOINT, FREE, CONTRACT]), DAYS, st.one_of(st.none(), st.integers(0, 400)),
    ),
    max_size=6,
)  # fmt: skip


@given(TERMS, DAYS)
def test_whoever_is_covered_is_entitled_on_every_day_until_the_end_and_not_on_the_day_after(terms: list[Term], on: date) -> None:
    held = coverage(terms, on, 60)
    served_today = entitlement(terms, on).kind is not EntitlementKind.NONE
    assert served_today == (held.standing in (Standing.SERVED, Standing.ENDING))
    if served_today and held.until is not None:
        span = [on + timedelta(days=day) for day in range((held.until - on).days + 1)]
        assert all(entitlement(terms, day).kind is not EntitlementKind.NONE for day in span)
        assert entitlement(terms, held.until + timedelta(days=1)).kind is EntitlementKind.NONE
