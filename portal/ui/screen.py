"""What every page begins with, and people's own words made harmless for Markdown."""

import re
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$:&])")


def heading(title: str, purpose: str) -> None:
    """The title in the words of the menu and one line that says what the page is for."""
    st.title(title, anchor=False)
    st.caption(purpose)


def plain(text: str) -> str:
    """A text that Streamlit shows literally, whatever Markdown, maths or colour directives somebody typed into it."""
    return _MARKDOWN.sub(r"\\\1", text)


def refuse(sentence: str) -> None:
    """A refusal, in the one look that refusals have."""
    st.error(plain(sentence), icon=":material/block:")


def end() -> NoReturn:
    """End the page here. What was typed meanwhile still comes to be kept: `st.stop` would throw away what waits."""
    raise StopException


def empty(sentence: str) -> None:
    """What will appear here, and how to make the first one."""
    with st.container(border=True):
        st.caption(plain(sentence))
