"""Parts of a page that are folded away: drawn only while they are open, because a closed form would cost as much as the rest."""

from collections.abc import Callable

import streamlit as st


def folded(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
    """A line that unfolds into what `draw` draws; it stays open, and what was typed there stays, until it is folded again."""
    part = st.expander(label, key=f"{key}.open", icon=f":material/{icon}:", on_change="rerun")
    if part.open:
        with part:
            draw()
