"""A block of a customer's page: a small title and its lines, drawn as one element so that the page stays quick."""

from collections.abc import Iterable, Sequence

import streamlit as st

from portal.ui.status import Colour


def block(title: str, lines: Sequence[str], empty: str) -> None:
    """A title and lines of Markdown under each other; where there are none, what will stand here and how it comes."""
    body = under_each_other(lines) if lines else f":gray[{empty}]"
    st.markdown(f"##### {title}\n{body}")


def under_each_other(lines: Iterable[str]) -> str:
    """Lines of Markdown, each on a line of its own."""
    return "  \n".join(line for line in lines if line)


def pill(words: str, colour: Colour, icon: str = "") -> str:
    """A state in a coloured pill inside a line; `words` are Markdown."""
    shown = f":material/{icon}: {words}" if icon else words
    return f":{colour}-badge[{shown}]"


def joined(*parts: str) -> str:
    """The parts that are there, on one line."""
    return " · ".join(part for part in parts if part)
