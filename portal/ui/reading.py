"""What people wrote, as it is read: a small label, and their words under it."""

import streamlit as st

from portal.ui import screen


def label_and_text(label: str, text: str | None) -> None:
    """A label above what somebody wrote; nothing where nothing was written."""
    if text:
        st.markdown("  \n".join([f":small[:gray[{screen.plain(label)}]]", *map(screen.plain, text.splitlines())]))
