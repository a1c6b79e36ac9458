"""Parts of a page that refresh themselves and say how old they are."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from portal import clock
from portal.i18n import _
from portal.ui.components import component

P = ParamSpec("P")

STALE_SECONDS = 15
_AGE = component("freshness", '<div class="age" role="note"></div>')


def live(seconds: int = 5) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Redraw a function's part of the page every few seconds, and say how old it is.

    The function opens with `gate.looking`: a part is redrawn without app.py, so rights are asked anew each time.
    """

    def mark(function: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=seconds)
        @wraps(function)
        def part(*args: P.args, **kwargs: P.kwargs) -> None:
            age(f"live.{function.__name__}", seconds)
            function(*args, **kwargs)

        return part

    return mark


def age(key: str, seconds: int) -> None:
    """How old what stands below is; loud when it should have been refreshed long ago."""
    _AGE(
        key=f"{key}.age".replace("__", ""),  # two underscores have a meaning of their own in a component's key
        data={
            "run": clock.now().isoformat(),
            "stale": max(STALE_SECONDS, 3 * seconds),
            "now": _("Updated just now"),
            "old": _("Updated {seconds} s ago"),
            "late": _("Not refreshed for {seconds} s: these figures are old. Reload the page."),
        },
    )
