"""Figures in a row, at most five: each says what it counts, what it is measured by, and opens the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from portal.ui.components import component, do_as_named, written

MOST = 5
# One element instead of five a figure: they stand on every page that is looked at all day.
_FIGURES = component("figures", '<div class="figures"></div>')


@dataclass(frozen=True)
class Figure:
    """One figure; `opens` is a callback that shows the rows behind it."""

    name: str
    title: str
    value: str
    fact: str = ""
    opens: Callable[[], None] | None = None


def figure_row(key: str, figures: Sequence[Figure]) -> None:
    """Draw the figures side by side."""
    shown = figures[:MOST]
    data = [[each.name, each.title, each.value, each.fact, each.opens is not None] for each in shown]
    place = f"{key}.figures"
    opens = {each.name: each.opens for each in shown if each.opens}
    _FIGURES(key=place, data=written(data), on_opened_change=partial(do_as_named, place, "opened", opens))
