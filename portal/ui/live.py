"""Parts of a page that refresh themselves and say how old they are."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

P = ParamSpec("P")


def live(seconds: int = 5) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Redraw a function's part of the page every few seconds. The function opens with `gate.looking`: rights are asked anew."""

    def mark(function: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=seconds)
        @wraps(function)
        def part(*args: P.args, **kwargs: P.kwargs) -> None:
            function(*args, **kwargs)

        return part

    return mark
