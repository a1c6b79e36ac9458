"""Files that leave the portal: Excel and CSV in which every cell is a plain text or a number, never a formula or a link."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, TextIOWrapper
from typing import Any

import xlsxwriter

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDTH = 18
# What a spreadsheet takes for a formula when it opens a CSV; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_excel(file: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write headings and rows into an Excel file, in constant memory, and give the number of rows."""
    # Without these two an "=..." becomes a formula and an address becomes a link.
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True})
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
        # Below a text format a telephone that somebody types in keeps its digits.
        sheet.set_column(place, place, WIDTH, text)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if is_number(value):
                sheet.write_number(number, place, value, book.formats[0])
            else:
                sheet.write_string(number, place, str(value), text)
    sheet.freeze_panes(1, 0)
    book.close()
    return number


def write_csv(file: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write headings and rows as CSV in UTF-8, with the mark by which Excel knows it, and give the number of rows."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(map(as_text, headings))
    number = 0
    for row in rows:
        number += 1
        writer.writerow([value if is_number(value) else as_text(str(value)) for value in row])
    text.flush()
    text.detach()
    return number


def is_number(value: Any) -> bool:
    """Whether a value is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_text(value: str) -> str:
    """A text that no spreadsheet calculates."""
    return f"'{value}" if value.startswith(FORMULA) else value


def excel(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An Excel file."""
    file = BytesIO()
    write_excel(file, headings, rows)
    return file.getvalue()
