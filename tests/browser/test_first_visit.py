"""A new customer is called for the first time, mostly by the keyboard; in the evening the department has its digest."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import col

from portal import clock
from portal.db.models.customers import Contact
from portal.db.models.demands import Demand, Digest
from portal.db.models.first_visits import FirstVisitItem
from portal.jobs.digests import do_digests
from portal.rules.checklists import points_of
from portal.rules.demands import DemandStatus, DigestStatus
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, VisitItem
from seed.standards import default_values
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.cast import Cast
from tests.desk import rows
from tests.new_customers import a_department, handed_over, visit

WISH = "请安排薪酬模块培训，最好在月底前"


class Keys(Hands):
    """Somebody whose hands stay on the keyboard."""

    def key(self, *keys: str) -> None:
        """Press keys one after the other, each on a page that is whole: what is not drawn yet has no key."""
        for key in keys:
            self.settled()
            self.page.keyboard.press(key)
            self.settled()

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)


def take_and_try(li: Keys, number: str) -> None:
    """It stands in the work list; nobody answers; two keys and it comes back in an hour."""
    li.go("/work-list")
    expect(li.page.get_by_role("table")).to_contain_text(number)
    li.go(f"/first-visit?id={number}")
    li.does("Take this first visit", "{number} is yours. Telephone and address are shown, which is written down.", number=number)
    li.key("Alt+n")
    li.page.get_by_role("button", name=re.compile(li.words("In an hour"))).focus()
    li.key("Enter")
    come_back = li.words("Noted. {number} comes back in your list at {time}.").partition("{time}")[0]
    expect(li.page.get_by_text(come_back.format(number=number))).to_be_visible()


def verify(li: Keys) -> None:
    """Reached: four items are right, the contact is somebody else."""
    li.key("Alt+y")
    li.sees("Noted: reached. Go through the items now.")
    for place, missing in ((1, "Organisation"), (3, "Telephone"), (4, "Address"), (5, "Software bought")):
        li.key(f"Alt+{place}")
        expect(li.page.get_by_text(li.words("Not verified: {item}.").format(item=li.words(missing)))).to_have_count(0)
    li.page.get_by_role("button", name=li.words("Correct")).nth(1).focus()
    li.key("Enter")
    said = li.page.get_by_role("textbox", name=li.words("What the customer says"))
    expect(said).to_be_visible()
    li.key("Tab", "Tab")
    expect(said).to_be_focused()
    li.type("刘晓燕")
    li.key("Tab")
    expect(li.page.get_by_role("button", name=li.words("Correct the archive"))).to_be_focused()
    li.key("Enter")
    expect(li.page.get_by_text(li.words("Not verified: {item}.").format(item=li.words("Contact person")))).to_have_count(0)


def tell(li: Keys) -> None:
    """Five ticks, with Tab and Space; a reload in the middle loses none."""
    ticks = li.page.get_by_test_id("stCheckbox").get_by_role("checkbox")
    ticks.first.focus()
    points = points_of(default_values()["first_visit.told"])
    for place, point in enumerate(points):
        expect(ticks.nth(place)).to_be_focused()
        li.key("Space")
        expect(li.page.get_by_text(li.words("Not told: {point}.").format(point=point.zh))).to_have_count(0)
        li.key("Tab")
    li.page.reload()
    li.settled()
    for place in range(len(points)):
        expect(ticks.nth(place)).to_be_checked()


def demand(li: Keys) -> None:
    """One demand, half typed before a reload, then recorded for its department."""
    wish = li.page.get_by_role("textbox", name=re.compile(li.words("What the customer asks for")))
    wish.focus()
    li.type(WISH)
    li.key("Tab")
    expect(li.page.get_by_text(re.compile(li.words("Draft kept {time}").format(time=""))).first).to_be_visible()
    li.page.reload()
    expect(wish).to_have_value(WISH)
    li.settled()
    wish.focus()
    li.key("Tab")
    li.page.keyboard.type("实施")
    li.key("Enter")
    li.page.get_by_role("checkbox", name=li.words("Said back to the customer, who agreed")).focus()
    li.key("Space")
    li.page.get_by_role("button", name=re.compile(li.words("Record the demand"))).focus()
    li.key("Enter")
    li.sees("Nothing is missing: thank the customer and close.")


@pytest.mark.rule("F-02", "F-03", "F-04", "F-05", "F-06", "F-07", "O-04", "X-02")
def test_a_new_customer_is_called_and_the_department_hears_of_the_demand_in_the_evening(open_page: OpenPage, cast: Cast) -> None:
    id = handed_over(cast, at=clock.now())
    department = a_department(cast)
    number = visit(id).number
    li = Keys(open_page("li", locale="zh-CN"), "zh_CN")
    take_and_try(li, number)
    assert visit(id).next_at > clock.now()
    verify(li)
    tell(li)
    demand(li)
    li.key("Alt+s")
    li.sees("{number} is closed. Next: the list of first visits.", number=number)
    assert visit(id).status is FirstVisitStatus.CLOSED
    verdicts = {row.item: row.verdict for row in rows(FirstVisitItem)}
    assert verdicts == {item: ItemVerdict.CONFIRMED for item in VisitItem} | {VisitItem.CONTACT: ItemVerdict.CORRECTED}
    assert rows(Contact, col(Contact.customer_id) == visit(id).customer_id)[0].name == "刘晓燕"
    assert [(row.wish, row.department_id, row.status) for row in rows(Demand)] == [(WISH, department, DemandStatus.RECORDED)]
    do_digests(lambda: clock.now() + timedelta(days=14))  # some working day is over by then
    assert [row.status for row in rows(Digest)] == [DigestStatus.WAITING]
    sun = Hands(open_page("sun", locale="zh-CN"), "zh_CN")
    sun.go("/demands?view=digests")
    sun.page.locator("summary").filter(has_text="实施部").click()
    expect(sun.page.get_by_text(WISH).first).to_be_visible()
    sun.does("It was handed over in another way", "Noted: it reached the department.")
    assert rows(Demand)[0].status is DemandStatus.SENT
