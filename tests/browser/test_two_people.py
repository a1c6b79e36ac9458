"""Two people before one record: nobody overwrites anybody, and a right that is gone does nothing any more."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from portal.actions.people import ChangeRoles, change_roles
from portal.db.models.people import PersonRole
from portal.db.models.records import AuditEntry
from portal.db.session import reading, writing
from portal.rules.permissions import Role
from portal.rules.tickets import Backup, FaultLevel
from tests.browser.conftest import OpenPage, shared_portal
from tests.browser.hands import Hands
from tests.cast import Cast, do
from tests.pages.desk import registered, ticket
from tests.serving import Portal


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for this module: each test has people and a ticket of its own."""
    with shared_portal(sqlite_template, tmp_path_factory.mktemp("two-people")) as running:
        yield running


def ends_of(deed: str, who: int) -> Counter[str]:
    """How often somebody's deed was done and denied."""
    with reading() as session:
        asked = select(AuditEntry.outcome).where(col(AuditEntry.deed) == deed, col(AuditEntry.person_id) == who)
        return Counter(session.exec(asked).all())


@pytest.mark.rule("O-03")
def test_the_second_save_is_refused_with_both_versions_visible_and_nothing_typed_is_lost(
    open_page: OpenPage, portal: Portal
) -> None:
    cast = Cast.find()
    number = registered(cast, level=FaultLevel.TWO, backup=Backup.DONE).number
    li, sun = Hands(open_page("li"), "en"), Hands(open_page("sun"), "en")
    for each, level, reason in ((li, "Level 1", "全公司都停了"), (sun, "Level 3", "只有一台电脑")):
        each.go(f"/ticket?id={number}")
        each.choose("Fault level")
        each.choose(level)
        each.fill("Reason", reason)
    sun.does("Fault level", "Done: {number}.", number=number)
    li.press("Fault level")
    expect(li.page.get_by_test_id("stAlert")).to_contain_text("孙丽 changed this")
    li.sees("Now in the record: {value}", value="Level 3")
    expect(li.page.get_by_role("textbox", name="Reason")).to_have_value("全公司都停了")
    expect(li.page.get_by_role("radio", name="Level 1")).to_be_checked()
    assert ticket(number).level is FaultLevel.THREE
    li.does("Fault level", "Done: {number}.", number=number)
    assert ticket(number).level is FaultLevel.ONE


@pytest.mark.rule("X-01")
def test_a_button_of_somebody_whose_right_is_gone_does_nothing_and_says_so(open_page: OpenPage, portal: Portal) -> None:
    cast = Cast.find()
    number = registered(cast, by=cast.sun).number
    zhao = Hands(open_page("zhao"), "en")
    zhao.go(f"/ticket?id={number}")
    zhao.fill("What the customer was told", "已答复客户")
    with writing() as session:
        session.delete(session.get_one(PersonRole, (cast.ids["zhao"], Role.AGENT)))
        session.add(PersonRole(person_id=cast.ids["zhao"], role=Role.MANAGEMENT))
    zhao.press("Answer")
    zhao.sees("You are not allowed to do this. Ask your supervisor if you need it.")
    assert ends_of("record_answer", cast.ids["zhao"]) == {"denied": 1}


@pytest.mark.rule("X-01")
def test_changed_roles_end_the_sign_in_and_the_press_is_not_carried_out(open_page: OpenPage, portal: Portal) -> None:
    cast = Cast.find()
    number = registered(cast, by=cast.sun).number
    chen = cast.ids["chen"]
    do(change_roles, ChangeRoles(id=chen, seen=1, roles=[Role.AGENT]), cast.admin)
    screen = Hands(open_page("chen"), "en")
    screen.go(f"/ticket?id={number}")
    screen.fill("What the customer was told", "已答复客户")
    do(change_roles, ChangeRoles(id=chen, seen=2, roles=[Role.TRAINER]), cast.admin)
    screen.press("Answer")
    screen.sees("Your sign-in has ended. Sign in again; what you typed is kept.")
    expect(screen.page.get_by_label("Sign-in name")).to_be_visible()
    assert ends_of("record_answer", chen) == {}
