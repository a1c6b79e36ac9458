"""What leaves as Excel or CSV is text: no formula, no link, and it comes back as it was (rules A-10, X-02)."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.sheets.reading import read_sheet
from portal.sheets.writing import write_csv, write_excel
from tests.builders import HOSTILE

pytestmark = pytest.mark.rule("A-10")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=20)


@pytest.mark.rule("X-02")
@pytest.mark.parametrize("hostile", [*HOSTILE.values(), "@SUM(A1)", "+1", "-1", "\tx", "13800138000"])
def test_nothing_in_an_excel_file_is_calculated_or_linked(hostile: str) -> None:
    file = BytesIO()
    write_excel(file, ["名称"], [[hostile.replace("\x00", "").replace("\x1b", "")]])
    cell = openpyxl.load_workbook(file).active["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_nothing_in_a_csv_begins_like_a_formula(formula: str) -> None:
    file = BytesIO()
    write_csv(file, [formula], [[formula, 5, -5]])
    cells = [cell for line in file.getvalue().decode("utf-8-sig").splitlines() for cell in line.split(",")]
    assert cells == [f"'{formula}", f"'{formula}", "5", "-5"]


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
@example(lines=[("|", "|"), ("|", "|")])  # more often than the comma, but not in the headings
@pytest.mark.parametrize(("write", "name"), [(write_csv, "a.csv"), (write_excel, "a.xlsx")])
def test_what_was_written_is_read_as_it_was(write: object, name: str, lines: list[tuple[str, str]]) -> None:
    file = BytesIO()
    write(file, ["名称", "电话"], lines)  # type: ignore[operator]
    kept = [line for line in lines if any(cell.strip() for cell in line)]
    if not kept:
        return
    sheet = read_sheet(name, file.getvalue(), most_megabytes=20, knows=lambda cell: cell in ("名称", "电话"))
    assert [tuple((*row.cells, "", "")[:2]) for row in sheet.rows] == kept
