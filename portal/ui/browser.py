"""What the portal does in the browser on every page: its language, kept typing, one click for two, looks, what comes next."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from portal.i18n import Language, language
from portal.ui.words import words_of

PARTS = ("words.js", "typing.js", "clicks.js", "history.js", "warm.js")
# Streamlit's parts that most pages are made of, and its charts; each is a file whose name ends in a digest.
SOON = (
    "ButtonGroup", "Selectbox", "TextArea", "PageLink", "DownloadButton", "ArrowVegaLiteChart", "embed", "vega-interpreter",
    "Checkbox", "DateInput", "NumberInput", "FileUploader",
)  # fmt: skip
SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"


@lru_cache
def _helper(spoken: Language) -> Callable[..., Any]:
    """A component without a face, one a language: the words travel with its code, once a browser, and not with every run."""
    parts = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in PARTS]
    words = json.dumps(words_of(spoken))
    soon = json.dumps([f"static/js/{path.name}" for stem in SOON for path in SCRIPTS.glob(f"{stem}.????????.js")])
    steps = f"sayStreamlitsWords({words}); keepWhatIsTyped(); takeOneClick(); oneStepBack(); fetchWhatComes({soon});"
    run = f"export default function () {{ {steps} }}"
    looks = (Path(__file__).parent / "looks.css").read_text(encoding="utf-8")
    # Not isolated: the looks are those of the whole page.
    return st.components.v2.component(
        f"portal_browser_{spoken.lower()}", css=looks, js="\n".join([*parts, run]), isolate_styles=False
    )


def prepare() -> None:
    """Prepare the browser; once a run of app.py."""
    _helper(language())(key="portal.browser", data={})
