"""A sheet is brought in whole or not at all: once, with every bad row given back (rule A-10)."""

from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from portal.actions.archive_sheet import ArchiveRow, SheetKind
from portal.actions.arrival import MADE, Arrival
from portal.actions.audit import first_broken_link
from portal.actions.command import Command, title
from portal.actions.deed import Outcome
from portal.actions.imports import NothingToTake, RowsRefused, import_customers
from portal.actions.progress import heard_by
from portal.actions.sheet_matching import Terms
from portal.actions.sheet_preview import Preview, bad_after, on_other_terms, preview, refused_rows, template
from portal.actions.sheet_rows import ColumnsMissing, check_rows
from portal.actions.submissions import NewCustomer
from portal.db.models.customers import Contact, Customer, Installation, Project
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.models.imports import SheetImport
from portal.db.models.records import Event
from portal.db.session import reading, writing
from portal.errors import NotAllowed
from portal.i18n import speaking
from portal.sheets.reading import as_sheet
from tests.builders import a, longest
from tests.cast import Cast, do
from tests.desk import rows
from tests.sheets.books import CSV, XLSX, book, text

pytestmark = pytest.mark.rule("A-10")
FIVE = ["单位名称", "联系人", "电话", "地址", "软件名称", "加密锁号"]
HANDOVER, ARCHIVE = Terms(SheetKind.HANDOVER, named=False), Terms(SheetKind.ARCHIVE)


def five(at: int, **other: str) -> list[str]:
    good = [f"西湖电子{at}厂", "陈芳", f"139{at:08d}", "杭州市文三路1号", "薪酬管理", f"XH-{at:05d}"]
    return [other.get(heading, cell) for heading, cell in zip(FIVE, good, strict=True)]


def seen(rows: Sequence[Sequence[Any]], terms: Terms = HANDOVER, headings: Sequence[str] = FIVE) -> Preview:
    with reading() as session:
        return preview(session, XLSX, book(headings, rows), terms)


def bring_in(cast: Cast, of: Preview, *, only_good: bool = False, by: str = "wu") -> Outcome:
    return do(import_customers, of.command(only_good=only_good), getattr(cast, by))


def counts(of: Preview) -> tuple[int, int, int, int]:
    return len(of.matched.new), len(of.matched.changed), len(of.matched.unchanged), len(of.bad)


@pytest.mark.rule("F-01")
def test_a_sheet_of_sales_hands_every_customer_over(database: str, cast: Cast) -> None:
    sheet = seen([five(1), five(2)])
    assert counts(sheet) == (2, 0, 0, 0)
    made = bring_in(cast, sheet)
    assert made.facts == {"rows": 2, "added": 2, "changed": 0, "unchanged": 0, "refused": 0}
    customers, visits = rows(Customer)[2:], rows(FirstVisit)
    assert [each.name for each in customers] == ["西湖电子1厂", "西湖电子2厂"]
    assert [each.customer_id for each in visits] == [each.id for each in customers]
    assert len(rows(FirstVisitItem)) == 10
    assert [each.phone for each in rows(Contact)[1:]] == ["13900000001", "13900000002"]
    kept = rows(SheetImport)[0]
    assert (kept.number, kept.file_name, kept.added, kept.by_id) == (made.number, XLSX, 2, cast.ids["wu"])
    with reading() as session:
        assert first_broken_link(session) is None


def test_each_customer_of_a_sheet_has_one_event_and_the_sheet_one(database: str, cast: Cast) -> None:
    bring_in(cast, seen([five(1), five(2)]))
    told = [(event.kind, event.subject) for event in rows(Event)]
    assert told == [("customer_submitted", "first_visit")] * 2 + [("sheet_imported", "import")]


def test_importing_twice_changes_nothing(database: str, cast: Cast) -> None:
    lines = [["", "西湖电子", "重点客户", "陈芳", "13912345678", "薪酬管理", "8.3", "xh 10086", "人力项目", "2025-01-01"]]
    headings = ["客户编号", "单位名称", "重要程度", "联系人", "电话", "软件名称", "版本", "加密锁号", "项目名称", "签订日期"]
    for kept in (1, 2):
        sheet = seen(lines, ARCHIVE, headings)
        bring_in(cast, sheet, by="sun")
        assert len(rows(SheetImport)) == kept
        assert [len(rows(table)) for table in (Customer, Contact, Installation, Project)] == [3, 2, 2, 2]
    assert counts(seen(lines, ARCHIVE, headings)) == (0, 0, 1, 0)
    with reading() as session:
        assert preview(session, XLSX, sheet.content, ARCHIVE).before == "I-2026-000002"
    bring_in(cast, seen([five(9)]))
    bring_in(cast, seen([five(9)]))
    assert len(rows(FirstVisit)) == 1


def test_a_known_customer_is_changed_where_the_sheet_says_something_else(database: str, cast: Cast) -> None:
    headings = ["客户编号", "单位名称", "简称", "地区", "联系人", "职务", "电话", "软件名称", "版本", "加密锁号"]
    line = [
        "C-2025-000001",
        "华源机械集团有限公司",
        "",
        "华南",
        "张会计",
        "财务总监",
        "13900000009",
        "薪酬管理",
        "9.0",
        "HY-20931",
    ]
    sheet = seen([line], ARCHIVE, headings)
    assert counts(sheet) == (0, 1, 0, 0)
    assert sorted(sheet.matched.changed[0].fields()) == ["phone", "position", "product_version", "region"]
    bring_in(cast, sheet, by="sun")
    customer, contact = rows(Customer)[0], rows(Contact)[0]
    assert (customer.region, customer.short_name, customer.version) == ("华南", "华源机械", 2)
    assert (contact.phone, contact.position, contact.mail, contact.version) == (
        "13900000009",
        "财务总监",
        "zhang@huayuan.example",
        2,
    )
    assert rows(Installation)[0].product_version == "9.0"
    assert counts(seen([line], ARCHIVE, headings)) == (0, 0, 1, 0)


WRONG = [
    ({"电话": ""}, "电话"),
    ({"电话": "1.38E+10"}, "电话"),
    ({"电话": "请问前台"}, "电话"),
    ({"单位名称": ""}, "单位名称"),
    ({"地址": "路" * 201}, "地址"),
]


@pytest.mark.parametrize(("wrong", "heading"), WRONG)
def test_what_is_wrong_is_said_by_row_column_value_and_reason(
    sqlite_database: str, cast: Cast, wrong: dict[str, str], heading: str
) -> None:
    with speaking("zh_CN"):
        sheet = seen([five(1), five(2, **wrong)])
        assert counts(sheet) == (1, 0, 0, 1)
        bad = sheet.bad[0]
        assert (bad.row.number, [(cell.heading, cell.value) for cell in bad.wrong]) == (3, [(heading, wrong[heading])])
        assert bad.wrong[0].why
        with pytest.raises(RowsRefused):
            bring_in(cast, sheet)
        assert len(rows(Customer)) == 2, "nothing half imported"
        made = bring_in(cast, sheet, only_good=True)
        assert (made.facts["added"], made.facts["refused"]) == (1, 1)


def test_bad_rows_come_back_whole_with_the_reason_first_and_go_in_once_corrected(sqlite_database: str, cast: Cast) -> None:
    headings = [*FIVE, "内部备注"]
    lines = [[*five(1), "甲"], [*five(2, 电话="无"), "=1+1"]]
    sheet = seen(lines, headings=headings)
    path = openpyxl.load_workbook(_file(refused_rows(sheet.understood, sheet.bad))).active
    back = [[cell.value or "" for cell in row] for row in path.iter_rows()]
    assert back[0][1:] == headings
    assert back[1][1:] == lines[1]
    assert "电话" in back[1][0]
    assert {cell.data_type for row in path.iter_rows() for cell in row} == {"s"}
    back[1][3] = "13900000002"
    assert counts(seen(back[1:], headings=back[0])) == (1, 0, 0, 0)


def _file(content: bytes) -> Any:
    from io import BytesIO

    return BytesIO(content)


def test_dates_in_the_wrong_order_say_which(sqlite_database: str, cast: Cast) -> None:
    headings = ["单位名称", "项目名称", "签订日期", "验收日期", "免费服务开始", "免费服务结束"]
    line = ["西湖电子", "人力项目", "2025/3/1", "2025-02-01", "2025年6月1日", "20250501"]
    bad = seen([line], ARCHIVE, headings).bad[0]
    assert len(bad.wrong) == 2
    assert "2025-02-01" in bad.sentence()
    assert "2025-03-01" in bad.sentence()


LIKE = [({"单位名称": "華源機械（集團）"}, True), ({"加密锁号": "hy-20931"}, False), ({"电话": "138-0013-8000"}, False)]


@pytest.mark.rule("X-02")
@pytest.mark.parametrize(("like", "by_name"), LIKE)
def test_somebody_like_it_is_not_taken_in_silently_nor_shown_to_sales(
    database: str, cast: Cast, like: dict[str, str], by_name: bool
) -> None:
    sheet = seen([five(1, **like)])
    assert counts(sheet) == (0, 0, 0, 1)
    why = sheet.bad[0].sentence()
    assert "C-2025-000001" in why
    assert ("华源机械集团有限公司" in why) is by_name
    assert "张会计" not in why
    with reading() as session:
        other = on_other_terms(session, sheet, Terms(SheetKind.HANDOVER, others=True, named=False))
    assert counts(other) == (1, 0, 0, 0)
    assert bring_in(cast, other).facts["added"] == 1


def test_the_same_customer_twice_in_a_sheet_is_one_and_two_different_rows_are_not_guessed(
    sqlite_database: str, cast: Cast
) -> None:
    sheet = seen([five(1), five(1), five(1, 电话="13999999999"), five(3, 加密锁号="XH-00001")])
    assert counts(sheet) == (1, 0, 1, 2)
    assert all("2" in bad.sentence() for bad in sheet.bad)


def test_a_customer_that_came_in_between_preview_and_import_is_not_doubled(database: str, cast: Cast) -> None:
    sheet = seen([five(1), five(2)])
    bring_in(cast, seen([five(7, 电话=five(1)[2]), five(2)]))
    with pytest.raises(RowsRefused):
        bring_in(cast, sheet)
    with reading() as session:
        made = preview(session, XLSX, sheet.content, HANDOVER)
    assert counts(made) == (0, 0, 1, 1)
    assert bad_after(sheet, made.matched.conflicts)[0].row.cells[0] == five(1)[0]


def test_a_sheet_without_a_good_row_brings_nothing(database: str, cast: Cast) -> None:
    sheet = seen([five(1, 电话="无")])
    with pytest.raises(NothingToTake) as refused:
        bring_in(cast, sheet, only_good=True)
    assert XLSX in refused.value.sentence()
    assert rows(SheetImport) == []


def test_a_sheet_without_a_needed_column_says_which(sqlite_database: str) -> None:
    with pytest.raises(ColumnsMissing) as refused, speaking("zh_CN"):
        seen([["西湖电子"]], headings=["单位名称"])
    with speaking("zh_CN"):
        assert "电话" in refused.value.sentence()


@pytest.mark.rule("X-01")
def test_sales_hands_over_but_does_not_change_the_archive_by_a_sheet(database: str, cast: Cast) -> None:
    sheet = seen([["C-2025-000001", "华源机械集团有限公司", "华南"]], ARCHIVE, ["客户编号", "单位名称", "地区"])
    with pytest.raises(NotAllowed):
        bring_in(cast, sheet, by="wu")
    with pytest.raises(NotAllowed):
        bring_in(cast, seen([five(1)]), by="li")
    assert rows(Customer)[0].region == "华东"


def test_a_sheet_of_sales_leaves_customers_that_are_known_as_they_are(database: str, cast: Cast) -> None:
    sheet = seen([five(1, 单位名称="华源机械集团有限公司")])
    assert counts(sheet) == (0, 0, 1, 0)
    bring_in(cast, sheet)
    assert rows(FirstVisit) == []
    assert len(rows(Contact)) == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("terms", [HANDOVER, ARCHIVE])
def test_the_template_is_understood_whole_in_both_languages(sqlite_database: str, language: Any, terms: Terms) -> None:
    with speaking(language):
        headings = [cell.value for cell in openpyxl.load_workbook(_file(template(terms))).active[1]]
    with speaking("en"), reading() as session:
        sheet = preview(session, CSV, text(headings, [five(1)[:1] * len(headings)]), terms)
    assert sheet.understood.left_out == []
    assert {column.field for column in sheet.understood.columns} == set(terms.kind.row.model_fields)


def test_a_long_import_says_how_far_it_is(sqlite_database: str, cast: Cast) -> None:
    heard: list[tuple[int, int]] = []
    with heard_by(lambda done, of: heard.append((done, of))):
        bring_in(cast, seen([five(at) for at in range(600)]))
    assert heard[-1] == (600, 600)


def test_what_an_import_may_say_is_what_an_arrival_keeps() -> None:
    kept = set(Arrival.__slots__) - MADE
    assert kept == set(ArchiveRow.model_fields)


ROWS = [NewCustomer, ArchiveRow]
LONG = [(row, name, longest(field)) for row in ROWS for name, field in row.model_fields.items() if longest(field)]


@pytest.mark.parametrize(("row", "name", "most"), LONG)
def test_what_breaks_a_limit_of_a_field_is_refused_by_the_heading_of_its_column(row: type[Command], name: str, most: int) -> None:
    with speaking("zh_CN"):
        good = {field: str(value) for field, value in a(row).model_dump(exclude_defaults=True).items()}
        cells = {**good, name: "1" * (most + 1)}
        headings = [title(row.model_fields[field], field) for field in cells]
        checked = check_rows(as_sheet(headings, [list(cells.values())]), row)
    assert checked.good == []
    assert headings[list(cells).index(name)] in [cell.heading for cell in checked.bad[0].wrong]
    assert str(most) in checked.bad[0].sentence()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, st.sampled_from(["13912345678", "1.3E+10", "021-1", "x", ""]), TEXTS, TEXTS, TEXTS), max_size=8
    )
)
def test_whatever_a_sheet_holds_is_stored_once_or_comes_back_whole(
    sqlite_database: str, cast: Cast, lines: list[tuple[str, ...]]
) -> None:
    content = text(FIVE, [*lines, five(1)])
    with reading() as session:
        sheet = preview(session, CSV, content, HANDOVER)
    filled = [line for line in lines if any(cell.strip() for cell in line)]
    assert sheet.good + len(sheet.bad) == sheet.rows
    for bad in sheet.bad:
        assert bad.row.cells in filled
        assert bad.sentence()
    before = names()
    made = bring_in(cast, sheet, only_good=True)
    assert len(names()) == len(before) + made.facts["added"]
    again = bring_in(cast, sheet, only_good=True)
    assert again.facts["added"] == 0
    assert {arrival.name for arrival in sheet.matched.new} <= names()
    with writing() as session:
        for customer in session.exec(select(Customer).where(col(Customer.id) > cast.donghai)):
            customer.name, customer.name_key = f"old {customer.id}", f"old{customer.id}"
        for contact in session.exec(select(Contact).where(col(Contact.id) > cast.zhang)):
            contact.phone_index = None
        for product in session.exec(select(Installation).where(col(Installation.id) > cast.huayuan_installation)):
            product.dongle_number = ""


def names() -> set[str]:
    return {customer.name for customer in rows(Customer)}
