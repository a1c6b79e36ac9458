"""Links from page to page: only to pages that the person looking may open; for others the words stand alone."""

import streamlit as st

from portal.navigation import page_at, page_file
from portal.ui.gate import Look


def may_open(look: Look, address: str) -> bool:
    """Whether the person looking may open the page at an address."""
    return any(look.actor.may(right) for right in page_at(address).rights)


def link(look: Look, address: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to the page at an address, with parameters (ids, never personal data); `label` is Markdown."""
    if may_open(look, address):
        st.page_link(page_file(address), label=label, icon=icon, query_params=query)
    else:
        st.markdown(label)
