"""What the portal does in the browser on every page: the reader's language, typing that is kept, one click for two."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from portal.i18n import Language, language
from portal.ui.words import words_of

PARTS = ("words.js", "typing.js", "clicks.js")


@lru_cache
def _helper(spoken: Language) -> Callable[..., Any]:
    """A component without a face, one a language: the words travel with its code, once a browser, and not with every run."""
    parts = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in PARTS]
    words = json.dumps(words_of(spoken))
    run = f"export default function () {{ sayStreamlitsWords({words}); keepWhatIsTyped(); takeOneClick(); }}"
    return st.components.v2.component(f"portal_browser_{spoken.lower()}", js="\n".join([*parts, run]))


def prepare() -> None:
    """Prepare the browser; once a run of app.py."""
    _helper(language())(key="portal.browser", data={})
