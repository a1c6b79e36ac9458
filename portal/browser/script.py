"""The script that draws our own components: one file, fetched once by each browser and not sent with every run."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import streamlit

from portal.browser.words import words_of
from portal.i18n import LANGUAGES

DRAWN = ("lines", "story", "figures", "filters", "brief", "signature", "freshness", "menu")
# What the portal does in the browser on every page.
HELPS = ("words", "typing", "clicks", "history", "soon")
# Streamlit's parts that most pages are made of, and its charts.
SOON = (
    "ButtonGroup", "Selectbox", "TextArea", "PageLink", "DownloadButton", "ArrowVegaLiteChart", "embed", "vega-interpreter",
    "Checkbox", "DateInput", "NumberInput", "FileUploader",
)  # fmt: skip
CHARTS = "loadVegaEmbed"
_HERE = Path(__file__).parent
_STREAMLITS = Path(streamlit.__file__).parent / "static" / "static" / "js"


def streamlits_own(stems: Sequence[str]) -> list[str]:
    """Where Streamlit's own scripts of these names are, relative to the portal's pages; each file's name ends in a digest."""
    return [f"static/js/{file.name}" for stem in stems for file in _STREAMLITS.glob(f"{stem}.????????.js")]


@lru_cache
def script() -> str:
    """The whole of it: a module with one export for each component, `show` and `looks`."""
    words = json.dumps({spoken: words_of(spoken) for spoken in LANGUAGES}, ensure_ascii=False)
    soon, [charts] = json.dumps(streamlits_own(SOON)), streamlits_own([CHARTS])
    return "\n".join(
        [
            _read("drawing.js"),
            *(_component(name, _read("drawing.css") + _read(f"{name}.css"), [_read(f"{name}.js")]) for name in DRAWN),
            f"const WORDS = {words};\nconst SOON = {soon};\nconst CHARTS = {json.dumps(charts)};",
            _component("browser", _read("looks.css"), [_read(f"{name}.js") for name in (*HELPS, "browser")]),
        ]
    )


@lru_cache
def digest() -> str:
    """What tells one content of it from another."""
    return hashlib.sha256(script().encode()).hexdigest()[:16]


def address() -> str:
    """Where it is fetched, relative to the portal's pages."""
    return f"ui-{digest()}.js"


def loader() -> str:
    """The few lines that fetch it and let it draw a component, by the name that Streamlit knows it by."""
    return _read("loader.js").replace("ADDRESS", address())


def _component(name: str, css: str, parts: list[str]) -> str:
    code = "\n".join(parts).replace("export default function", "function show")
    return f"export const {name} = (() => {{\n{code}\nreturn {{ show, looks: looksOf({json.dumps(css)}) }};\n}})();"


def _read(file: str) -> str:
    return (_HERE / file).read_text(encoding="utf-8")
