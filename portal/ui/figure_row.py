"""Figures in a row, at most five: each says what it counts, what it is measured by, and opens the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

MOST = 5
BUTTON_HEIGHT = 38  # pixels: a title that opens nothing stands as high as one that does


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
    for column, figure in zip(st.columns(min(len(figures), MOST), border=True), figures[:MOST], strict=True):
        with column, st.container(gap=None):
            if figure.opens:
                st.button(
                    figure.title,
                    key=f"{key}.{figure.name}",
                    type="tertiary",
                    icon=":material/chevron_right:",
                    icon_position="right",
                    on_click=figure.opens,
                )
            else:
                with st.container(height=BUTTON_HEIGHT, border=False, vertical_alignment="center"):
                    st.markdown(figure.title)
            st.metric(figure.title, figure.value, figure.fact, delta_color="off", delta_arrow="off", label_visibility="collapsed")
