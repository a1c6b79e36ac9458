"""An agent and one customer's page: found by the last digits, telephone revealed and written down, a contact corrected."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.cast import Cast


@pytest.mark.rule("A-01", "X-02")
def test_an_agent_finds_a_customer_reveals_and_corrects_a_contact_and_reads_what_happened(
    open_page: OpenPage, cast: Cast
) -> None:
    page = open_page("li", locale="zh-CN")
    hands = Hands(page, "zh_CN")
    hands.go("/archive")
    find = page.get_by_role("textbox").first
    find.fill("8000")
    find.press("Enter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("华源机械集团有限公司")
    hands.go("/customer?id=C-2025-000001")
    expect(page.get_by_text("138****8000")).to_be_visible()
    hands.press("Show")
    expect(page.get_by_text("13800138000")).to_be_visible()
    page.get_by_role("button", name="显示地址").click()
    expect(page.get_by_text("世纪大道100号")).to_be_visible()
    hands.button("Correct").click()  # the contact's: it stands below the customer's own
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    hands.fill("Position", "财务总监")
    hands.press("Save")
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("财务总监")).to_be_visible()
    lately = ("Contact changed", "Looked at a customer's address", "Looked at a contact's telephone and mail")
    for place, told in enumerate(lately):
        expect(page.get_by_role("table").last.get_by_role("row").nth(place + 1)).to_contain_text(hands.words(told))
