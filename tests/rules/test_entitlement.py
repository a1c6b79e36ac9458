"""Entitlement on a day: joint period before free period before contract, first and last day included."""

from datetime import date

import pytest

from portal.rules.entitlement import Entitlement, EntitlementKind, Term, entitlement

JOINT = Term(EntitlementKind.JOINT, date(2026, 1, 1), date(2026, 3, 31))
FREE = Term(EntitlementKind.FREE, date(2026, 1, 1), date(2026, 12, 31))
PAID = Term(EntitlementKind.CONTRACT, date(2027, 1, 1), date(2027, 12, 31))
LONGER = Term(EntitlementKind.CONTRACT, date(2027, 6, 1), date(2028, 5, 31))
OPEN = Term(EntitlementKind.FREE, date(2026, 1, 1), None)


@pytest.mark.rule("A-07")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-12-31", Entitlement(EntitlementKind.NONE)),
        ("2026-01-01", Entitlement(EntitlementKind.JOINT, date(2026, 3, 31), 89)),
        ("2026-03-31", Entitlement(EntitlementKind.JOINT, date(2026, 3, 31), 0)),
        ("2026-04-01", Entitlement(EntitlementKind.FREE, date(2026, 12, 31), 274)),
        ("2027-01-01", Entitlement(EntitlementKind.CONTRACT, date(2027, 12, 31), 364)),
        ("2027-06-01", Entitlement(EntitlementKind.CONTRACT, date(2028, 5, 31), 365)),  # of two contracts the longer one
        ("2028-06-01", Entitlement(EntitlementKind.NONE)),
    ],
)
def test_the_best_right_of_the_day_holds(on: str, expected: Entitlement) -> None:
    assert entitlement([PAID, FREE, JOINT, LONGER], date.fromisoformat(on)) == expected


@pytest.mark.rule("A-07")
def test_an_open_end_has_no_last_day() -> None:
    assert entitlement([FREE, OPEN], date(2026, 5, 1)) == Entitlement(EntitlementKind.FREE, None, None)
