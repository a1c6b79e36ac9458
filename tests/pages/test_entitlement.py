"""Entitlement, contracts, versions and upgrades on screen (rules A-07, A-09, Q-02, X-01)."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.product_versions import AddVersion, add_version
from portal.actions.standards import SetStandard, set_standard
from portal.db.models.customers import Customer, EndingHandled, Installation, Project, ServiceContract
from portal.db.models.upgrades import ProductVersion, Upgrade
from portal.db.session import reading, writing
from portal.rules.upgrades import Charge, UpgradeStatus
from tests.actions.serving_on import installation_now
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import figures, open_figure, registered, said, tables

pytestmark = [pytest.mark.usefixtures("sqlite_database"), pytest.mark.rule("A-07")]

HUAYUAN = "C-2025-000001"


def today() -> date:
    return clock.at_the_office(clock.now()).date()


def free_until(cast: Cast, days: int) -> date:
    """Huayuan's free period ends in so many days."""
    until = today() + timedelta(days=days)
    with writing() as session:
        project = session.exec(select(Project).where(col(Project.customer_id) == cast.huayuan)).one()
        project.free_from, project.free_until = today() - timedelta(days=400), until
    return until


def versions(cast: Cast) -> None:
    for name, ago in (("8.3", 300), ("8.5", 30)):
        released_on = today() - timedelta(days=ago)
        do(add_version, AddVersion(product="薪酬管理", version_name=name, released_on=released_on), cast.sun)


def cells(at: AppTest, name: str) -> list[object]:
    """A column of all tables on the screen."""
    return [cell for table in tables(at) if name in table for cell in table[name]]


def counted(at: AppTest) -> list[str]:
    """The figures, without what they are measured by."""
    return [value for value, _fact in figures(at).values()]


def press(at: AppTest, form: str, **values: object) -> AppTest:
    for name, value in values.items():
        at.session_state[f"{form}.{name}"] = value
    at.run()
    return at.button(key=f"{form}.submit").click().run()


def test_what_ends_soon_is_counted_and_listed_with_the_days_left(cast: Cast) -> None:
    until = free_until(cast, 20)
    with writing() as session:
        session.get_one(Customer, cast.huayuan).responsible_id = cast.ids["li"]
    at = signed_in_as(cast, "sun", "entitlement")
    assert not at.exception
    assert counted(at) == ["1", "0", "0", "0"]
    assert cells(at, "customer") == ["华源机械"]
    assert cells(at, "ends_on") == [until.isoformat()]
    assert cells(at, "responsible") == ["李敏"]
    assert next(iter(tables(at)[0]["left"])) == "20 days left"


def test_what_has_ended_opens_from_its_figure(cast: Cast) -> None:
    free_until(cast, -1)
    at = signed_in_as(cast, "sun", "entitlement")
    assert counted(at)[:2] == ["0", "1"]
    open_figure(at, "Ended")
    assert cells(at, "customer") == ["华源机械"]
    assert next(iter(tables(at)[0]["left"])) == "1 day ago"


def test_how_long_what_ended_stays_in_the_list_is_a_standard(cast: Cast) -> None:
    free_until(cast, -40)
    shorter = SetStandard(key="entitlement.ended_days", value={"value": 30}, valid_from=today(), reason="只看上个月")
    do(set_standard, shorter, cast.sun, at=clock.now())
    at = signed_in_as(cast, "sun", "entitlement")
    assert counted(at)[:2] == ["0", "0"]
    assert figures(at)["Ended"][1] == "in the last 30 days"


def test_a_contract_that_follows_takes_the_customer_off_both_lists(cast: Cast) -> None:
    until = free_until(cast, 20)
    with writing() as session:
        starts_on = until + timedelta(days=1)
        session.add(
            ServiceContract(customer_id=cast.huayuan, number="HT-1", starts_on=starts_on, ends_on=starts_on + timedelta(days=364))
        )
    at = signed_in_as(cast, "sun", "entitlement")
    assert counted(at)[:2] == ["0", "0"]
    assert "Nothing ends in this time" in said(at)


def test_a_bar_opens_the_rows_of_its_month(cast: Cast) -> None:
    until = free_until(cast, 70)
    at = signed_in_as(cast, "sun", "entitlement", month=f"{until:%Y-%m}")
    assert cells(at, "ends_on") == [until.isoformat()]
    assert cells(signed_in_as(cast, "sun", "entitlement", month="nonsense"), "ends_on") == []


def test_work_without_a_right_is_counted_and_listed(cast: Cast) -> None:
    free_until(cast, -1)
    ticket = registered(cast)
    at = signed_in_as(cast, "zhou", "entitlement")
    assert counted(at)[2] == "1"
    open_figure(at, "Served without a right")
    assert not at.exception
    assert cells(at, "number") == [ticket.number]


@pytest.mark.rule("A-09")
def test_who_is_behind_is_listed_by_product_and_several_are_offered_the_new_version(cast: Cast) -> None:
    versions(cast)
    free_until(cast, 100)
    with writing() as session:
        session.add(Installation(customer_id=cast.donghai, product="薪酬管理", product_version="8.5"))
    at = signed_in_as(cast, "li", "entitlement", show="installed", version="behind")
    assert not at.exception
    assert cells(at, "customer") == ["华源机械"]
    assert "1" in cells(at, "running")
    at = press(at, "upgrades.offer.薪酬管理.8.5", installation_ids=[str(cast.huayuan_installation)])
    assert "1 upgrade is offered." in said(at)
    with reading() as session:
        made = session.exec(select(Upgrade)).one()
        assert (made.charge, made.to_version) == (Charge.FREE, "8.5")


@pytest.mark.rule("A-09")
def test_an_upgrade_is_offered_with_its_charge_and_done_on_the_customer_s_page(cast: Cast) -> None:
    versions(cast)
    free_until(cast, 100)
    at = signed_in_as(cast, "li", "entitlement", id=HUAYUAN)
    assert "1 behind" in said(at)
    assert "Free of charge: free service period until" in said(at)
    at.button(key=f"installation.{cast.huayuan_installation}.offer.submit").click().run()
    assert "U-" in said(at)
    at.button(key="upgrade.1.do.submit").click().run()
    assert not at.exception
    assert installation_now(cast).product_version == "8.5"
    with reading() as session:
        assert session.get_one(Upgrade, 1).status is UpgradeStatus.DONE
    assert "is done" in said(at)


@pytest.mark.rule("A-09")
def test_an_upgrade_s_number_opens_its_customer(cast: Cast) -> None:
    test_who_is_behind_is_listed_by_product_and_several_are_offered_the_new_version(cast)
    with reading() as session:
        number = session.exec(select(Upgrade.number)).one()
    at = signed_in_as(cast, "li", "entitlement", id=number)
    assert "华源机械集团有限公司" in said(at)
    listed = signed_in_as(cast, "li", "entitlement", show="upgrades")
    assert cells(listed, "number") == [number]


def test_a_manager_adds_a_contract_and_is_told_of_days_in_common(cast: Cast) -> None:
    free_until(cast, -1)
    at = signed_in_as(cast, "sun", "entitlement", id=HUAYUAN)
    form = f"customer.{cast.huayuan}.contract.add"
    at = press(at, form, number="HT-1", starts_on=today(), ends_on=today() + timedelta(days=364), fee=12000.0)
    assert "Contract HT-1 is saved." in said(at)
    at = press(at, form, number="HT-2", starts_on=today() + timedelta(days=364), ends_on=today() + timedelta(days=700))
    assert "days in common with HT-1" in said(at)
    at = press(at, form, number="HT-3", starts_on=today(), ends_on=today() - timedelta(days=1))
    assert "before it begins" in said(at)
    assert at.text_input(key=f"{form}.number").value == "HT-3"


def test_a_reminder_is_settled_with_what_was_agreed(cast: Cast) -> None:
    free_until(cast, 10)
    at = signed_in_as(cast, "sun", "work-list")
    assert "C-2025-000001" in cells(at, "number")
    at = press(signed_in_as(cast, "sun", "entitlement", id=HUAYUAN), f"customer.{cast.huayuan}.ending", agreed="下周签合同")
    assert not at.exception
    with reading() as session:
        assert session.exec(select(EndingHandled.agreed)).all() == ["下周签合同"]
    assert "C-2025-000001" not in cells(signed_in_as(cast, "sun", "work-list"), "number")


@pytest.mark.rule("A-09")
def test_a_manager_keeps_versions(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "entitlement", show="installed")
    at = press(at, "versions.add", product="薪酬管理", version_name="9.0")
    assert not at.exception
    with reading() as session:
        assert session.exec(select(ProductVersion.version_name)).all() == ["9.0"]


@pytest.mark.rule("X-01")
def test_management_looks_and_changes_nothing(cast: Cast) -> None:
    versions(cast)
    for query in ({}, {"show": "installed"}, {"id": HUAYUAN}):
        at = signed_in_as(cast, "zhou", "entitlement", **query)
        assert not at.exception
        assert not [button for button in at.button if str(button.key).endswith(".submit")]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_the_page_is_closed_to_the_other_roles(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="entitlement"):
        signed_in_as(cast, who, "entitlement")


@pytest.mark.parametrize("address", ["C-2026-999999", "U-2026-999999", "' OR 1=1 --", "１", "*"])
def test_an_address_that_names_nobody_says_so(cast: Cast, address: str) -> None:
    at = signed_in_as(cast, "sun", "entitlement", id=address)
    assert not at.exception
    assert "There is no such record" in said(at)


def test_the_page_speaks_chinese(cast: Cast) -> None:
    versions(cast)
    free_until(cast, 20)
    for query in ({}, {"show": "installed"}, {"show": "served"}, {"show": "upgrades"}, {"id": HUAYUAN}):
        words = said(signed_in_as(cast, "sun", "entitlement", language="zh_CN", **query))
        for english in ("Ending", "Version", "behind", "Offer", "Contract", "contract", "Right", "upgrade", "Add", "Settle"):
            assert english not in words, (query, english)
