"""Sales hands customers over on one page and by sheets, sees what became of them, and nothing else (rules F-01, A-10, X-01)."""

import time
from typing import Any

import pytest
from sqlmodel import col
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.archive_sheet import SheetKind
from portal.actions.submissions import SubmitCustomer, submit_customer
from portal.db.models.customers import Customer
from portal.db.models.first_visits import FirstVisit
from portal.db.session import writing
from portal.navigation import PAGES, page_file, pages_for
from portal.rules.permissions import Role, may
from portal.ui import long_work
from tests.cast import Cast, do
from tests.desk import rows
from tests.pages import signed_in_as
from tests.pages.desk import said, tables
from tests.sheets.books import CSV, XLSX, book, text

pytestmark = pytest.mark.usefixtures("sqlite_database")
HEADINGS = ["单位名称", "联系人", "电话", "地址", "软件名称", "加密锁号"]
XIHU = ["西湖电子有限公司", "陈芳", "13912345678", "杭州市文三路1号", "薪酬管理", "XH-1"]
FIELDS = ("name", "contact", "phone", "address", "product", "dongle_number")


@pytest.fixture(autouse=True)
def _nothing_at_work() -> None:
    long_work._AT_WORK.clear()


def filled(at: AppTest, **other: str) -> AppTest:
    for name, value in {**dict(zip(FIELDS, XIHU, strict=True)), **other}.items():
        at.text_input(key=f"new-customer.{name}").set_value(value).run()
    return at


def pressed(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


@pytest.mark.rule("X-01")
def test_sales_has_this_menu_and_nothing_else(cast: Cast) -> None:
    own = [page.address for page in pages_for(lambda right: may({Role.SALES}, right))]
    assert own == ["new-customer", "import", "account"]
    at = signed_in_as(cast, "wu")
    assert not at.exception
    assert "Hand over a customer" in said(at)
    for page in PAGES:
        if page.address not in own:
            with pytest.raises(ValueError, match="page"):
                at.switch_page(page_file(page.address))


@pytest.mark.rule("F-01")
def test_a_customer_is_handed_over_on_one_form_and_stands_in_the_list(cast: Cast) -> None:
    at = pressed(filled(signed_in_as(cast, "wu", "new-customer")), "new-customer.submit")
    assert "Handed over as F-" in said(at)
    listed = tables(at)[0]
    assert list(listed["customer"]) == [XIHU[0]]
    assert rows(Customer)[-1].name == XIHU[0]


@pytest.mark.rule("F-01")
def test_what_is_missing_is_said_beside_each_field_and_nothing_is_lost(cast: Cast) -> None:
    at = pressed(filled(signed_in_as(cast, "wu", "new-customer"), contact="", phone="请问前台小姐"), "new-customer.submit")
    assert said(at).count("Please fill this in.") == 1
    assert "This is not in the expected form." in said(at)
    assert at.text_input(key="new-customer.name").value == XIHU[0]


@pytest.mark.rule("X-02")
def test_somebody_alike_is_shown_without_foreign_data_and_answered_before_saving(cast: Cast) -> None:
    at = filled(signed_in_as(cast, "wu", "new-customer"), phone="13800138000")
    words = said(at)
    assert "C-2025-000001" in words
    assert "same telephone" in words
    assert "华源" not in words
    assert "张会计" not in words
    at = pressed(at, "new-customer.submit")
    assert "Perhaps the archive has this customer already" in said(at)
    assert rows(FirstVisit) == []
    at = pressed(pressed(at, "new-customer.another"), "new-customer.submit")
    assert "Handed over as F-" in said(at)


def test_the_name_of_one_alike_is_shown_to_whoever_typed_it(cast: Cast) -> None:
    at = filled(signed_in_as(cast, "wu", "new-customer"), name="華源機械（集團）")
    assert "华源机械集团有限公司" in said(at)
    at = pressed(pressed(at, f"new-customer.same.{cast.huayuan}"), "new-customer.submit")
    assert rows(FirstVisit)[0].customer_id == cast.huayuan


@pytest.mark.rule("X-01")
def test_each_sees_only_the_own_hand_overs(cast: Cast) -> None:
    command = SubmitCustomer.of(**dict(zip(FIELDS, XIHU, strict=True)))
    do(submit_customer, command, cast.sun, at=clock.now())
    assert XIHU[0] not in str([table.to_dict() for table in tables(signed_in_as(cast, "wu", "new-customer"))])
    assert XIHU[0] in str([table.to_dict() for table in tables(signed_in_as(cast, "sun", "new-customer"))])


def test_a_finished_visit_is_told_to_whoever_handed_over(cast: Cast) -> None:
    do(submit_customer, SubmitCustomer.of(**dict(zip(FIELDS, XIHU, strict=True))), cast.wu, at=clock.now())
    with writing() as session:
        visit = session.get_one(FirstVisit, rows(FirstVisit)[0].id)
        visit.status, visit.closed_at, visit.attempts = "closed", clock.now(), 2  # type: ignore[assignment]
    listed = tables(signed_in_as(cast, "wu", "new-customer"))[0]
    assert list(listed["attempts"]) == [2]
    assert "Complete" in str(listed["status"][0])


def chosen(at: AppTest, name: str, content: bytes) -> AppTest:
    at.get("file_uploader")[0].upload(name, content, "application/octet-stream").run()
    return settled(at)


def settled(at: AppTest) -> AppTest:
    """Wait for what was begun beside the screen."""
    until = time.monotonic() + 60
    while any(not work.over.is_set() for work in long_work._AT_WORK.values()) and time.monotonic() < until:
        time.sleep(0.05)
    return at.run()


def figures(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


@pytest.mark.rule("A-10")
@pytest.mark.parametrize(("name", "content"), [(XLSX, book(HEADINGS, [XIHU])), (CSV, text(HEADINGS, [XIHU], encoding="gb18030"))])
def test_a_sheet_is_looked_at_first_and_then_brought_in(cast: Cast, name: str, content: bytes) -> None:
    at = chosen(signed_in_as(cast, "wu", "import"), name, content)
    assert figures(at) == {"Rows": "1", "New": "1", "Changed": "0", "Unchanged": "0", "Not taken": "0"}
    assert len(rows(Customer)) == 2, "nothing is saved by looking"
    at = settled(pressed(at, "import.bring_in"))
    assert "1 new, 0 changed, 0 unchanged, 0 not taken" in said(at)
    assert rows(Customer)[-1].name == XIHU[0]
    assert list(tables(at)[-1]["file_name"]) == [name]


@pytest.mark.rule("A-10")
def test_only_the_good_rows_or_nothing(cast: Cast) -> None:
    content = book(HEADINGS, [XIHU, ["东山", "", "无", "x", "", ""]])
    at = chosen(signed_in_as(cast, "wu", "import"), XLSX, content)
    assert figures(at)["Not taken"] == "1"
    wrong = tables(at)[0]
    assert set(wrong["row"]) == {3}
    assert {"联系人", "电话", "地址", "软件名称"} <= set(wrong["column"])
    nothing = pressed(at, "import.put_away")
    assert figures(nothing) == {}
    assert len(rows(Customer)) == 2
    at = chosen(signed_in_as(cast, "wu", "import"), XLSX, content)
    at = settled(pressed(at, "import.bring_in"))
    assert "1 new, 0 changed, 0 unchanged, 1 not taken" in said(at)


@pytest.mark.rule("A-10")
def test_rows_like_a_known_customer_come_in_only_when_somebody_says_so(cast: Cast) -> None:
    at = chosen(
        signed_in_as(cast, "wu", "import"), XLSX, book(HEADINGS, [["新单位", "陈芳", "13800138000", "杭州", "薪酬管理", ""]])
    )
    assert figures(at)["New"] == "0"
    at = settled(at.checkbox(key="import.others").set_value(True).run())
    assert figures(at)["New"] == "1"


BAD = [
    ("客户.xls", b"\xd0\xcf\x11\xe0"),
    ("客户.csv", b""),
    ("客户.xlsx", b"PK\x03\x04"),
    ("客户.csv", "序号,备用\n1,2\n".encode()),
]


@pytest.mark.rule("A-10")
@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(cast: Cast, name: str, content: bytes) -> None:
    at = chosen(signed_in_as(cast, "wu", "import"), name, content)
    assert at.error
    assert not at.exception
    assert figures(at) == {}


@pytest.mark.rule("X-01")
def test_sales_brings_in_hand_overs_only_and_a_manager_also_the_archive(cast: Cast) -> None:
    assert not signed_in_as(cast, "wu", "import").get("segmented_control")
    at = signed_in_as(cast, "sun", "import")
    assert at.get("segmented_control")
    content = book(["客户编号", "单位名称", "地区"], [["C-2025-000001", "华源机械集团有限公司", "华南"]])
    at = at.segmented_control(key="import.kind").set_value(SheetKind.ARCHIVE).run()
    at = chosen(at, XLSX, content)
    assert figures(at)["Changed"] == "1"
    settled(pressed(at, "import.bring_in"))
    assert rows(Customer, col(Customer.id) == cast.huayuan)[0].region == "华南"


def test_an_import_goes_on_when_its_person_goes_elsewhere(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(long_work, "SOON", 0)
    at = signed_in_as(cast, "wu", "import")
    at.get("file_uploader")[0].upload(XLSX, book(HEADINGS, [XIHU]), "application/octet-stream").run()
    at = settled(at)
    pressed(at, "import.bring_in")
    elsewhere = signed_in_as(cast, "wu", "new-customer")
    settled(elsewhere)
    assert rows(Customer)[-1].name == XIHU[0]
    assert "1 new" in said(signed_in_as(cast, "wu", "import"))


def test_a_fault_in_long_work_reaches_the_screen_once(cast: Cast, monkeypatch: Any) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    long_work.begin(cast.ids["wu"], "import.read", "Reading the sheet", broken)
    with pytest.raises(ZeroDivisionError):
        long_work.of(cast.ids["wu"], "import.read")
    assert long_work.of(cast.ids["wu"], "import.read") is None
