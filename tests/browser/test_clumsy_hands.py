"""Double clicks, reloads, the back button and a second press: each deed is done once all the same."""

from collections import Counter
from dataclasses import dataclass

from playwright.sync_api import expect
from sqlalchemy import func
from sqlmodel import select

from portal.actions.audit import first_broken_link
from portal.db.base import Table
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.records import AuditEntry
from portal.db.models.tickets import Callback, Consultation, Ticket
from portal.db.session import reading
from portal.rules.dispatch import OrderStatus
from portal.rules.tickets import TicketStatus
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import Hands
from tests.browser.steps import (
    call_back,
    consult,
    order_engineer,
    order_now,
    register_and_park,
    request_dispatch,
    ticket_now,
    visit,
    write_off,
)
from tests.cast import Cast
from tests.pages.desk import registered

# These buttons ask for more once they did their work (the next step, the work written anew): pressing them again is no mistake.
ASKS_FOR_MORE = {"Step done", "Save cause and work"}
CLICK_HELD = 70  # milliseconds, so that the two clicks of a double click are as far apart as a hand's


@dataclass(frozen=True)
class ClumsyHands(Hands):
    """Somebody who double-clicks everything, reloads after it, goes back in the history and presses again."""

    def press(self, label: str) -> None:
        self.button(label).dblclick(delay=CLICK_HELD)
        self.settled()

    def afterwards(self, label: str) -> None:
        self.page.reload()
        self.settled()
        here = self.page.url
        self.page.goto("/account")
        expect(self.page.get_by_role("heading", name=self.words("My account"))).to_be_visible()
        self.page.go_back()
        expect(self.page).to_have_url(here)
        self.settled()
        again = self.page.locator("[class*='-submit'] button").filter(has_text=self.words(label))
        if label not in ASKS_FOR_MORE and again.count():
            again.last.dblclick(delay=CLICK_HELD)
            self.settled()


def deeds() -> Counter[tuple[str, str]]:
    """How often each deed stands in the audit, with how it ended."""
    with reading() as session:
        rows = session.exec(select(AuditEntry.deed, AuditEntry.outcome)).all()
    return Counter((deed, outcome) for deed, outcome in rows)


def number_of(table: type[Table]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_nothing_is_done_twice_by_clumsy_hands(open_page: OpenPage, cast: Cast) -> None:
    li = ClumsyHands(open_page("li"), "en")
    sun = ClumsyHands(open_page("sun"), "en")
    wang = ClumsyHands(open_page("wang", viewport=PHONE, has_touch=True), "en")
    number = register_and_park(li)
    call_back(li, number)
    consult(sun, number)
    request_dispatch(li, number)
    order = order_now().number
    order_engineer(sun, order)
    visit(wang, order)
    write_off(sun, order)
    once = (
        "register_call",
        "reveal_contact",
        "call_back",
        "end_consultation",
        "request_dispatch",
        "order_engineer",
        "confirm_order",
        "appoint",
        "arrive",
        "record_site_backup",
        "record_work",
        "sign_order",
        "finish_order",
        "write_off",
    )
    assert deeds() == Counter({(deed, "done"): 1 for deed in once} | {("tick_step", "done"): 5})
    assert {table.__name__: number_of(table) for table in (Ticket, Callback, Consultation, DispatchOrder)} == {
        "Ticket": 1,
        "Callback": 1,
        "Consultation": 1,
        "DispatchOrder": 1,
    }
    assert ticket_now().status is TicketStatus.SOLVED
    assert order_now().status in (OrderStatus.WRITTEN_OFF, OrderStatus.ARCHIVED)
    with reading() as session:
        assert first_broken_link(session) is None


def test_a_form_sent_three_times_by_the_keyboard_is_saved_once_and_says_so(open_page: OpenPage, cast: Cast) -> None:
    li = Hands(open_page("li"), "en")
    number = registered(cast).number
    said = li.page.get_by_test_id("stAlert")
    for count in range(1, 4):
        li.go(f"/ticket?id={number}")
        li.fill("What the customer was told", f"第{count}次答复")
        li.page.get_by_role("textbox", name="What the customer was told").focus()
        for _press in range(3):
            li.page.keyboard.press("Control+Enter")
        li.settled()
        expect(li.page.get_by_text(f"第{count}次答复").last).to_be_visible()
        expect(li.page.get_by_role("textbox", name="What the customer was told")).to_have_value("")
        expect(said).to_have_count(1)
        expect(said).to_contain_text(f"Done: {number}.")
        assert deeds()[("record_answer", "done")] == count


def test_a_page_reloaded_in_the_middle_of_saving_registers_one_ticket(open_page: OpenPage, cast: Cast) -> None:
    li = Hands(open_page("li"), "en")
    li.go(f"/new-ticket?customer={cast.huayuan}")
    li.fill("Symptom", "系统崩溃，正在保存时刷新页面")
    li.page.get_by_role("button", name="Category: Technical support?").click()
    expect(li.page.get_by_role("button", name="Category: Technical support?")).to_have_count(0)
    li.settled()
    li.button("Register").dblclick()
    li.page.reload()
    symptom = li.page.get_by_role("textbox", name="Symptom")
    expect(symptom).to_be_visible()
    li.settled()
    if symptom.input_value():
        li.press("Register")
        expect(li.page.get_by_test_id("stAlert").filter(has_text="T-")).to_be_visible()
    li.go("/tickets")
    expect(li.page.get_by_role("table")).to_contain_text(ticket_now().number)
    assert deeds() == Counter({("register_call", "done"): 1})
