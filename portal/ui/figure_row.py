"""Figures in a row, at most five: each says what it counts, what it is measured by, and opens the rows behind it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

MOST = 5
_HERE = Path(__file__).parent
# One element instead of five a figure: they stand on every page that is looked at all day.
_FIGURES = st.components.v2.component(
    "portal_figures",
    html='<div class="figures"></div>',
    css=(_HERE / "figures.css").read_text(encoding="utf-8"),
    js=(_HERE / "figures.js").read_text(encoding="utf-8"),
)


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
    _FIGURES(
        key=place,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(),
        on_opened_change=partial(_open, place, {each.name: each.opens for each in shown if each.opens}),
    )


def _open(place: str, opens: Mapping[str, Callable[[], None]]) -> None:
    chosen = (st.session_state.get(place) or {}).get("opened")
    if chosen is not None and chosen in opens:
        opens[chosen]()
