"""What people wrote, as it is read: a small label, and their words under it."""

import streamlit as st

from portal.ui import screen


def label_and_text(label: str, text: str | None) -> None:
    """A label above what somebody wrote; nothing where nothing was written."""
    labels_and_texts((label, text))


def labels_and_texts(*pairs: tuple[str, str | None]) -> None:
    """Several of them, one below the other: one element instead of many."""
    written = [_paragraph(label, text) for label, text in pairs if text]
    if written:
        st.markdown("\n\n".join(written))


def _paragraph(label: str, text: str) -> str:
    return "  \n".join([f":small[:gray[{screen.plain(label)}]]", *map(screen.plain, text.splitlines())])
