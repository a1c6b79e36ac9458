"""Upgrades: offered with the charge by rule, scheduled, done - and the plan ticks itself (rules A-07, A-08, A-09)."""

from datetime import date

import pytest
from sqlmodel import col, select

from portal.actions.plan_items import MarkDone, mark_done
from portal.actions.upgrades import (
    DayIsPast,
    DeclineUpgrade,
    DoUpgrade,
    NotDoneYet,
    OfferUpgrade,
    OfferUpgrades,
    RunsItAlready,
    ScheduleUpgrade,
    UpgradeUnderWay,
    VersionUnknown,
    WhyAnotherCharge,
    decline_upgrade,
    do_upgrade,
    offer_upgrade,
    offer_upgrades,
    schedule_upgrade,
)
from portal.db.models.customers import Installation, Project, ServiceContract
from portal.db.models.upgrades import Upgrade
from portal.db.queries.upgrades import upgrades_of
from portal.db.session import reading, writing
from portal.rules.entitlement import EntitlementKind
from portal.rules.plans import PlanKind
from portal.rules.tickets import StepNotPossible
from portal.rules.upgrades import Charge, UpgradeStatus
from tests.actions.serving_on import an_agreed_plan, installation_now, items_now, versions
from tests.cast import Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("A-09")]


def offer(cast: Cast, **facts: object) -> Upgrade:
    """Li offers Huayuan the newest version."""
    command = OfferUpgrade(installation_id=cast.huayuan_installation, to_version="8.5", **facts)
    return upgrade_now(do(offer_upgrade, command, cast.li).id)


def upgrade_now(id: int) -> Upgrade:
    with reading() as session:
        found = session.get_one(Upgrade, id)
        session.expunge(found)
        return found


def without_free_period(cast: Cast, *contracts: ServiceContract) -> None:
    with writing() as session:
        project = session.exec(select(Project).where(col(Project.customer_id) == cast.huayuan)).one()
        project.free_from, project.free_until = date(2024, 1, 1), date(2025, 12, 31)
        session.add_all(contracts)


def contract(cast: Cast, *, upgrades: bool) -> ServiceContract:
    return ServiceContract(
        customer_id=cast.huayuan,
        number="HT-1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        includes_upgrades=upgrades,
    )


def test_in_the_free_period_an_upgrade_is_free_and_says_why(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    made = offer(cast)
    assert (made.number, made.from_version, made.to_version) == ("U-2026-000001", "8.3", "8.5")
    assert (made.charge, made.entitlement) == (Charge.FREE, EntitlementKind.FREE)
    with reading() as session:
        assert upgrades_of(session, cast.huayuan)[0].why == "Free of charge: free service period until 2026-09-30."


@pytest.mark.rule("A-07")
@pytest.mark.parametrize(("included", "charge"), [(True, Charge.CONTRACT), (False, Charge.PAID)])
def test_afterwards_the_contract_says_whether_it_is_charged(cast: Cast, included: bool, charge: Charge) -> None:
    versions(cast, "8.3", "8.5")
    without_free_period(cast, contract(cast, upgrades=included))
    assert offer(cast).charge is charge


@pytest.mark.rule("A-07")
def test_without_a_contract_an_upgrade_is_paid(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    without_free_period(cast)
    assert offer(cast, fee=3000.5).charge is Charge.PAID
    assert upgrade_now(1).fee_fen == 300050


def test_a_charge_other_than_by_rule_needs_a_reason(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    with pytest.raises(WhyAnotherCharge) as refused:
        offer(cast, charge=Charge.PAID)
    assert "Free of charge" in refused.value.sentence()
    made = offer(cast, charge=Charge.PAID, reason="客户要求加装模块 {单独计费}")
    assert made.charge is Charge.PAID
    with reading() as session:
        assert upgrades_of(session, cast.huayuan)[0].why == "客户要求加装模块 {单独计费}"


def test_only_a_known_version_that_does_not_run_is_offered_and_once(cast: Cast) -> None:
    with pytest.raises(VersionUnknown):
        offer(cast)
    versions(cast, "8.3", "8.5")
    offer(cast)
    with pytest.raises(UpgradeUnderWay):
        offer(cast)
    with pytest.raises(RunsItAlready):
        do(offer_upgrade, OfferUpgrade(installation_id=cast.huayuan_installation, to_version="8.3"), cast.li)


def test_several_customers_are_offered_a_version_at_once(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    with writing() as session:
        others = [Installation(customer_id=cast.donghai, product="薪酬管理", product_version=name) for name in ("8.3", "8.5")]
        session.add_all(others)
        session.flush()
        ids = [cast.huayuan_installation, *(other.id for other in others)]
    assert do(offer_upgrades, OfferUpgrades(installation_ids=ids, to_version="8.5"), cast.li).facts == {"made": 2, "asked": 3}
    with reading() as session:
        charges = {each.customer_id: each.charge for each in session.exec(select(Upgrade))}
    assert charges == {cast.huayuan: Charge.FREE, cast.donghai: Charge.PAID}
    assert do(offer_upgrades, OfferUpgrades(installation_ids=ids, to_version="8.5"), cast.li).facts["made"] == 0


def test_an_upgrade_is_scheduled_moved_and_done_and_the_customer_runs_it(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    made = offer(cast)
    with pytest.raises(DayIsPast):
        do(schedule_upgrade, ScheduleUpgrade(id=made.id, seen=1, on=date(2026, 3, 10)), cast.li)
    do(schedule_upgrade, ScheduleUpgrade(id=made.id, seen=1, on=date(2026, 3, 11)), cast.li)
    do(schedule_upgrade, ScheduleUpgrade(id=made.id, seen=2, on=date(2026, 3, 20), engineer_id=cast.ids["wang"]), cast.li)
    with pytest.raises(NotDoneYet):
        do(do_upgrade, DoUpgrade(id=made.id, seen=3, done_on=date(2026, 3, 20)), cast.li)
    do(do_upgrade, DoUpgrade(id=made.id, seen=3, done_on=date(2026, 3, 11)), cast.li)
    assert installation_now(cast).product_version == "8.5"
    assert upgrade_now(made.id or 0).status is UpgradeStatus.DONE
    with pytest.raises(StepNotPossible):
        do(decline_upgrade, DeclineUpgrade(id=made.id, seen=4, reason="晚了"), cast.li)


def test_a_declined_upgrade_leaves_the_version_and_can_be_offered_again(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    made = offer(cast)
    do(decline_upgrade, DeclineUpgrade(id=made.id, seen=1, reason="年底再说"), cast.li)
    assert installation_now(cast).product_version == "8.3"
    assert offer(cast).number == "U-2026-000002"


@pytest.mark.rule("A-08")
def test_an_upgrade_that_is_done_ticks_the_plan_by_itself(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    plan = an_agreed_plan(cast)
    made = offer(cast)
    outcome = do(do_upgrade, DoUpgrade(id=made.id, seen=1, done_on=date(2026, 3, 11)), cast.li)
    assert outcome.facts["ticked"] is True
    ticked = [item for item in items_now(plan.id) if item.done_on]
    assert [(item.kind, item.month, item.done_on, item.done_subject, item.done_subject_id) for item in ticked] == [
        (PlanKind.UPGRADE, 4, date(2026, 3, 11), "upgrade", made.id)
    ]


@pytest.mark.rule("A-08")
def test_without_an_open_item_nothing_is_ticked(cast: Cast) -> None:
    versions(cast, "8.3", "8.5")
    plan = an_agreed_plan(cast)
    item = next(item for item in items_now(plan.id) if item.kind is PlanKind.UPGRADE)
    do(mark_done, MarkDone(id=plan.id, seen=plan.version, item_id=item.id, done_on=date(2026, 3, 1)), cast.li)
    outcome = do(do_upgrade, DoUpgrade(id=offer(cast).id, seen=1, done_on=date(2026, 3, 11)), cast.li)
    assert outcome.facts["ticked"] is False
