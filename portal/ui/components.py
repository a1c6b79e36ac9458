"""Our own components: a style and a script of one name in portal/browser, drawn as one element however much stands in it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from portal.browser import script


def component(name: str, html: str, *, isolated: bool = True) -> Any:
    """The component whose looks are in `name`.css and whose work is in `name`.js; made once, when its module is read."""
    return st.components.v2.component(name, html=html, js=script.loader(), isolate_styles=isolated)


def written(data: Any) -> bytes:
    """What a component is to show. Of a mapping Streamlit would search every value for tables, and write it out twice."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def heard(key: str, event: str) -> Any:
    """What a person has just done in a component, for its callback.

    None where the component is being left already: by the second click of somebody quick.
    """
    return (st.session_state.get(key) or {}).get(event)


def do_as_named(key: str, event: str, deeds: Mapping[str, Callable[[], None]]) -> None:
    """Do what a component named; nothing where a browser names what was not offered. A callback's work."""
    name = heard(key, event)
    if isinstance(name, str) and name in deeds:
        deeds[name]()
