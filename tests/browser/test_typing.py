"""Nothing typed is lost: by a reload, an ended sign-in, a cut line, a refresh; and a screen that is out of date says so."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, update

from portal import clock
from portal.actions.drafts import draft_of
from portal.db.models.people import SignIn
from portal.db.session import writing
from tests.browser.conftest import OpenPage, fill_in, give_password, shared_portal
from tests.browser.hands import Hands
from tests.cast import Cast
from tests.pages.desk import registered
from tests.security.conftest import cookie_of
from tests.security.screens import Screen, drive
from tests.serving import Portal, running_portal

TOLD = "What the customer was told"
# Streamlit's sockets are reachable for a test only if they are noted when they are made.
NOTES_SOCKETS = """
window.lines = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain { constructor(...given) { super(...given); window.lines.push(this) } };
"""


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for this module: each test has a ticket of its own."""
    with shared_portal(sqlite_template, tmp_path_factory.mktemp("typing")) as running:
        yield running


@pytest.fixture
def li(open_page: OpenPage, portal: Portal) -> Hands:
    """Li before a ticket of her own, about to write down what she told the customer."""
    give_password("li")
    page = open_page("li")
    page.add_init_script(NOTES_SOCKETS)
    hands = Hands(page, "en")
    hands.go(f"/ticket?id={registered(Cast.find()).number}")
    return hands


def type_on(li: Hands, text: str) -> None:
    """Type without leaving the field, as somebody does who is still thinking."""
    li.page.get_by_role("textbox", name=TOLD).press_sequentially(text)


def stands(li: Hands, text: str) -> None:
    expect(li.page.get_by_role("textbox", name=TOLD)).to_have_value(text)


def cut(page: Page) -> None:
    """Cut the line as a pulled plug does."""
    page.context.set_offline(True)
    page.evaluate("window.lines.forEach((line) => line.close())")
    expect(page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")


def mend(page: Page) -> None:
    """Plug it in again."""
    page.context.set_offline(False)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")


def test_half_a_sentence_survives_a_reload(li: Hands) -> None:
    type_on(li, "正在检查临时表")
    li.page.get_by_text("Draft kept").wait_for()
    li.page.reload()
    stands(li, "正在检查临时表")


def test_the_last_words_survive_a_reload_that_is_quicker_than_the_line(li: Hands) -> None:
    li.page.evaluate("window.lines.forEach((line) => { line.send = () => {}; })")
    type_on(li, "刚说到一半就刷新")
    li.page.reload()
    stands(li, "刚说到一半就刷新")
    li.page.get_by_text("Draft kept").wait_for()
    li.page.reload()
    stands(li, "刚说到一半就刷新")


@pytest.mark.rule("X-01")
def test_half_a_sentence_survives_the_end_of_the_sign_in(li: Hands) -> None:
    type_on(li, "先停掉月末任务")
    li.page.get_by_text("Draft kept").wait_for()
    with writing() as session:
        session.exec(update(SignIn).where(col(SignIn.person_id) == Cast.find().ids["li"]).values(ended_at=clock.now()))
    li.press("Answer")
    li.sees("Your sign-in has ended. Sign in again; what you typed is kept.")
    fill_in(li.page, "li")
    expect(li.page.get_by_label("Sign-in name")).to_have_count(0)
    stands(li, "先停掉月末任务")
    li.does("Answer", "Done: {number}.", number=li.page.url.rpartition("=")[2])


def test_what_was_typed_to_the_last_key_before_the_line_was_cut_is_there_when_it_is_back(li: Hands) -> None:
    field = li.page.get_by_role("textbox", name=TOLD)
    type_on(li, "断线之前，")
    li.page.get_by_text("Draft kept").wait_for()
    type_on(li, "最后一个字")
    cut(li.page)
    expect(field).to_be_disabled()  # nobody types into the void
    mend(li.page)
    expect(field).to_be_enabled()
    stands(li, "断线之前，最后一个字")
    type_on(li, "，恢复之后")
    stands(li, "断线之前，最后一个字，恢复之后")
    li.does("Answer", "Done: {number}.", number=li.page.url.rpartition("=")[2])
    expect(li.page.get_by_text("断线之前，最后一个字，恢复之后").last).to_be_visible()


@pytest.mark.parametrize(("link", "title"), [("a[href^='customer?']", "华源机械"), ("nav a[href='queue']", "Queue")])
def test_what_was_typed_just_before_another_page_was_asked_for_is_there_on_the_way_back(li: Hands, link: str, title: str) -> None:
    leads_away = li.page.locator(link).first
    expect(leads_away).to_be_visible()
    type_on(li, "说到一半就去看")
    leads_away.click()  # at once, as a finger's tap does
    expect(li.page.get_by_role("heading", level=1, name=title)).to_be_visible()
    li.page.go_back()
    stands(li, "说到一半就去看")


def test_what_was_typed_just_before_a_step_in_the_history_is_there_on_the_way_back(li: Hands) -> None:
    li.page.locator("nav a[href='queue']").click()
    queue = li.page.get_by_role("heading", level=1, name="Queue")
    expect(queue).to_be_visible()
    li.page.go_back()
    type_on(li, "说到一半就翻回去")
    li.page.keyboard.down("Alt")  # Alt and an arrow; no hand presses both in one frame
    li.page.evaluate("() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    li.page.go_forward()
    li.page.keyboard.up("Alt")
    expect(queue).to_be_visible()
    li.page.go_back()
    stands(li, "说到一半就翻回去")


def test_a_link_opens_nothing_while_the_line_is_cut(li: Hands) -> None:
    here = li.page.url
    customer = li.page.locator("a[href^='customer?']").first
    expect(customer).to_be_visible()
    cut(li.page)
    customer.click()
    mend(li.page)
    li.settled()
    expect(li.page).to_have_url(here)
    customer.click()
    expect(li.page).to_have_url(re.compile(r"/customer\?id="))


@pytest.mark.parametrize("turn", range(5))  # which step the portal is at differs
def test_a_field_is_kept_though_the_line_goes_before_the_page_has_said_anything(portal: Portal, turn: int) -> None:
    both = {"name": f"先锋纺织{turn}", "dongle_number": f"HY-7700{turn}"}

    async def leave_at_once() -> None:
        screen = await two_fields_left(portal, both)
        await screen.arrived()  # and still waits behind the first one when the line goes
        await screen.close()

    drive(leave_at_once)
    assert comes_to_be_kept("wu", "new-customer", both)


@pytest.mark.parametrize("turn", range(5))
def test_a_field_is_kept_though_another_page_is_asked_for_in_the_same_breath(portal: Portal, turn: int) -> None:
    both = {"name": f"远航物流{turn}", "dongle_number": f"HY-8800{turn}"}

    async def go_on_at_once() -> None:
        screen = await two_fields_left(portal, both)
        await screen.run("account")
        await screen.close()

    drive(go_on_at_once)
    assert comes_to_be_kept("wu", "new-customer", both)


@pytest.mark.parametrize("turn", range(5))
def test_a_page_that_is_said_to_be_complete_has_its_form_though_a_field_was_left_meanwhile(portal: Portal, turn: int) -> None:
    async def leave_a_field_while_the_page_is_drawn() -> str:
        screen = await Screen(portal.url, cookie_of("wu")).open()
        await screen.run("new-customer")
        screen.said = []
        await screen.ask("new-customer")
        await screen.hear()  # it has begun
        await screen.type("联系人 *", f"陈芳{turn}")
        while await screen.hear() != "FINISHED_SUCCESSFULLY":
            pass
        await screen.close()
        return screen.text

    # A browser forgets what stands in fields that a complete page does not have, and sends that they are empty.
    assert "new-customer.contact" in drive(leave_a_field_while_the_page_is_drawn)


async def two_fields_left(portal: Portal, both: dict[str, str]) -> Screen:
    """Wu's screen, two fields of the form left a moment ago: the portal has not said anything to that yet."""
    screen = await Screen(portal.url, cookie_of("wu")).open()
    await screen.run("new-customer")
    await screen.type("单位名称 *", both["name"])
    await screen.type("加密锁号", both["dongle_number"])
    return screen


def comes_to_be_kept(who: str, form: str, values: dict[str, str]) -> bool:
    """Whether a person's draft of a form holds these values within a while."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        draft = draft_of(Cast.find().ids[who], form)
        if draft and draft.content["values"] == values:
            return True
    return False


def test_a_refreshing_queue_leaves_the_typing_and_the_open_box_alone(li: Hands) -> None:
    li.go("/queue")
    find = li.page.get_by_role("textbox", name="Find")
    find.press_sequentially("工资")
    arrived = registered(Cast.find(), symptom="工资单打印不出来").number
    expect(li.page.get_by_role("table").first).to_contain_text(arrived)
    expect(find).to_have_value("工资")
    expect(find).to_be_focused()
    find.fill("")
    level = li.field("Fault level")
    level.click()
    level.evaluate("box => { box.is_the_one_that_was_opened = true; }")
    arrived = registered(Cast.find(), symptom="考勤机连不上").number
    expect(li.page.locator("table").first).to_contain_text(arrived)
    expect(level).to_be_focused()
    assert level.evaluate("box => box.is_the_one_that_was_opened")
    level.select_option("Level 3")
    expect(li.page).to_have_url(re.compile("level=3"))


SILENT = {
    "en-GB": ("The portal does not answer.", "these figures are old. Reload the page."),
    "zh-CN": ("门户暂时没有响应", "以下数据可能已过时"),
}


def test_a_screen_whose_server_is_gone_says_so_loudly(open_page: OpenPage, portal: Portal, tmp_path: Path) -> None:
    with running_portal(tmp_path) as gone:
        pages = {locale: open_page("zhou", locale=locale) for locale in SILENT}
        for page in pages.values():
            page.goto(f"{gone.url}/queue")
            expect(page.get_by_role("table").first).to_be_visible()
        gone.process.terminate()
        for locale, (silent, stale) in SILENT.items():
            page = pages[locale]
            expect(page.get_by_text(silent).first).to_be_visible()
            expect(page.get_by_role("alert", include_hidden=True).filter(has_text=stale).first).to_be_visible(timeout=30_000)
