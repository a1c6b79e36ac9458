"""Our own components: a style and a script of the same name beside this file, drawn as one element however much stands in it."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_DRAWING = (_HERE / "drawing.js").read_text(encoding="utf-8")


def component(name: str, html: str) -> Any:
    """The component whose looks are in `name`.css and whose work is in `name`.js; made once, when its module is read."""
    css, js = ((_HERE / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component(f"portal_{name}", html=html, css=css, js=f"{_DRAWING}\n{js}")


def written(data: Any) -> bytes:
    """What a component is to show. Of a mapping Streamlit would search every value for tables, and write it out twice."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def heard(key: str, event: str) -> Any:
    """What a person has just done in a component, for its callback.

    None where the component is being left already: by the second click of somebody quick.
    """
    return (st.session_state.get(key) or {}).get(event)


def opened(key: str) -> Any:
    """What a person has just opened in a component, for its callback."""
    return heard(key, "opened")
