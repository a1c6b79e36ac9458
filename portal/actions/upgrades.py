"""Version upgrades: offered with their charge, scheduled, done or declined (rule A-09)."""

from datetime import date
from typing import Any

from sqlmodel import Field, col, select

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.actions.plan_progress import tick_plan
from portal.db.base import id_of
from portal.db.models.customers import Installation
from portal.db.models.people import Person
from portal.db.models.upgrades import ProductVersion, Upgrade
from portal.db.queries.contracts import upgrades_included
from portal.db.queries.entitlement import terms_of
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.entitlement import EntitlementKind, entitlement
from portal.rules.permissions import Right
from portal.rules.plans import PlanKind
from portal.rules.tickets import StepNotPossible
from portal.rules.upgrades import NEXT, OPEN_UPGRADES, Charge, ProposedCharge, UpgradeStatus, charge_of

FEN = 100
AT_ONCE = 200


class RunsItAlready(Refusal):
    """There is nothing to upgrade."""

    message = N_("{version} is what this customer runs already.")
    field = "to_version"


class VersionUnknown(Refusal):
    """Only versions that are kept can be offered."""

    message = N_("There is no version {version} of “{product}”. A manager adds it first.")
    field = "to_version"


class UpgradeUnderWay(Refusal):
    """One installation has one upgrade at a time."""

    message = N_("{number} is on its way for this installation already. Nothing was added.")


class WhyAnotherCharge(Refusal):
    """A charge other than by rule has a reason."""

    message = N_("By rule this upgrade is: {charge}. Say why it is different here.")
    field = "reason"


class DayIsPast(Refusal):
    """An appointment lies ahead."""

    message = N_("An upgrade is scheduled for today or later.")
    field = "on"


class NotDoneYet(Refusal):
    """What is done was done today at the latest."""

    message = N_("An upgrade is recorded once it is done: today at the latest.")
    field = "done_on"


class OfferUpgrade(Command):
    """An upgrade of one installation; without a charge the one by rule holds. The fee is in yuan."""

    installation_id: int
    to_version: Line = Field(title=N_("To version"), min_length=1, max_length=20)
    charge: Charge | None = Field(default=None, title=N_("Charge"), description=N_("Empty: by rule"))
    fee: float = Field(default=0, title=N_("Fee (yuan)"), ge=0, le=100_000_000)
    reason: Line = Field(default="", title=N_("Reason for another charge"), max_length=200)


class OfferUpgrades(Command):
    """The same version offered to several installations, each charged by rule."""

    installation_ids: list[int] = Field(title=N_("Customers"), min_length=1, max_length=AT_ONCE)
    to_version: Line = Field(title=N_("To version"), min_length=1, max_length=20)


class ScheduleUpgrade(Command):
    """A day for the upgrade, and who does it."""

    id: int
    seen: int
    on: date = Field(title=N_("Scheduled for"))
    engineer_id: int | None = Field(default=None, title=N_("Engineer"))


class DoUpgrade(Command):
    """The customer runs the new version."""

    id: int
    seen: int
    done_on: date = Field(title=N_("Done on"))
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=1000)


class DeclineUpgrade(Command):
    """The customer does not want the upgrade."""

    id: int
    seen: int
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.UPGRADE_CUSTOMER)
def offer_upgrade(work: Work, command: OfferUpgrade) -> Outcome:
    """Offer a version to one customer; the charge follows from the right to service unless there is a reason."""
    installation = work.find(Installation, command.installation_id)
    _refuse_unknown(work, installation, command.to_version)
    number = _under_way(work, installation)
    if number is not None:
        raise UpgradeUnderWay(number=number)
    held, proposed = _by_rule(work, installation.customer_id)
    charge = command.charge or proposed.charge
    if charge is not proposed.charge and not command.reason:
        raise WhyAnotherCharge(charge=proposed.charge.message)
    upgrade = _offered(work, installation, command.to_version, held, proposed)
    upgrade.charge, upgrade.fee_fen = charge, round(command.fee * FEN)
    upgrade.charge_reason = command.reason
    return _told(work, upgrade, "upgrade_offered", command.reason)


@deed(Right.UPGRADE_CUSTOMER)
def offer_upgrades(work: Work, command: OfferUpgrades) -> Outcome:
    """Offer a version to several customers; whoever runs it or has an upgrade on its way is left out."""
    made = 0
    for id in sorted(set(command.installation_ids)):
        installation = work.find(Installation, id)
        if installation.product_version == command.to_version or _under_way(work, installation) is not None:
            continue
        _refuse_unknown(work, installation, command.to_version)
        held, proposed = _by_rule(work, installation.customer_id)
        _told(work, _offered(work, installation, command.to_version, held, proposed), "upgrade_offered")
        made += 1
    if not made:
        work.happened("upgrades_offered", "upgrade", 0, count=0)
    return Outcome("upgrade", 0, facts={"made": made, "asked": len(set(command.installation_ids))})


@deed(Right.UPGRADE_CUSTOMER)
def schedule_upgrade(work: Work, command: ScheduleUpgrade) -> Outcome:
    """Agree a day for an upgrade, or another one."""
    upgrade = _stepped(work, command, UpgradeStatus.SCHEDULED)
    if command.on < clock.at_the_office(work.now).date():
        raise DayIsPast
    if command.engineer_id is not None:
        work.session.get_one(Person, command.engineer_id)
    upgrade.scheduled_on, upgrade.engineer_id = command.on, command.engineer_id
    return _told(work, upgrade, "upgrade_scheduled", on=command.on.isoformat())


@deed(Right.UPGRADE_CUSTOMER)
def do_upgrade(work: Work, command: DoUpgrade) -> Outcome:
    """Record that the customer runs the new version; the service plan's item ticks itself."""
    upgrade = _stepped(work, command, UpgradeStatus.DONE)
    if command.done_on > clock.at_the_office(work.now).date():
        raise NotDoneYet
    work.find(Installation, upgrade.installation_id).product_version = upgrade.to_version
    upgrade.done_on, upgrade.done_by_id, upgrade.remark = command.done_on, work.actor.id, command.remark
    _told(work, upgrade, "upgrade_done", command.remark)
    ticked = tick_plan(work, upgrade.customer_id, PlanKind.UPGRADE, command.done_on, "upgrade", command.id)
    return Outcome("upgrade", command.id, upgrade.number, {"ticked": ticked is not None})


@deed(Right.UPGRADE_CUSTOMER)
def decline_upgrade(work: Work, command: DeclineUpgrade) -> Outcome:
    """Note that the customer does not want the upgrade, and why."""
    upgrade = _stepped(work, command, UpgradeStatus.DECLINED)
    upgrade.declined_because = command.reason
    return _told(work, upgrade, "upgrade_declined", command.reason)


def _stepped(work: Work, command: ScheduleUpgrade | DoUpgrade | DeclineUpgrade, to: UpgradeStatus) -> Upgrade:
    upgrade = work.take(Upgrade, command.id, seen=command.seen)
    if to not in NEXT[upgrade.status]:
        raise StepNotPossible(status=upgrade.status.message)
    upgrade.status = to
    return upgrade


def _refuse_unknown(work: Work, installation: Installation, version_name: str) -> None:
    if installation.product_version == version_name:
        raise RunsItAlready(version=version_name)
    known = select(ProductVersion.id).where(
        col(ProductVersion.product) == installation.product, col(ProductVersion.version_name) == version_name
    )
    if work.session.exec(known).first() is None:
        raise VersionUnknown(version=version_name, product=installation.product)


def _under_way(work: Work, installation: Installation) -> str | None:
    asked = select(Upgrade.number).where(
        col(Upgrade.installation_id) == installation.id, col(Upgrade.status).in_(sorted(OPEN_UPGRADES))
    )
    return work.session.exec(asked).first()


def _by_rule(work: Work, customer_id: int) -> tuple[EntitlementKind, ProposedCharge]:
    today = clock.at_the_office(work.now).date()
    held = entitlement(terms_of(work.session, customer_id), today)
    return held.kind, charge_of(held, upgrades_included(work.session, customer_id, today))


def _offered(work: Work, installation: Installation, to: str, held: EntitlementKind, by_rule: ProposedCharge) -> Upgrade:
    return work.add(
        Upgrade(
            number=next_number(work.session, "U", work.now),
            customer_id=installation.customer_id,
            installation_id=id_of(installation),
            from_version=installation.product_version,
            to_version=to,
            charge=by_rule.charge,
            charge_by_rule=by_rule.reason.plain(),
            entitlement=held,
            offered_at=work.now,
            offered_by_id=work.actor.id,
        )
    )


def _told(work: Work, upgrade: Upgrade, kind: str, text: str = "", **facts: Any) -> Outcome:
    more: dict[str, Any] = {"to_version": upgrade.to_version, "charge": upgrade.charge.value, **facts}
    work.happened(kind, "upgrade", id_of(upgrade), customer_id=upgrade.customer_id, text=text, number=upgrade.number, **more)
    return Outcome("upgrade", id_of(upgrade), upgrade.number, {"charge": upgrade.charge.value})
