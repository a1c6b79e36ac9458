"""A table of records: marks with word and colour, one click on a row opens it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast

import pyarrow as pa
import streamlit as st

from portal.i18n import translate
from portal.navigation import page_file
from portal.ui.status import Mark

__all__ = ["Column", "Mark", "Opens", "table"]

ROW_HEIGHT, HEADER_HEIGHT = 35, 37
TALLEST = 14


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `title` and `help` are catalogue entries, `value` makes the cell (default: the attribute called `name`).

    A column of kind "mark" has `Mark` values; `width` is in pixels. `shown=False`: only in Excel, `exported=False`: never there.
    """

    name: str
    title: str
    value: Callable[[Any], Any] | None = None
    kind: Literal["text", "number", "mark"] = "text"
    width: int | Literal["small", "medium", "large"] | None = None
    help: str | None = None
    shown: bool = True
    exported: bool = True

    def cell(self, row: Any) -> Any:
        """What stands in this column for a record."""
        found = self.value(row) if self.value else getattr(row, self.name)
        return "" if found is None else found


Opens = Callable[[Any], tuple[str, str]]


def table(key: str, columns: Sequence[Column], rows: Sequence[Any], opens: Opens | None = None, *, tall: int = TALLEST) -> None:
    """Draw the records; a click anywhere on one opens the page and the id that `opens` names ("ticket", "T-2026-004711")."""
    cells = {column.name: [column.cell(row) for row in rows] for column in columns if column.shown}
    shown = [column for column in columns if column.shown]
    # What a line opens is noted with the lines as they are drawn: by the time of the click the list may have moved on.
    listens = partial(_open, key, [opens(row) for row in rows]) if opens else "ignore"
    st.dataframe(
        cast(Any, pa.table({column.name: _arrow(column, cells[column.name]) for column in shown})),
        key=key,
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * max(1, min(len(rows), tall)),
        row_height=ROW_HEIGHT,
        placeholder="",
        column_config={column.name: _config(column, cells[column.name]) for column in shown},
        on_select=cast(Any, listens),
        selection_mode="single-cell",
    )


def _open(key: str, targets: Sequence[tuple[str, str]]) -> None:
    cells = st.session_state[key].selection.cells
    if cells and cells[0][0] < len(targets):
        address, id = targets[cells[0][0]]
        st.switch_page(page_file(address), query_params={"id": id})


def _arrow(column: Column, cells: Sequence[Any]) -> Any:
    if column.kind == "mark":
        return pa.array([[cell.word] if cell else [] for cell in cells], pa.list_(pa.string()))
    if column.kind == "number":
        return pa.array([cell if cell != "" else None for cell in cells])
    return pa.array([str(cell) for cell in cells], pa.string())


def _config(column: Column, cells: Sequence[Any]) -> Any:
    """What Streamlit's own column classes would give, without the hundred empty options that each of them carries along."""
    given = {"label": translate(column.title), "width": column.width, "help": translate(column.help) if column.help else None}
    config: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if column.kind != "mark":
        return config | {"type_config": {"type": column.kind}}
    # An empty list of options would make every word its own colour.
    marks = {mark.word: mark.colour for mark in cells if mark} or {"": "gray"}
    options = [{"value": word, "color": colour} for word, colour in marks.items()]
    return config | {"type_config": {"type": "multiselect", "options": options}}
