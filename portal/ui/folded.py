"""Parts of a page that are folded away: drawn only while they are open, because a closed form would cost as much as the rest."""

from collections.abc import Callable

import streamlit as st

from portal.ui import form_state


def folded(label: str, draw: Callable[[], None], *, key: str, icon: str, opened: bool = False) -> None:
    """A line that unfolds into what `draw` draws; it stays open, and what was typed there stays, until it is folded again.

    It begins open where a link asks for it (`opened`), and where something half typed waits in the form that `key` names.
    """
    place = f"{key}.open"
    if place not in st.session_state:
        st.session_state[place] = opened or bool(form_state.opened(key)["values"])
    part = st.expander(label, key=place, icon=f":material/{icon}:", on_change="rerun")
    if part.open:
        with part:
            draw()
