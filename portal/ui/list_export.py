"""A list as Excel or CSV: exactly the filtered rows, every cell a plain text or number, never a formula or a link."""

import tempfile
import uuid
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from portal import clock, i18n
from portal.actions.deed import Caller, perform, who_acts
from portal.actions.exports import ExportList, export_list
from portal.db.session import reading
from portal.errors import NotAllowed
from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.sheets import writing
from portal.ui.gate import Look
from portal.ui.tables import Mark

if TYPE_CHECKING:
    from portal.ui.lists import Listing, Values

MOST = 100_000
CHUNK = 1_000


def buttons(listing: "Listing", values: "Values", caller: Caller) -> None:
    """The buttons that make the file when they are pressed; who pressed one and what it held goes to the audit trail first."""
    spoken = i18n.language()
    for kind, ending, media_type in (("Excel", "xlsx", writing.EXCEL), ("CSV", "csv", writing.CSV)):
        st.download_button(
            kind,
            key=f"{listing.name}.export.{ending}",
            icon=":material/download:",
            data=partial(_file, listing, values, caller, spoken, ending),
            file_name=f"{listing.name}-{clock.at_the_office(clock.now()):%Y%m%d-%H%M}.{ending}",
            mime=media_type,
            on_click="ignore",
            help=_("Export exactly the rows that match"),
        )


def _file(listing: "Listing", values: "Values", caller: Caller, spoken: i18n.Language, ending: str) -> bytes:
    with i18n.speaking(spoken), tempfile.TemporaryFile() as file:
        rows = (WRITERS[ending])(file, _headings(listing), _cells(listing, _all_rows(listing, values, caller)))
        perform(export_list, ExportList(name=listing.name, filters=dict(values), rows=rows), by=caller, key=uuid.uuid4().hex)
        file.seek(0)
        return file.read()


WRITERS = {"xlsx": writing.write_excel, "csv": writing.write_csv}


def _headings(listing: "Listing") -> list[str]:
    return [translate(column.title) for column in listing.columns if column.exported]


def _cells(listing: "Listing", rows: Iterator[Any]) -> Iterator[list[Any]]:
    columns = [column for column in listing.columns if column.exported]
    for row in rows:
        yield [value.word if isinstance(value := column.cell(row), Mark) else value for column in columns]


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
