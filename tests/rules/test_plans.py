"""Yearly service plans: proposed with reasons, followed, handed on to the next year (rule A-08)."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import speaking
from portal.rules.entitlement import EntitlementKind, Term, last_day
from portal.rules.plans import (
    Intended,
    ItemState,
    PlanKind,
    Year,
    first_month,
    fit,
    is_template,
    nearest_open,
    next_year,
    progress,
    progress_by_kind,
    propose,
    spans,
    state_of,
)
from portal.rules.tickets import Importance
from seed.standards import default_values

pytestmark = pytest.mark.rule("A-08")

TEMPLATE = default_values()["plan.template"]
ALL_YEAR = [Term(EntitlementKind.FREE, date(2025, 1, 1), date(2027, 12, 31))]
HALF_YEAR = [Term(EntitlementKind.FREE, date(2025, 7, 1), date(2026, 6, 30))]
TRAINING, RETURN_VISIT, UPGRADE = PlanKind.TRAINING, PlanKind.RETURN_VISIT, PlanKind.UPGRADE


@dataclass(frozen=True)
class Thing:
    kind: PlanKind
    due_on: date
    done_on: date | None = None


def words(reasons: object) -> str:
    with speaking("en"):
        return "\n".join(reason.words for reason in reasons)  # type: ignore[attr-defined]


def test_a_key_customer_gets_more_than_a_small_one() -> None:
    plans = {each: propose(TEMPLATE, each, Year(2026, ALL_YEAR)) for each in Importance}
    assert len(plans[Importance.KEY].items) > len(plans[Importance.NORMAL].items) > len(plans[Importance.SMALL].items)
    assert "Key customer: 13 items by the template." in words(plans[Importance.KEY].reasons)


def test_without_a_right_to_service_only_return_visits_remain_and_the_reason_is_said() -> None:
    plan = propose(TEMPLATE, Importance.KEY, Year(2026, HALF_YEAR))
    assert {item.kind for item in plan.items if item.month > 6} == {RETURN_VISIT}
    assert "No right to service in months" in words(plan.reasons)


def test_a_customer_without_any_right_is_visited_again_once_a_year_all_the_same() -> None:
    plan = fit([Intended(3, TRAINING)], Year(2026, []))
    assert plan.items == [Intended(6, RETURN_VISIT)]
    assert "Every customer is visited again at least once a year." in words(plan.reasons)


def test_what_is_over_cannot_be_planned() -> None:
    plan = fit([Intended(2, TRAINING), Intended(9, TRAINING), Intended(10, RETURN_VISIT)], Year(2026, ALL_YEAR, first_month=9))
    assert plan.items == [Intended(9, TRAINING), Intended(10, RETURN_VISIT)]
    assert "Months up to 8 cannot be planned any more: 1 items left out." in words(plan.reasons)


@pytest.mark.parametrize(
    ("year", "taken_over_on", "today", "month"),
    [
        (2026, date(2025, 5, 1), date(2026, 3, 31), 3),
        (2026, date(2026, 6, 30), date(2026, 3, 31), 6),
        (2027, date(2026, 6, 30), date(2026, 3, 31), 1),
        (2026, date(2026, 1, 1), date(2026, 12, 31), 12),
        (2025, date(2024, 1, 1), date(2026, 1, 1), 13),
        (2028, date(2028, 2, 29), date(2027, 1, 1), 2),
    ],
)
def test_a_plan_begins_with_the_take_over_and_not_in_the_past(year: int, taken_over_on: date, today: date, month: int) -> None:
    assert first_month(year, taken_over_on, today) == month


def test_next_year_repeats_this_year_and_says_what_was_not_done() -> None:
    plan = next_year("Y-2026-000001", [Intended(3, TRAINING), Intended(5, RETURN_VISIT)], 1, Year(2027, ALL_YEAR))
    assert plan.items == [Intended(3, TRAINING), Intended(5, RETURN_VISIT)]
    assert words(plan.reasons) == "As in plan Y-2026-000001.\nItems of that plan not done so far: 1."


STATES = [
    (date(2026, 2, 28), None, date(2026, 2, 28), ItemState.DUE),
    (date(2026, 2, 28), None, date(2026, 3, 1), ItemState.OVERDUE),
    (date(2028, 2, 29), None, date(2028, 2, 29), ItemState.DUE),
    (date(2028, 2, 29), None, date(2028, 3, 1), ItemState.OVERDUE),
    (date(2026, 4, 30), None, date(2026, 3, 31), ItemState.PLANNED),
    (date(2027, 3, 31), None, date(2026, 3, 31), ItemState.PLANNED),
    (date(2026, 2, 28), date(2026, 5, 1), date(2026, 6, 1), ItemState.DONE),
    (date(2026, 12, 31), None, date(2027, 1, 1), ItemState.OVERDUE),
]


@pytest.mark.parametrize(("due_on", "done_on", "today", "state"), STATES)
def test_an_item_may_be_done_until_the_last_day_of_its_month(
    due_on: date, done_on: date | None, today: date, state: ItemState
) -> None:
    assert state_of(due_on, done_on, today) is state


def test_progress_counts_done_of_planned_and_what_is_overdue_by_kind() -> None:
    items = [
        Thing(TRAINING, date(2026, 1, 31), date(2026, 1, 20)), Thing(TRAINING, date(2026, 2, 28)),
        Thing(RETURN_VISIT, date(2026, 3, 31)), Thing(RETURN_VISIT, date(2026, 9, 30), date(2026, 3, 1)),
    ]  # fmt: skip
    whole = progress(items, date(2026, 3, 11))
    assert (whole.planned, whole.done, whole.due_by_today, whole.overdue) == (4, 2, 2, 1)
    by_kind = progress_by_kind(items, date(2026, 3, 11))
    assert {kind: (each.done, each.planned, each.overdue) for kind, each in by_kind.items()} == {
        TRAINING: (1, 2, 1), RETURN_VISIT: (1, 2, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),  # both a month away: the earlier one
        (date(2026, 4, 1), date(2026, 4, 30)),
        (date(2026, 10, 31), date(2026, 4, 30)),
        (date(2026, 11, 1), None),
        (date(2025, 8, 31), date(2026, 2, 28)),
    ],
)
def test_a_deed_ticks_the_nearest_open_item_of_its_kind(on: date, expected: date | None) -> None:
    items = [
        Thing(UPGRADE, date(2026, 2, 28)), Thing(UPGRADE, date(2026, 4, 30)), Thing(TRAINING, on),
        Thing(UPGRADE, date(2026, 3, 31), date(2026, 3, 1)),
    ]  # fmt: skip
    found = nearest_open(items, UPGRADE, on)
    assert (found.due_on if found else None) == expected


@pytest.mark.rule("Q-09")
def test_the_template_is_checked_before_it_is_kept() -> None:
    assert is_template(TEMPLATE)
    for wrong in ({"training": [13]}, {"training": [3, 3]}, {"dancing": [3]}, {"training": [True]}):
        assert not is_template({**TEMPLATE, "key": wrong})
    assert not is_template({})
    assert not is_template({**TEMPLATE, "other": {}})


@pytest.mark.parametrize(
    ("months", "said"), [({1, 2, 3, 7}, "1–3, 7"), ({12}, "12"), ({1, 3, 5}, "1, 3, 5"), (set(), ""), ({11, 12}, "11–12")]
)
def test_months_are_said_in_brief(months: set[int], said: str) -> None:
    assert spans(months) == said


INTENDED = st.builds(Intended, st.integers(1, 12), st.sampled_from(PlanKind))
TERMS = st.lists(
    st.builds(
        lambda start, months: Term(EntitlementKind.CONTRACT, date(2026, start, 1), last_day(2026, min(12, start + months))),
        st.integers(1, 12), st.integers(0, 6),
    ),
    max_size=3,
)  # fmt: skip


@given(st.lists(INTENDED, max_size=30), TERMS, st.integers(1, 13))
def test_a_proposal_adds_nothing_but_one_return_visit_and_never_plans_the_past(
    wanted: list[Intended], terms: list[Term], first: int
) -> None:
    year = Year(2026, terms, first)
    plan = fit(wanted, year)
    added = set(plan.items) - set(wanted)
    assert len(plan.items) == len(set(plan.items))
    assert all(item.month >= first for item in plan.items)
    assert {item.kind for item in added} <= {RETURN_VISIT}
    assert len(added) <= 1
    assert any(item.kind is RETURN_VISIT for item in plan.items) == (first <= 12)
    assert fit(plan.items, year).items == plan.items
    assert all(reason.words for reason in plan.reasons)
