"""Import: a sheet of customers, looked at first, then brought in whole or not at all (rule A-10)."""

import streamlit as st

from portal.actions.archive_sheet import SheetKind
from portal.actions.sheet_matching import Terms
from portal.actions.sheet_preview import template
from portal.db.queries.imports import imports_of
from portal.i18n import N_, _, language, speaking
from portal.rules.permissions import Right
from portal.sheets.writing import EXCEL
from portal.ui import gate, long_work, screen, status
from portal.ui.gate import Look
from portal.ui.importing import preview, progress, steps
from portal.ui.screen import plain
from portal.ui.tables import Column, table

PAST = (
    Column(name="number", title=N_("Import"), width=120),
    Column(name="at", title=N_("When"), value=lambda row: status.exact(row.at)[:-3], width=150),
    Column(name="by", title=N_("Imported by"), width=100),
    Column(name="file_name", title=N_("File name"), width=260),
    Column(name="rows", title=N_("Rows"), kind="number", width=80),
    Column(name="added", title=N_("New"), kind="number", width=80),
    Column(name="changed", title=N_("Changed"), kind="number", width=80),
    Column(name="unchanged", title=N_("Unchanged"), kind="number", width=80),
    Column(name="refused", title=N_("Not taken"), kind="number", width=80),
)


def choose(look: Look) -> None:
    """What the sheet is, a template of it, and the box for the file."""
    kinds = steps.kinds(look)
    if len(kinds) > 1:
        st.segmented_control(
            _("What it is"), kinds, key=steps.KIND, default=kinds[0], required=True, format_func=lambda kind: kind.label,
            on_change=steps.put_away,
        )  # fmt: skip
    kind, spoken = SheetKind(st.session_state.get(steps.KIND) or kinds[0]), language()

    def file() -> bytes:
        with speaking(spoken):
            return template(Terms(kind))

    st.file_uploader(
        _("Excel (.xlsx) or CSV: drop it here or choose it"), key=steps.file_key(), on_change=steps.read_file,
        help=_("From Excel, WPS or LibreOffice, in UTF-8 or GBK, with Chinese or English headings, up to 100,000 rows."),
    )  # fmt: skip
    st.download_button(
        _("A template with the columns"), key="import.template", icon=":material/download:", data=file, mime=EXCEL,
        file_name=_("customers-template.xlsx"), on_click="ignore",
    )  # fmt: skip


def came_in(look: Look) -> None:
    """What became of the last sheet, with the rows that did not come in."""
    work = long_work.of(look.me, steps.BROUGHT_IN)
    if work is None or not work.over.is_set():
        return
    if work.refusal:
        screen.refuse(work.refusal)
    if isinstance(work.result, steps.Done):
        facts = work.result.outcome.facts
        words = _("{number} is in: {added} new, {changed} changed, {unchanged} unchanged, {refused} not taken.")
        st.success(plain(words.format(number=work.result.outcome.number, **facts)), icon=":material/check_circle:")
        if work.result.bad:
            preview.wrong_rows(work.result.preview, work.result.bad)


def to_decide(look: Look) -> None:
    """The sheet that was read and waits for a decision, or why it cannot be used."""
    read = long_work.of(look.me, steps.READ)
    done = long_work.of(look.me, steps.BROUGHT_IN)
    if read is None or not read.over.is_set() or (done is not None and not done.refusal):
        return
    if read.refusal:
        screen.refuse(read.refusal)
    elif isinstance(read.result, steps.Shown):
        preview.draw(read.result.preview)


with gate.looking(Right.IMPORT_CUSTOMERS) as look:
    screen.heading(_("Import customers"), _("A whole sheet: look first, then take all of it, only the good rows, or nothing."))
    came_in(look)
    if not progress.under_way(look.me, steps.READ, steps.BROUGHT_IN):
        choose(look)
        to_decide(look)
    past = imports_of(look.session, None if look.actor.may(Right.SEE_ARCHIVE) else look.me)
    st.subheader(_("Imported so far"), anchor=False)
    if past:
        table("import.past", PAST, past)
    else:
        screen.empty(_("Each import will stand here with its number and what came of it."))
