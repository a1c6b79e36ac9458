"""Upgrades: what they cost and why, which version is current, how far behind somebody is (rule A-09)."""

from datetime import date

import pytest

from portal.i18n import speaking
from portal.rules.entitlement import Entitlement, EntitlementKind
from portal.rules.upgrades import NEXT, OPEN_UPGRADES, Charge, Release, UpgradeStatus, charge_of, current, versions_behind

pytestmark = pytest.mark.rule("A-09")
UNTIL = date(2026, 9, 30)
CASES = [
    (EntitlementKind.JOINT, False, Charge.FREE, "Free of charge: joint service period until 2026-09-30."),
    (EntitlementKind.FREE, False, Charge.FREE, "Free of charge: free service period until 2026-09-30."),
    (EntitlementKind.CONTRACT, True, Charge.CONTRACT, "Covered: the service contract until 2026-09-30 includes upgrades."),
    (EntitlementKind.CONTRACT, False, Charge.PAID, "Charged: the service contract until 2026-09-30 does not include upgrades."),
    (EntitlementKind.NONE, False, Charge.PAID, "Charged: the customer has no right to service."),
]


@pytest.mark.parametrize(("kind", "included", "charge", "why"), CASES)
def test_the_charge_follows_from_the_right_to_service_and_says_why(
    kind: EntitlementKind, included: bool, charge: Charge, why: str
) -> None:
    proposed = charge_of(Entitlement(kind, UNTIL, 200), included)
    with speaking("en"):
        assert (proposed.charge, proposed.reason.words) == (charge, why)


RELEASES = [
    Release("8.2", date(2024, 3, 1)), Release("8.10", date(2026, 2, 28)), Release("8.9", date(2025, 6, 30)),
    Release("9.0", date(2026, 6, 1)), Release("8.9.1", date(2025, 6, 30)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2024, 2, 29), None),
        (date(2024, 3, 1), "8.2"),
        (date(2025, 6, 30), "8.9.1"),
        (date(2026, 2, 28), "8.10"),
        (date(2026, 5, 31), "8.10"),
        (date(2026, 6, 1), "9.0"),
    ],
)
def test_the_current_version_is_the_latest_that_has_come_out(on: date, name: str | None) -> None:
    found = current(RELEASES, on)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("name", "behind"), [("8.2", 3), ("8.9", 2), ("8.9.1", 1), ("8.10", 0), ("9.0", 0), ("7.0", None), ("", None)]
)
def test_a_customer_is_behind_by_the_versions_that_came_out_since(name: str, behind: int | None) -> None:
    assert versions_behind(name, RELEASES, date(2026, 3, 11)) == behind


def test_what_is_done_or_declined_stays_so() -> None:
    assert frozenset({UpgradeStatus.OFFERED, UpgradeStatus.SCHEDULED}) == OPEN_UPGRADES
    assert set(NEXT) == set(UpgradeStatus)
    assert not NEXT[UpgradeStatus.DONE]
    assert not NEXT[UpgradeStatus.DECLINED]
