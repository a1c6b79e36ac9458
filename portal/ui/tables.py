"""A table of records: marks with word and colour, one click on a row opens it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from portal.i18n import translate
from portal.ui.components import component, written
from portal.ui.status import Mark

__all__ = ["Column", "Mark", "Opens", "Stacked", "table"]

LINE_HEIGHT, HEAD_HEIGHT, BORDERS = 35, 37, 2
TALLEST = 14
_LINES = component("lines", '<div class="lines"></div>')


class Stacked(NamedTuple):
    """One of several things in a cell, one below the other; it may open a page and an id of its own."""

    words: str
    note: str = ""
    icon: str = ""
    help: str = ""
    opens: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `title` and `help` are catalogue entries, `value` makes the cell (default: the attribute called `name`).

    A column of kind "mark" has `Mark` values, one of kind "stack" lists of `Stacked`; `width` is its share of the line, in pixels
    where the line has just room for all (None: what the others leave). `strong`: the one that matters today. `shown=False`: only
    in Excel, `exported=False`: never there.
    """

    name: str
    title: str
    value: Callable[[Any], Any] | None = None
    kind: Literal["text", "number", "mark", "stack"] = "text"
    width: int | None = None
    help: str | None = None
    strong: bool = False
    shown: bool = True
    exported: bool = True

    def cell(self, row: Any) -> Any:
        """What stands in this column for a record."""
        found = self.value(row) if self.value else getattr(row, self.name)
        return "" if found is None else found


Opens = Callable[[Any], tuple[str, str]]


def table(
    key: str, columns: Sequence[Column], rows: Sequence[Any], opens: Opens | None = None, *, tall: int | None = TALLEST
) -> None:
    """Draw the records; a click anywhere on one opens the page and the id that `opens` names ("ticket", "T-2026-004711").

    More than `tall` of them are scrolled through inside the table (None: it is as high as they are); one of the usual height
    uses what a higher window leaves.
    """
    shown = [column for column in columns if column.shown]
    targets = [opens(row) for row in rows] if opens else []
    lines = list(zip(*(_cells(column, rows) for column in shown), strict=True))
    data = {
        "columns": [_heading(column) for column in shown],
        "lines": lines,
        "opens": targets,
        "height": _height(len(rows), tall) if tall else None,
        "grows": tall == TALLEST,
    }
    _LINES(key=key, data=written(data))


def _height(rows: int, tall: int) -> int:
    """In pixels; half a line at the end says that there are more."""
    lines = tall + 0.5 if rows > tall else max(1, rows)
    return HEAD_HEIGHT + int(LINE_HEIGHT * lines) + BORDERS


def _heading(column: Column) -> dict[str, Any]:
    heading: dict[str, Any] = {"name": column.name, "title": translate(column.title), "kind": column.kind, "width": column.width}
    if column.strong:
        heading["strong"] = True
    return heading | {"help": translate(column.help)} if column.help else heading


def _cells(column: Column, rows: Sequence[Any]) -> list[Any]:
    """One column from top to bottom; a page has hundreds of cells."""
    found = map(column.value or attrgetter(column.name), rows)
    if column.kind == "number":
        return [None if cell == "" else cell for cell in found]
    if column.kind == "stack":
        return ["" if cell is None else cell for cell in found]
    return [_words(cell) for cell in found]


def _words(cell: Any) -> Any:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | Mark) else str(cell)
