"""The colours of charts, in one place: the same colour for the same thing on every page, light and dark."""

from collections.abc import Mapping

import streamlit as st

# Colour by meaning: (light, dark). The theme file has the same values for widgets.
COLOURS: Mapping[str, tuple[str, str]] = {
    "accent": ("#0B6E75", "#58B7BD"),
    "second": ("#BC7A12", "#E3A24C"),
    "third": ("#5B5EA6", "#9EA1E0"),
    "fourth": ("#9C4F96", "#CE8FC8"),
    "good": ("#23764A", "#6CC495"),
    "at_risk": ("#BC7A12", "#E3A24C"),
    "broken": ("#B3261E", "#F08A82"),
    "waiting": ("#8FA5AB", "#6F858C"),
    "calm": ("#8FA5AB", "#6F858C"),
    "ink": ("#4A575E", "#A9B6BB"),
    "grid": ("#E3E8EA", "#2A363B"),
}


def is_dark() -> bool:
    """Whether the reader's screen is dark."""
    return st.context.theme.type == "dark"


def colour(meaning: str) -> str:
    """The colour of a meaning on the reader's screen."""
    light, dark = COLOURS[meaning]
    return dark if is_dark() else light
