"""A sheet on the screen before it comes in: how it was understood, what it would change, and what is wrong with which row."""

from collections.abc import Callable, Sequence

import streamlit as st

from portal.actions.sheet_columns import Column as UnderstoodColumn
from portal.actions.sheet_preview import Preview, refused_rows
from portal.actions.sheet_rows import BadRow, field_title_of
from portal.i18n import N_, _, language, speaking, translate, translate_count
from portal.sheets.reading import SheetRow
from portal.sheets.writing import EXCEL
from portal.ui import screen
from portal.ui.importing import steps
from portal.ui.screen import plain
from portal.ui.tables import Column, table

MOST_SHOWN = 200
WRONG = (
    Column(name="row", title=N_("Row"), value=lambda line: line[0], kind="number", width=70),
    Column(name="column", title=N_("Column"), value=lambda line: line[1].heading, width=130),
    Column(name="value", title=N_("What stands there"), value=lambda line: line[1].value[:200], width=220),
    Column(name="why", title=N_("What is wrong"), value=lambda line: line[1].why, width=560),
)


def draw(sheet: Preview) -> None:
    """The whole preview with its decision."""
    st.subheader(plain(sheet.name), anchor=False)
    if sheet.before:
        words = _("This very file came in already as {number}. Importing it again changes nothing that is the same.")
        st.info(plain(words.format(number=sheet.before)), icon=":material/history:")
    _figures(sheet)
    _decision(sheet)
    if sheet.bad:
        wrong_rows(sheet, sheet.bad)
    with st.expander(_("How the columns were understood"), icon=":material/table_chart:", expanded=not sheet.bad):
        _columns(sheet)


def _figures(sheet: Preview) -> None:
    matched = sheet.matched
    figures = {
        _("Rows"): sheet.rows,
        _("New"): len(matched.new),
        _("Changed"): len(matched.changed),
        _("Unchanged"): len(matched.unchanged),
        _("Not taken"): len(sheet.bad),
    }
    for place, (name, number) in zip(st.columns(len(figures)), figures.items(), strict=True):
        place.metric(name, f"{number:,}".replace(",", "\u2009"), border=True)


def _decision(sheet: Preview) -> None:
    if sheet.terms.others or any(conflict.field in ("name", "dongle_number", "phone") for conflict in sheet.matched.conflicts):
        st.checkbox(
            _("Rows that are only like a customer in the archive are other customers"), value=sheet.terms.others,
            key=steps.OTHERS, on_change=steps.compare_anew,
        )  # fmt: skip
    with st.container(horizontal=True):
        if sheet.good:
            only = bool(sheet.bad)
            st.button(
                _label(sheet.good, only=only), key="import.bring_in", type="primary", icon=":material/upload:",
                on_click=steps.bring_in, args=(only,),
            )  # fmt: skip
        st.button(_("Import nothing"), key="import.put_away", icon=":material/close:", on_click=steps.put_away)
    if not sheet.good:
        screen.refuse(_("No row can be taken. Correct the file with the reasons and choose it again; nothing was imported."))


def _label(good: int, *, only: bool) -> str:
    if only:
        return translate_count("Import only the {count} good row", "Import only the {count} good rows", good)
    return translate_count("Import {count} row", "Import {count} rows", good)


def wrong_rows(sheet: Preview, bad: Sequence[BadRow]) -> None:
    """Every cell that is wrong, and the rows as a file to be corrected."""
    spoken = language()
    words = translate_count("{count} row cannot be taken", "{count} rows cannot be taken", len(bad))
    st.markdown(f"**{plain(words)}**")
    lines = [(each.row.number, cell) for each in bad[:MOST_SHOWN] for cell in each.wrong]
    table("import.wrong", WRONG, lines)
    if len(bad) > MOST_SHOWN:
        st.caption(_("The first {count} are shown; the file has them all.").format(count=MOST_SHOWN))

    def file() -> bytes:
        with speaking(spoken):
            return refused_rows(sheet.understood, bad)

    st.download_button(
        _("These rows with the reasons"), key="import.refused", icon=":material/download:", data=file, mime=EXCEL,
        file_name=_("{name}-to-correct.xlsx").format(name=sheet.name.rpartition(".")[0]), on_click="ignore",
        help=_("Correct them in this file and choose it again: the first column is passed over."),
    )  # fmt: skip


def _columns(sheet: Preview) -> None:
    command = sheet.terms.kind.row
    said = [
        _meaning(column, translate(field_title_of(command, column.field))) for column in sheet.understood.columns if column.field
    ]
    st.markdown(plain(" · ".join(said)))
    if sheet.understood.left_out:
        st.caption(plain(_("Left out: {columns}").format(columns=" · ".join(sheet.understood.left_out))))
    headings = [(place, column.heading) for place, column in enumerate(sheet.understood.columns) if column.heading]
    table("import.first", [Column(name=str(at), title=name, value=_cell(at), width=130) for at, name in headings], sheet.first)


def _meaning(column: UnderstoodColumn, title: str) -> str:
    return title if column.heading == title else f"{column.heading} → {title}"


def _cell(at: int) -> Callable[[SheetRow], str]:
    return lambda row: row.cells[at][:200] if at < len(row.cells) else ""
