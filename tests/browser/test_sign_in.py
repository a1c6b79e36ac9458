"""Signing in, staying in, and being shut out, as people see it in a browser (rule X-01)."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.actions.invitations import link_of
from portal.actions.people import ChangeRoles, InvitePerson, PersonSeen, change_roles, deactivate_person, invite_person
from portal.auth.cookie import SIGN_IN
from portal.rules.permissions import Role
from tests.browser.conftest import PASSPHRASE, PHONE, OpenPage, fill_in, give_password, settled, shared_portal
from tests.cast import Cast, do
from tests.serving import Portal

pytestmark = pytest.mark.rule("X-01")


SEES_THE_FORM = """
window.seen = false;
const look = () => { window.seen ||= !!document.querySelector("input[autocomplete=current-password]") };
new MutationObserver(look).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for this module: whoever is shut out in a test has no part in another."""
    with shared_portal(sqlite_template, tmp_path_factory.mktemp("sign-in")) as running:
        yield running


def account(page: Page) -> None:
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def form(page: Page) -> None:
    expect(page.get_by_label("Sign-in name")).to_be_visible()


def cookies(page: Page) -> dict[str, dict[str, object]]:
    return {str(cookie["name"]): dict(cookie) for cookie in page.context.cookies()}


def test_somebody_signs_in_and_lands_on_the_page_they_asked_for(page: Page) -> None:
    give_password("li")
    page.goto("/account?seen=1")
    fill_in(page, "LI ")
    account(page)
    assert page.url.endswith("/account?seen=1")
    kept = cookies(page)[SIGN_IN]
    assert (kept["httpOnly"], kept["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie").find(SIGN_IN) == -1


def test_nothing_of_the_form_flashes_up_on_reload(open_page: OpenPage) -> None:
    page = open_page("li")
    page.goto("/account")
    account(page)
    page.add_init_script(SEES_THE_FORM)
    page.reload()
    account(page)
    assert page.evaluate("window.seen") is False


def test_a_wrong_password_is_said_in_english_and_in_chinese(open_page: OpenPage) -> None:
    give_password("li")
    page = open_page()
    page.goto("/")
    fill_in(page, "li", "not this one at all")
    expect(page.get_by_text("The name or the password is not right.")).to_be_visible()
    page = open_page(locale="zh-CN")
    page.goto("/")
    page.get_by_label("登录名").fill("li")
    page.get_by_label("密码", exact=True).fill("not this one at all")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("登录名或密码不正确")).to_be_visible()


def test_the_language_chosen_at_the_door_is_kept(open_page: OpenPage) -> None:
    give_password("li")
    page = open_page(locale="zh-CN")
    page.goto("/account")
    page.get_by_label("登录名").wait_for()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_label("Sign-in name")).to_be_visible()
    settled(page)
    fill_in(page, "li")
    account(page)
    page.reload()
    account(page)


def test_a_replayed_cookie_is_worth_nothing_after_signing_out(open_page: OpenPage) -> None:
    page = open_page("wu")
    page.goto("/account")
    account(page)
    stolen = page.context.cookies()
    page.get_by_role("button", name="Sign out").last.click()
    form(page)
    expect(page).to_have_url(re.compile(r":\d+/$"))
    assert SIGN_IN not in cookies(page)
    page.context.add_cookies(stolen)  # type: ignore[arg-type]
    page.goto("/account")
    form(page)


def test_a_deactivated_person_is_thrown_out_at_the_next_click(open_page: OpenPage) -> None:
    cast = Cast.find()
    page = open_page("chen")
    page.goto("/account")
    account(page)
    do(deactivate_person, PersonSeen(id=cast.ids["chen"], seen=1), cast.admin)
    page.get_by_role("button", name="Use this language").click()
    form(page)
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()


def test_changed_roles_change_the_menu_at_the_next_sign_in(open_page: OpenPage) -> None:
    cast = Cast.find()
    page = open_page("admin")
    page.goto("/")
    expect(page.get_by_role("link", name="Audit")).to_be_visible()
    other = open_page("zhao")
    other.goto("/audit")
    expect(other.get_by_role("heading", name="Nothing here")).to_be_visible()
    do(change_roles, ChangeRoles(id=cast.ids["zhao"], seen=1, roles=[Role.ADMINISTRATOR]), cast.admin)
    other.reload()
    form(other)


def test_two_tabs_share_one_sign_in(open_page: OpenPage) -> None:
    page = open_page("li")
    page.goto("/account")
    account(page)
    second = page.context.new_page()
    second.goto("/account")
    account(second)


def test_an_unknown_address_says_so_and_leads_back(page: Page) -> None:
    answer = page.goto("/no/such/page")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    page.get_by_role("link", name="Go to the portal").click()
    form(page)


def test_an_invited_person_chooses_a_password_and_is_in(open_page: OpenPage, portal: Portal) -> None:
    cast = Cast.find()
    command = InvitePerson(name="冯燕", sign_in_name="feng", roles=[Role.AGENT])
    outcome = do(invite_person, command, cast.admin, at=clock.now())
    secret = link_of(str(outcome.facts["invitation"])).rpartition("/")[2]
    page = open_page(viewport=PHONE)
    page.goto(f"/i/{secret}")
    page.get_by_label("Password").fill("1234567890")
    page.get_by_label("The same again").fill("1234567890")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("easy to guess")
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_label("The same again").fill(PASSPHRASE)
    page.get_by_role("button").click()
    settled(page)
    assert SIGN_IN in cookies(page)
    assert httpx.get(f"{portal.url}/i/{secret}").status_code == 410


def test_a_password_change_keeps_this_browser_and_shuts_out_the_others(open_page: OpenPage) -> None:
    give_password("qian")
    here, there = open_page("qian"), open_page("qian")
    for each in (here, there):
        each.goto("/account")
        account(each)
    stolen = here.context.cookies()
    for label, words in (("Present password", PASSPHRASE), ("New password", "x"), ("New password again", "x")):
        here.get_by_label(label, exact=False).first.wait_for()
        here.get_by_role("textbox", name=label).first.fill(words if label == "Present password" else "eleven ships at anchor")
    here.get_by_role("button", name="Change the password").click()
    deadline = time.monotonic() + 15
    while cookies(here).get(SIGN_IN, {}).get("value") in {cookie["value"] for cookie in stolen} and time.monotonic() < deadline:
        here.wait_for_timeout(100)
    account(here)
    there.reload()
    form(there)


def test_nothing_leaves_the_machine_and_the_console_stays_clean(open_page: OpenPage, portal: Portal) -> None:
    page = open_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/account")
    form(page)
    settled(page)
    assert [url for url in asked if not url.startswith((portal.url, "data:", "blob:"))] == []
    assert complaints == []
