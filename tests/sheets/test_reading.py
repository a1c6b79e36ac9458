"""Every file that Excel, WPS and LibreOffice write is read alike; what is no sheet is refused with its name (rule A-10)."""

import pytest

from portal.actions.sheet_columns import is_heading, understand
from portal.actions.submissions import NewCustomer
from portal.errors import Refusal
from portal.rules import files
from portal.sheets import reading
from portal.sheets.reading import Sheet, read_sheet
from tests.sheets.books import CSV, XLSX, book, sheet_xml, text, with_sheet

pytestmark = pytest.mark.rule("A-10")
CHINESE = ["单位名称", "联系人", "电话", "地址", "所购软件"]
ENGLISH = ["Organisation", "Contact person", "Telephone", "Address", "Software bought"]
ROW = ["西湖电子有限公司", "陈芳", "13912345678", "杭州市文三路1号，3楼", "薪酬管理"]


def read(name: str, content: bytes) -> Sheet:
    return read_sheet(name, content, most_megabytes=20, knows=lambda cell: is_heading(NewCustomer, cell))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "big5"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_each_encoding_and_with_each_separator(encoding: str, separator: str) -> None:
    row = (
        [cell.replace("单", "單") for cell in ROW]
        if encoding != "big5"
        else ["台灣電子", "陳芳", "13912345678", "台北市", "薪酬"]
    )
    headings = ENGLISH if encoding == "big5" else CHINESE
    sheet = read(CSV, text(headings, [row], separator=separator, encoding=encoding))
    assert list(sheet.headings) == headings
    if encoding != "big5":
        assert list(sheet.rows[0].cells) == row


@pytest.mark.parametrize("headings", [CHINESE, ENGLISH, ["客户名称*", "联系人（必填）", "联系电话", "单位地址", "软件名称"]])
def test_an_excel_file_is_understood_by_chinese_and_english_headings(headings: list[str]) -> None:
    sheet = read(XLSX, book(headings, [ROW]))
    assert [column.field for column in understand(NewCustomer, sheet.headings).columns] == [
        "name",
        "contact",
        "phone",
        "address",
        "product",
    ]


def test_a_title_above_the_headings_and_empty_lines_do_no_harm() -> None:
    sheet = read(XLSX, book(CHINESE, [[], ROW, [None, " "], ROW], title=["2026年新客户移交表"]))
    assert list(sheet.headings) == CHINESE
    assert [row.number for row in sheet.rows] == [4, 6]


def test_a_telephone_that_excel_keeps_as_a_number_keeps_its_digits() -> None:
    sheet = read(XLSX, book(CHINESE, [["西湖电子", "陈芳", 13912345678, "杭州", 8.3]]))
    assert sheet.rows[0].cells[2:] == ("13912345678", "杭州", "8.3")


def test_a_formula_is_text_or_its_last_result_and_never_calculated() -> None:
    assert read(CSV, text(CHINESE, [["=1+1", *ROW[1:]]])).rows[0].cells[0] == "=1+1"


def test_a_column_that_means_nothing_is_left_out_and_named() -> None:
    understood = understand(NewCustomer, ["序号", *CHINESE, "电话"])
    assert understood.left_out == ["序号", "电话"]
    assert understood.missing == ()
    assert understand(NewCustomer, ["电话"]).missing == ("name", "contact", "address", "product")


BOMB = with_sheet(sheet_xml("<row><c t='inlineStr'><is><t>" + "0" * 50_000_000 + "</t></is></c></row>"))
FAR_RIGHT = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
BAD = [
    ("客户.xls", b"\xd0\xcf\x11\xe0" * 100, files.KindNotTaken),
    ("客户.exe", b"MZ", files.KindNotTaken),
    ("客户.csv", b"", files.EmptyFile),
    ("客户.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), files.NotWhatItSays),
    ("客户.csv", b"%PDF-1.7 ...", files.NotWhatItSays),
    ("客户.xlsx", b"PK\x03\x04 not really", files.NotWhatItSays),
    ("客户.xlsx", book(CHINESE, [ROW])[:-400], files.NotWhatItSays),
    ("客户.xlsx", with_sheet(b"<worksheet><sheetData><row"), reading.NoRows),
    ("客户.xlsx", with_sheet(sheet_xml(FAR_RIGHT)), files.UnfoldsTooLarge),
    ("客户.xlsx", with_sheet(sheet_xml('<row r="900000"><c r="A900000"><v>1</v></c></row>')), files.UnfoldsTooLarge),
    ("客户.xlsx", BOMB, files.UnfoldsTooLarge),
    ("客户.xlsx", book(CHINESE, []), reading.NoRows),
    ("客户.csv", "单位名称,电话\r\n".encode(), reading.NoRows),
    ("客户.csv", b"\r\n\r\n,,\r\n", reading.NoRows),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "refusal"), BAD)
def test_what_is_no_sheet_is_refused(name: str, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(Refusal) as refused:
        read(name, content)
    assert isinstance(refused.value, refusal | reading.DamagedSheet)
    assert refused.value.sentence()


def test_a_sheet_that_is_too_long_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(reading.TooManyRows) as refused:
        read(XLSX, book(CHINESE, [ROW] * 4))
    assert XLSX in refused.value.sentence()
