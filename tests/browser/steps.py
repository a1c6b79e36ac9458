"""The steps of one problem's life, each before the screen of the person who takes it."""

import re

from playwright.sync_api import expect
from sqlmodel import select

from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from portal.rules.dispatch import Conduct
from tests.browser.hands import Hands

SYMPTOM = "月末工资计算到一半系统就崩溃"


def ticket_now() -> Ticket:
    with reading() as session:
        ticket = session.exec(select(Ticket)).one()
        session.expunge(ticket)
        return ticket


def order_now() -> DispatchOrder:
    with reading() as session:
        order = session.exec(select(DispatchOrder)).one()
        session.expunge(order)
        return order


def register_and_park(li: Hands) -> str:
    """The telephone rings: find, write down, park with a promised callback."""
    li.go("/new-ticket")
    find = li.page.get_by_role("textbox", name=li.words("Who is calling?"))
    find.fill("138-0013-8000")
    find.press("Enter")
    li.page.get_by_role("button", name=re.compile("张会计")).click()
    li.settled()
    li.fill("Symptom", SYMPTOM)
    li.page.reload()
    expect(li.page.get_by_role("textbox", name=re.compile(li.words("Symptom")))).to_have_value(SYMPTOM)
    li.settled()
    li.take_up(li.page.get_by_role("button", name=re.compile(li.words("Technical support"))))
    li.choose("Level 2")
    li.choose("Backed up")
    li.choose("Park: call back within the hour")
    li.tick("The customer agreed to ring off and be called back")
    li.button("Register").dblclick()
    said = li.page.get_by_test_id("stAlert").filter(has_text=re.compile(r"T-\d{4}-\d{6}"))
    expect(said).to_be_visible()
    li.sees("Open {number}", number=ticket_now().number)
    li.afterwards("Register")
    return ticket_now().number


def call_back(li: Hands, number: str) -> None:
    """The callback turns up in the work list with its countdown; it does not solve the problem."""
    li.go("/work-list")
    expect(li.page.get_by_role("table")).to_contain_text(number)
    li.go(f"/ticket?id={number}")
    li.fill("What was said", "仍然崩溃，日志显示临时表空间已满")
    li.does("Call back", "Done: {number}.", number=number)
    li.sees("Request dispatch")


def consult(sun: Hands, number: str) -> None:
    """The service manager leads the consultation; nobody can solve it from here."""
    sun.go(f"/ticket?id={number}")
    sun.choose("End the consultation")
    sun.fill("Conclusion", "远程无法处理，需要到现场扩容")
    sun.does("End the consultation", "Done: {number}.", number=number)


def request_dispatch(li: Hands, number: str) -> None:
    """An engineer is asked for, with suggestion and reason."""
    li.go(f"/ticket?id={number}")
    li.choose("Request dispatch")
    li.fill("Why an engineer has to go", "远程扩容失败，现场没有数据库管理员")
    li.fill("Suggestion for the work on site", "请带数据库工具包，当天赶到")
    li.press("Request dispatch")
    expect(li.page.get_by_test_id("stAlert").filter(has_text=re.compile(r"D-\d{4}-\d{6}"))).to_be_visible()
    li.sees("Requested as {number}: the service manager checks it now.", number=order_now().number)
    li.afterwards("Request dispatch")


def order_engineer(sun: Hands, order: str) -> None:
    """The service manager chooses from the proposal."""
    sun.go("/dispatch")
    expect(sun.page.get_by_role("table").first).to_contain_text(order)
    sun.go(f"/dispatch-order?id={order}")
    sun.does("Order the engineer", "Order {number} is with {name}, who confirms it next.", number=order, name="王志强")


def at_step(wang: Hands, step: Conduct) -> None:
    expect(wang.page.get_by_role("heading", name=wang.words(step.message))).to_be_visible()


def visit(wang: Hands, order: str) -> None:
    """On the telephone in the customer's office: confirm, appoint, nine steps, signature."""
    wang.go("/field-orders")
    wang.sees("Open {number}", number=order)
    wang.go(f"/field-orders?id={order}")
    for right in ("Problem is clear", "Proposed solution is clear", "Contact is right", "Address is right"):
        wang.tick(right)
    wang.does("Confirm the order", "Order {number} is confirmed. Next: agree the appointment.", number=order)
    wang.does("Save the appointment", "The appointment for {number} is saved.", number=order)
    wang.does("I have arrived", "Arrived in time.")
    for step in (Conduct.KNOCK, Conduct.INTRODUCE, Conduct.REPRODUCE):
        at_step(wang, step)
        wang.does("Step done", "Noted.")
    at_step(wang, Conduct.BACK_UP)
    wang.choose("Backed up")
    wang.does("Save the answer", "The answer is recorded and will be printed on the service record.")
    wang.fill("Cause", "临时表空间写满")
    wang.fill("Work done", "扩容临时表空间并重建索引")
    wang.does("Save cause and work", "Cause and work are saved.")
    for step in (Conduct.SOLVE, Conduct.EXPLAIN):
        at_step(wang, step)
        wang.does("Step done", "Noted.")
    at_step(wang, Conduct.SIGN)
    wang.sign()
    wang.does("Save the signature", "Signed. The service record of {number} is ready as PDF.", number=order)
    wang.does("Solved: finish the visit", "Order {number} is done and waits for its write-off.", number=order)
    wang.sees("This visit is over. It waits for its write-off by the service manager.")


def write_off(sun: Hands, order: str) -> None:
    """The manager's check closes the order, and with it the ticket."""
    sun.go(f"/dispatch-order?id={order}")
    sun.press("Write off")
    expect(sun.page.get_by_test_id("stAlert").filter(has_text=order)).to_be_visible()
    sun.afterwards("Write off")


def ask_customer(li: Hands, number: str) -> str:
    """A link for the customer, shown once."""
    li.go(f"/satisfaction?ask={number}")
    li.press("Make a link to send")
    link = li.page.get_by_test_id("stCode").inner_text().strip()
    assert "/s/" in link
    return link


def answer(customer: Hands, link: str) -> None:
    """The customer answers on a telephone, without signing in, once."""
    customer.page.goto(link)
    for question in ("speed", "ability", "attitude", "overall"):
        customer.page.locator(f"input[name={question}][value='5']").check()
    customer.page.locator("textarea").fill("非常及时")
    customer.page.get_by_role("button").last.click()
    expect(customer.page.locator("form")).to_have_count(0)
    customer.page.goto(link)
    expect(customer.page.locator("form")).to_have_count(0)


def sees_the_chart_move(zhou: Hands) -> None:
    """Management sees the answer in figures with their denominator."""
    expect(zhou.page.get_by_text(re.compile(r"100(\.0)?\s*%")).first).to_be_visible()
