"""Version upgrades: offered, scheduled, done; free in the free period, charged by contract afterwards (rule A-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.i18n import N_
from portal.rules.entitlement import Entitlement, EntitlementKind
from portal.rules.labels import Labelled
from portal.rules.reasons import Reason


class UpgradeStatus(Labelled):
    """Where an upgrade stands."""

    OFFERED = "offered", N_("Offered")
    SCHEDULED = "scheduled", N_("Scheduled")
    DONE = "done", N_("Carried out")
    DECLINED = "declined", N_("Declined")


NEXT: Mapping[UpgradeStatus, frozenset[UpgradeStatus]] = {
    UpgradeStatus.OFFERED: frozenset({UpgradeStatus.SCHEDULED, UpgradeStatus.DONE, UpgradeStatus.DECLINED}),
    UpgradeStatus.SCHEDULED: frozenset({UpgradeStatus.SCHEDULED, UpgradeStatus.DONE, UpgradeStatus.DECLINED}),
    UpgradeStatus.DONE: frozenset(),
    UpgradeStatus.DECLINED: frozenset(),
}
OPEN_UPGRADES = frozenset(status for status, following in NEXT.items() if following)


class Charge(Labelled):
    """Whether the customer pays."""

    FREE = "free", N_("Free of charge")
    CONTRACT = "contract", N_("Covered by the service contract")
    PAID = "paid", N_("Charged")


@dataclass(frozen=True)
class ProposedCharge:
    """What an upgrade costs by rule, and why."""

    charge: Charge
    reason: Reason


def charge_of(held: Entitlement, contract_includes_upgrades: bool) -> ProposedCharge:
    """The charge of an upgrade for a customer with this right to service on the day of the offer."""
    until = held.until.isoformat() if held.until else "–"
    if held.kind is EntitlementKind.JOINT:
        return ProposedCharge(Charge.FREE, Reason(N_("Free of charge: joint service period until {until}."), {"until": until}))
    if held.kind is EntitlementKind.FREE:
        return ProposedCharge(Charge.FREE, Reason(N_("Free of charge: free service period until {until}."), {"until": until}))
    if held.kind is EntitlementKind.NONE:
        return ProposedCharge(Charge.PAID, Reason(N_("Charged: the customer has no right to service.")))
    if contract_includes_upgrades:
        reason = Reason(N_("Covered: the service contract until {until} includes upgrades."), {"until": until})
        return ProposedCharge(Charge.CONTRACT, reason)
    reason = Reason(N_("Charged: the service contract until {until} does not include upgrades."), {"until": until})
    return ProposedCharge(Charge.PAID, reason)


@dataclass(frozen=True)
class Release:
    """A version of a product and the day on which it came out."""

    name: str
    released_on: date


def current(releases: Sequence[Release], on: date) -> Release | None:
    """The latest version that had come out by a day; of two from one day the higher name."""
    out = [release for release in releases if release.released_on <= on]
    return max(out, key=lambda release: (release.released_on, _parts(release.name)), default=None)


def versions_behind(name: str, releases: Sequence[Release], on: date) -> int | None:
    """How many newer versions had come out by a day than the one that runs; None where that one is not known."""
    running = next((release for release in releases if release.name == name), None)
    if running is None:
        return None
    place = (running.released_on, _parts(running.name))
    return sum(1 for each in releases if each.released_on <= on and (each.released_on, _parts(each.name)) > place)


def _parts(name: str) -> tuple[tuple[int, str], ...]:
    """A version's name as it is counted: 8.10 comes after 8.9."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in name.replace("-", ".").split("."))
