"""Documents, joint period, take-over, dates in order: tables of cases and what holds in every case (rules A-02 to A-05)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.projects import (
    DATE_NAMES,
    DocumentKind,
    JointPeriod,
    ProjectStatus,
    Stand,
    WrongOrder,
    after_documents_changed,
    days_left,
    last_day,
    missing_documents,
    project_status,
    proposed_kind,
    wrong_orders,
)

D = date
DAYS = st.dates(D(2000, 1, 1), D(2100, 12, 31))
TODAY = D(2026, 3, 11)


@pytest.mark.rule("A-04")
@pytest.mark.parametrize(
    ("start", "months", "until"),
    [
        (D(2026, 3, 12), 3, D(2026, 6, 11)),
        (D(2026, 1, 1), 3, D(2026, 3, 31)),
        (D(2026, 10, 1), 3, D(2026, 12, 31)),
        (D(2025, 11, 28), 3, D(2026, 2, 27)),
        (D(2025, 11, 29), 3, D(2026, 2, 28)),  # no 29 February: to the end of the month
        (D(2025, 11, 30), 3, D(2026, 2, 28)),
        (D(2025, 12, 1), 3, D(2026, 2, 28)),
        (D(2027, 11, 29), 3, D(2028, 2, 28)),  # a leap year has one
        (D(2027, 11, 30), 3, D(2028, 2, 29)),
        (D(2028, 2, 29), 3, D(2028, 5, 28)),
        (D(2028, 2, 29), 12, D(2029, 2, 28)),
        (D(2028, 2, 29), 48, D(2032, 2, 28)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2026, 8, 31), 3, D(2026, 11, 30)),
        (D(2026, 12, 15), 1, D(2027, 1, 14)),
        (D(2026, 3, 12), 0, D(2026, 3, 12)),
    ],
)
def test_a_joint_period_lasts_whole_calendar_months(start: date, months: int, until: date) -> None:
    assert last_day(start, months) == until


@pytest.mark.rule("A-04")
@given(DAYS, st.integers(1, 36))
def test_a_period_that_begins_later_never_ends_earlier_and_never_lacks_a_day(start: date, months: int) -> None:
    until = last_day(start, months)
    assert until >= start + timedelta(days=28 * months - 1)
    assert until <= start + timedelta(days=31 * months - 1)
    assert last_day(start + timedelta(days=1), months) >= until
    # The day after a full month has the same number, or the month was too short to have it.
    following = until + timedelta(days=1)
    assert following.day in (start.day, 1)


RUNS = JointPeriod(D(2026, 1, 15), D(2026, 4, 14))


@pytest.mark.rule("A-04", "A-05")
@pytest.mark.parametrize(
    ("stand", "today", "status", "left"),
    [
        (Stand(), TODAY, ProjectStatus.IMPLEMENTING, None),
        (Stand(D(2026, 3, 12)), TODAY, ProjectStatus.IMPLEMENTING, None),
        (Stand(TODAY), TODAY, ProjectStatus.MISSING, None),
        (Stand(None, RUNS), TODAY, ProjectStatus.JOINT, 34),
        (Stand(D(2026, 1, 10), RUNS), D(2026, 1, 15), ProjectStatus.JOINT, 89),
        (Stand(D(2026, 1, 10), RUNS), D(2026, 4, 13), ProjectStatus.JOINT, 1),
        (Stand(D(2026, 1, 10), RUNS), D(2026, 4, 14), ProjectStatus.DUE, None),
        (Stand(D(2026, 1, 10), RUNS), D(2026, 5, 1), ProjectStatus.DUE, None),
        (Stand(D(2026, 1, 10), JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1))), TODAY, ProjectStatus.MISSING, None),
        (Stand(D(2026, 1, 10), JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1))), D(2026, 5, 1), ProjectStatus.MISSING, None),
        (Stand(D(2026, 1, 10), RUNS, D(2026, 4, 14)), D(2026, 4, 14), ProjectStatus.TAKEN_OVER, None),
    ],
)
def test_where_a_project_stands(stand: Stand, today: date, status: ProjectStatus, left: int | None) -> None:
    assert (project_status(stand, today), days_left(stand, today)) == (status, left)


@pytest.mark.rule("A-04", "A-05")
@pytest.mark.parametrize(
    ("held", "complete", "today", "becomes"),
    [
        (None, False, TODAY, None),
        (None, True, TODAY, JointPeriod(TODAY, D(2026, 6, 10))),
        (RUNS, True, TODAY, RUNS),  # a newer version replaced the older one
        (RUNS, False, TODAY, JointPeriod(RUNS.start, RUNS.until, TODAY)),
        (JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1)), False, TODAY, JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1))),
        (JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1)), True, TODAY, RUNS),  # back in time: it ends as planned
        (JointPeriod(RUNS.start, RUNS.until, D(2026, 3, 1)), True, D(2026, 5, 20), JointPeriod(RUNS.start, D(2026, 5, 20))),
    ],
)
def test_what_documents_do_to_the_joint_period(
    held: JointPeriod | None, complete: bool, today: date, becomes: JointPeriod | None
) -> None:
    assert after_documents_changed(held, complete=complete, today=today, months=3) == becomes


HISTORIES = st.lists(st.tuples(st.sampled_from(list(DocumentKind)), st.booleans(), st.integers(0, 60)), max_size=60)


@pytest.mark.rule("A-05")
@given(HISTORIES, st.integers(1, 6))
def test_whatever_comes_and_goes_no_project_is_due_while_a_document_is_missing(
    history: list[tuple[DocumentKind, bool, int]], months: int
) -> None:
    there: set[DocumentKind] = set()
    held: JointPeriod | None = None
    today = TODAY
    for kind, comes, days in history:
        today += timedelta(days=days)
        there = there | {kind} if comes else there - {kind}
        complete = not missing_documents(list(DocumentKind), there)
        before, held = held, after_documents_changed(held, complete=complete, today=today, months=months)
        assert held is None or before is None or (held.start == before.start and held.until >= before.until)
        status = project_status(Stand(TODAY, held), today)
        if not complete:
            assert status is ProjectStatus.MISSING
        else:
            assert held is not None
            assert held.until >= last_day(held.start, months)
            assert status is (ProjectStatus.DUE if today >= held.until else ProjectStatus.JOINT)


@pytest.mark.rule("A-03")
def test_what_is_missing_is_told_in_the_order_of_the_list_and_only_what_is_needed() -> None:
    needed = [DocumentKind.SERVER_CONFIGURATION, DocumentKind.SURVEY_REPORT, DocumentKind.CONTACT_LIST]
    assert missing_documents(needed, {DocumentKind.CONTACT_LIST, DocumentKind.ACCEPTANCE_REPORT}) == [
        DocumentKind.SURVEY_REPORT,
        DocumentKind.SERVER_CONFIGURATION,
    ]


@pytest.mark.rule("A-03")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("华源-需求调研报告v2.docx", DocumentKind.SURVEY_REPORT),
        ("需求分析报告.pdf", DocumentKind.ANALYSIS_REPORT),
        ("需求确认书（盖章）.pdf", DocumentKind.CONFIRMATION_REPORT),
        ("项目验收确认单.pdf", DocumentKind.ACCEPTANCE_REPORT),
        ("遗留问题清单.xlsx", DocumentKind.LEFTOVER_LIST),
        ("客户联系人清单.xlsx", DocumentKind.CONTACT_LIST),
        ("通讯录.xlsx", DocumentKind.CONTACT_LIST),
        ("服务器配置.txt", DocumentKind.SERVER_CONFIGURATION),
        ("Acceptance_Report_final.PDF", DocumentKind.ACCEPTANCE_REPORT),
        ("open_issues.xlsx", DocumentKind.LEFTOVER_LIST),
        ("scan0001.pdf", None),
        ("", None),
    ],
)
def test_a_file_name_proposes_its_document(name: str, kind: DocumentKind | None) -> None:
    assert proposed_kind(name) is kind


@pytest.mark.rule("A-02")
@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ({}, []),
        ({"signed_on": D(2026, 1, 1), "started_on": D(2026, 1, 1)}, []),
        ({"signed_on": D(2026, 1, 2), "started_on": D(2026, 1, 1)}, [("signed_on", "started_on")]),
        ({"signed_on": D(2026, 1, 2), "free_until": D(2026, 1, 1)}, [("signed_on", "free_until")]),
        ({"service_from": D(2026, 5, 1), "free_from": D(2026, 2, 1), "accepted_on": D(2026, 2, 1)}, []),
        (
            {
                "accepted_on": D(2026, 3, 1),
                "service_from": D(2026, 2, 1),
                "free_from": D(2026, 3, 1),
                "free_until": D(2026, 2, 28),
            },
            [("accepted_on", "service_from"), ("free_from", "free_until")],
        ),
    ],
)
def test_dates_in_the_wrong_order_are_named_in_pairs(dates: dict[str, date], wrong: list[tuple[str, str]]) -> None:
    assert wrong_orders(dates) == [WrongOrder(earlier, later) for earlier, later in wrong]


@pytest.mark.rule("A-02")
@given(st.fixed_dictionaries({name: st.none() | DAYS for name in DATE_NAMES}))
def test_dates_are_wrong_exactly_where_a_later_step_lies_before_an_earlier_one(dates: dict[str, date | None]) -> None:
    before = {
        "started_on": ["signed_on"],
        "accepted_on": ["signed_on", "started_on"],
        "service_from": ["signed_on", "started_on", "accepted_on"],
        "free_from": ["signed_on", "started_on", "accepted_on"],
        "free_until": ["signed_on", "started_on", "accepted_on", "free_from"],
    }
    contradicts = any(
        (second := dates[later]) is not None and (first := dates[earlier]) is not None and second < first
        for later, earlier_ones in before.items()
        for earlier in earlier_ones
    )
    assert bool(wrong_orders(dates)) == contradicts
