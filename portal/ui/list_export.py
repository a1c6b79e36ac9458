"""A list as Excel: exactly the filtered rows, every cell a plain text or number, never a formula or a link."""

import tempfile
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st
import xlsxwriter

from portal import clock, i18n
from portal.actions.deed import Caller, perform, who_acts
from portal.actions.exports import ExportList, export_list
from portal.db.session import reading
from portal.errors import NotAllowed
from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.ui.gate import Look
from portal.ui.tables import Mark

if TYPE_CHECKING:
    from portal.ui.lists import Listing, Values

MOST = 100_000
CHUNK = 1_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def button(listing: "Listing", values: "Values", caller: Caller) -> None:
    """The button that makes the file when it is pressed; who pressed it and what it held goes to the audit trail first."""
    spoken = i18n.language()
    st.download_button(
        "Excel",
        key=f"{listing.name}.export",
        icon=":material/download:",
        data=lambda: _file(listing, values, caller, spoken),
        file_name=f"{listing.name}-{clock.at_the_office(clock.now()):%Y%m%d-%H%M}.xlsx",
        mime=MEDIA_TYPE,
        on_click="ignore",
        help=_("Export exactly the rows that match"),
    )


def _file(listing: "Listing", values: "Values", caller: Caller, spoken: i18n.Language) -> bytes:
    with i18n.speaking(spoken), tempfile.TemporaryFile() as file:
        rows = write(file, listing, _all_rows(listing, values, caller))
        perform(export_list, ExportList(name=listing.name, filters=dict(values), rows=rows), by=caller, key=uuid.uuid4().hex)
        file.seek(0)
        return file.read()


def _all_rows(listing: "Listing", values: "Values", caller: Caller) -> Iterator[Any]:
    after, seen = None, 0
    with reading() as session:
        now = clock.now()
        look = Look(session, who_acts(session, caller, now), now, caller)
        if not look.actor.may(Right.EXPORT):
            raise NotAllowed
        while seen < MOST:
            rows = list(listing.rows(look, values, after, CHUNK))
            yield from rows
            if len(rows) < CHUNK:
                return
            after, seen = listing.place(rows[-1]), seen + len(rows)


def write(file: Any, listing: "Listing", rows: Iterator[Any]) -> int:
    """Write the rows into an Excel file, in constant memory, and give their number."""
    # Without these two an "=..." becomes a formula and an address becomes a link.
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    columns = [column for column in listing.columns if column.exported]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, translate(column.title), book.add_format({"bold": True}))
        sheet.set_column(place, place, 18)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value = column.cell(row)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, value.word if isinstance(value, Mark) else str(value))
    sheet.freeze_panes(1, 0)
    book.close()
    return number
