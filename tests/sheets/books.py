"""Sheets as people's programs write them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

Rows = Sequence[Sequence[Any]]
XLSX = "客户.xlsx"
CSV = "客户.csv"


def book(headings: Sequence[str], rows: Rows, title: Sequence[str] = ()) -> bytes:
    """An Excel file; a title line stands above the headings where there is one."""
    made = openpyxl.Workbook()
    for line in [*([title] if title else []), headings, *rows]:
        made.active.append(list(line))
    for cell in (cell for row in made.active.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # openpyxl takes "=1+1" for a formula
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def text(headings: Sequence[str], rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    quoted = (['"' + str(cell).replace('"', '""') + '"' for cell in line] for line in [headings, *rows])
    return "\r\n".join(separator.join(line) for line in quoted).encode(encoding)


def with_sheet(xml: bytes) -> bytes:
    """An Excel file whose first sheet holds this XML."""
    whole = BytesIO(book(["a"], [["b"]]))
    made = BytesIO()
    with ZipFile(whole) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, xml if member == "xl/worksheets/sheet1.xml" else old.read(member))
    return made.getvalue()


def sheet_xml(cells: str) -> bytes:
    """The XML of a sheet with these cells."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()
