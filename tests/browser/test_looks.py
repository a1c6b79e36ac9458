"""What can be read, reached and gone back from: measured in the browser, light and dark."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from portal import clock
from portal.clock import at_the_office
from portal.rules.calls import Ending
from portal.rules.tickets import Backup, FaultLevel
from tests.browser.conftest import PHONE, OpenPage, settled, shared_portal
from tests.browser.hands import Hands
from tests.cast import Cast
from tests.pages.desk import registered
from tests.pages.visits import Visits, order
from tests.serving import Portal

# The contrast of an element's words with what is painted behind them, as WCAG reckons it.
CONTRAST = """(element) => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = (top, ground) => {
    const share = top[3] ?? 1;
    return [0, 1, 2].map((place) => share * top[place] + (1 - share) * ground[place]);
  };
  const grounds = [];
  const around = (each) => each.parentElement ?? each.getRootNode().host;
  for (let each = element; each; each = around(each)) grounds.unshift(parts(getComputedStyle(each).backgroundColor));
  const ground = grounds.reduce((painted, next) => over(next, painted), [255, 255, 255]);
  const light = (colour) => {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = colour.map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [bright, dim] = [light(over(parts(getComputedStyle(element).color), ground)), light(ground)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}"""


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for this module, with a ticket."""
    with shared_portal(sqlite_template, tmp_path_factory.mktemp("looks")) as running:
        registered(Cast.find())
        yield running


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_chosen_can_be_read(open_page: OpenPage, dark: bool) -> None:
    page = open_page("sun", locale="zh-CN", dark=dark)
    for address in ("/queue", "/ticket?id=T-2026-000001"):
        page.goto(address)
        chosen: Locator = page.locator("[data-testid=stButtonGroup] button[data-selected=true] p, .segment:has(:checked) span")
        expect(chosen.first).to_be_visible()
        settled(page)
        for each in chosen.all():
            assert each.evaluate(CONTRAST) >= 4.5, each.inner_text()


def test_one_step_back_leads_from_a_ticket_to_the_list_as_it_was(open_page: OpenPage) -> None:
    page = open_page("sun")
    page.goto("/work-list")
    settled(page)
    page.get_by_role("navigation").locator("a[href$='tickets']").click()
    find = page.get_by_role("textbox", name="Find")
    find.fill("工资")
    find.press("Enter")
    expect(page).to_have_url(re.compile(r"find="))
    page.get_by_role("row").filter(has_text="T-2026-000001").get_by_role("cell").last.click()
    expect(page).to_have_url(re.compile(r"/ticket\?id=T-2026-000001$"))
    expect(page.get_by_role("heading", level=1, name="T-2026-000001")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/tickets\?find="))
    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    expect(find).to_have_value("工资")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/tickets$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/work-list$"))


def test_the_menu_marks_the_page_that_is_open_and_closes_behind_it_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("sun", viewport=PHONE, has_touch=True)
    page.goto("/queue")
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_role("navigation")
    expect(menu.locator("[aria-current=page]")).to_have_text(re.compile("Queue"))
    menu.get_by_role("link", name="Tickets").tap()
    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    expect(menu.locator("[aria-current=page]")).to_have_text(re.compile("Tickets"))
    page.go_back()
    expect(menu.locator("[aria-current=page]")).to_have_text(re.compile("Queue"))


def test_a_list_is_walked_by_keys_opened_in_another_tab_and_what_people_wrote_stays_text(open_page: OpenPage) -> None:
    written = "<img src=x onerror=document.title='gone'> <b>工资</b>"
    number = registered(Cast.find(), symptom=written).number
    page = open_page("sun")
    page.goto("/tickets")
    line = page.get_by_role("row").filter(has_text=number)
    expect(line).to_contain_text(written)
    expect(page.locator("tbody img, tbody b")).to_have_count(0)
    with page.context.expect_page() as other:
        line.get_by_role("cell").last.click(modifiers=["ControlOrMeta"])
    expect(other.value.get_by_role("heading", level=1, name=number)).to_be_visible()
    links = page.get_by_role("row").get_by_role("link")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    second = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(f"/{second}") + "$"))
    assert "gone" not in page.title()


def test_filters_set_in_a_breath_all_count_wait_for_the_return_and_are_cleared_at_once(open_page: OpenPage) -> None:
    page = open_page("sun")
    page.goto("/tickets")
    sun = Hands(page, "en")
    settled(page)
    sun.field("State").select_option("open")
    sun.field("Channel").select_option("phone")
    sun.field("Find").fill("工资")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"(?=.*status=open)(?=.*channel=phone)(?=.*find=)"))
    settled(page)
    page.get_by_role("navigation").locator("a[href$='queue']").click()
    expect(page.get_by_role("heading", level=1, name="Queue")).to_be_visible()
    page.get_by_role("navigation").locator("a[href$='tickets']").click()
    expect(page.get_by_role("heading", level=1, name="Tickets")).to_be_visible()
    expect(sun.field("State")).to_have_value("open")
    expect(sun.field("Channel")).to_have_value("phone")
    expect(sun.field("Find")).to_have_value("工资")
    sun.press("Clear")
    expect(page).to_have_url(re.compile(r"/tickets$"))
    expect(sun.field("State")).to_have_value("")
    expect(sun.field("Find")).to_have_value("")
    expect(page.get_by_role("button", name="Clear")).to_have_count(0)


def test_what_people_wrote_stays_text_beside_a_ticket_and_a_similar_one_unfolds_there(open_page: OpenPage) -> None:
    written = "打印机打不出工资条 **粗** :red[红] <img src=x onerror=document.title='gone'>"
    solved = registered(Cast.find(), symptom=written, ending=Ending.SOLVED, cause=written, solution=written, backup=Backup.DONE)
    number = registered(Cast.find(), symptom=written, description=written).number
    page = open_page("li")
    page.goto(f"/ticket?id={number}")
    similar = page.locator("details").filter(has_text=solved.number or "")
    expect(similar.get_by_text(written).last).not_to_be_visible()
    similar.locator("summary").click()
    expect(similar.get_by_text(written).last).to_be_visible()
    expect(page.locator(".brief img, .brief strong")).to_have_count(0)
    assert "gone" not in page.title()
    similar.get_by_role("link", name=solved.number).click()
    expect(page.get_by_role("heading", level=1, name=solved.number)).to_be_visible()


def test_of_two_lines_clicked_in_quick_succession_the_first_opens(open_page: OpenPage) -> None:
    first, second = (registered(Cast.find(), symptom=symptom).number for symptom in ("先点的", "后点的"))
    page = open_page("sun")
    page.goto("/tickets")
    spots = [
        page.get_by_role("row").filter(has_text=number).get_by_role("cell").last.bounding_box() for number in (first, second)
    ]
    for spot in spots:
        assert spot is not None
        page.mouse.click(spot["x"] + 5, spot["y"] + 10)
    expect(page.get_by_role("heading", level=1, name=first)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/ticket\?id={first}$"))
    settled(page)
    expect(page.get_by_role("heading", level=1, name=first)).to_be_visible()


def test_a_live_list_keeps_the_line_at_which_a_person_is(open_page: OpenPage) -> None:
    mine = registered(Cast.find(), symptom="先来的").number
    page = open_page("sun")
    page.goto("/queue")
    link = page.get_by_role("row").filter(has_text=mine).get_by_role("link")
    link.focus()
    arrived = registered(Cast.find(), symptom="后来先到期的", level=FaultLevel.ONE).number
    expect(page.get_by_role("table").first).to_contain_text(arrived)
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=mine)).to_be_visible()


@pytest.mark.rule("D-11")
def test_an_appointment_in_the_week_opens_its_order(open_page: OpenPage) -> None:
    id = Visits(Cast.find(), "chen").appointed()  # another test sends Wang
    starts_at = at_the_office(order(id).starts_at or clock.now())
    page = open_page("sun")
    page.goto(f"/dispatch?week={starts_at:%Y-%m-%d}")
    page.get_by_role("link", name=order(id).number).click()
    expect(page.get_by_role("heading", level=1, name=order(id).number)).to_be_visible()


def is_shown_inside(page: Page, address: str, frame: Frame) -> bool:
    """Whether a frame of the page, not the page itself, has opened an address."""
    return frame != page.main_frame and frame.url.endswith(address)


@pytest.mark.rule("D-07")
def test_the_signed_service_record_opens_in_the_browser_s_own_viewer(open_page: OpenPage) -> None:
    record = order(Visits(Cast.find()).signed()).record_id
    page = open_page("sun")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    # The viewer is a frame of the browser's own, and the document a frame of the viewer.
    shown = partial(is_shown_inside, page, f"/files/{record}")
    with page.expect_event("framenavigated", shown):
        page.goto(f"/files/{record}", wait_until="commit")
    assert refused == []


def test_the_first_chart_is_drawn_in_nobodys_sight_for_who_is_signed_in(open_page: OpenPage) -> None:
    page = open_page("li")
    page.add_init_script("""
        const set = Element.prototype.setAttribute;
        Element.prototype.setAttribute = function (name, value) {
          if (name === "class" && value === "marks") document.documentElement.dataset.charts = "drawn";
          return set.call(this, name, value);
        };
    """)
    page.goto("/account")
    expect(page.locator("html")).to_have_attribute("data-charts", "drawn")
    expect(page.locator(".vega-embed")).to_have_count(0)
