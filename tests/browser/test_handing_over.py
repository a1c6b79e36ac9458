"""Sales hands over one customer on the form and many by a sheet, and gets the bad rows back, in Chinese (F-01, A-10)."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect
from sqlmodel import col

from portal.db.models.customers import Customer
from portal.db.models.first_visits import FirstVisit
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.cast import Cast
from tests.desk import rows
from tests.sheets.books import text

HEADINGS = ["客户名称", "联系人", "联系电话", "单位地址", "软件名称", "加密锁号"]
GOOD = [[f"北辰{at}厂", "刘经理", f"1370000000{at}", "上海市闵行区", "考勤管理", f"BC-{at}"] for at in range(3)]
BAD = ["北辰9厂", "刘经理", "1.37E+10", "上海市闵行区", "考勤管理", "BC-9"]


@pytest.mark.rule("F-01", "A-10")
def test_sales_hands_customers_over_and_gets_the_bad_rows_of_a_sheet_back(open_page: OpenPage, cast: Cast) -> None:
    wu = Hands(open_page("wu", locale="zh-CN"), "zh_CN")
    one_on_the_form(wu)
    the_bad_row_corrected(wu, many_by_a_sheet(wu))
    assert len(rows(FirstVisit)) == 5
    assert len(rows(Customer, col(Customer.name) == "北辰9厂")) == 1


def one_on_the_form(wu: Hands) -> None:
    """Somebody alike is shown and answered; a reload loses nothing; two clicks hand over once."""
    wu.go("/new-customer")
    wu.fill("Organisation", "華源機械（集團）")
    wu.sees("same name in another spelling")
    wu.press("It is another customer")
    expect(wu.button("It is another customer").get_by_test_id("stIconMaterial")).to_have_text("check")
    for label, words in (("Contact person", "陈芳"), ("Telephone", "13912345678"), ("Address", "杭州市文三路1号")):
        wu.fill(label, words)
    wu.page.reload()
    expect(wu.page.get_by_role("textbox", name=re.compile(wu.words("Contact person")))).to_have_value("陈芳")
    wu.settled()
    wu.fill("Software bought", "薪酬管理")
    wu.button("Hand the customer over").dblclick()
    expect(wu.page.get_by_test_id("stAlert").filter(has_text=re.compile(r"F-\d{4}-000001"))).to_be_visible()
    expect(wu.page.get_by_role("table")).to_contain_text("華源機械（集團）")


def many_by_a_sheet(wu: Hands) -> bytes:
    """A file in GBK with one bad row: looked at, then only the good ones; gives the file that came back."""
    wu.go("/import")
    choose(wu, "新客户.csv", text(HEADINGS, [*GOOD, BAD], encoding="gbk"))
    expect(wu.page.get_by_role("table").first).to_contain_text("1.37E+10")
    with wu.page.expect_download() as download:
        wu.button("These rows with the reasons").click()
    import_it(wu, "只导入正确的 3 行", "000001")
    return download.value.path().read_bytes()


def the_bad_row_corrected(wu: Hands, refused: bytes) -> None:
    """The file that came back is corrected in its place and chosen again."""
    book = openpyxl.load_workbook(io.BytesIO(refused))
    assert book.active is not None
    book.active["D2"] = "13700000009"
    corrected = io.BytesIO()
    book.save(corrected)
    choose(wu, "待改正.xlsx", corrected.getvalue())
    import_it(wu, "导入 1 行", "000002")


def choose(wu: Hands, name: str, content: bytes) -> None:
    """Choose a file and wait until it was looked at."""
    wu.page.locator("input[type=file]").set_input_files(
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )
    expect(wu.page.get_by_role("heading", name=name)).to_be_visible()
    wu.settled()


def import_it(wu: Hands, button: str, number: str) -> None:
    """Bring in what is good, and read under which number it came in."""
    wu.page.get_by_role("button", name=button).click()
    expect(wu.page.get_by_test_id("stAlert").filter(has_text=re.compile(rf"I-\d{{4}}-{number}"))).to_be_visible()
    wu.settled()
