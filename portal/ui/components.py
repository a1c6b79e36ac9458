"""Our own components: a style and a script of one name in portal/browser, drawn as one element however much stands in it."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from portal.browser import script
from portal.navigation import page_file


def component(name: str, html: str, *, isolated: bool = True) -> Any:
    """The component whose looks are in `name`.css and whose work is in `name`.js; made once, when its module is read."""
    return st.components.v2.component(f"portal_{name}", html=html, js=script.loader(name), isolate_styles=isolated)


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


def open_record(key: str, addresses: Collection[str]) -> None:
    """Go to the record that a person has just opened in a component, if it is on one of these pages; its callback's work."""
    # The browser says which record it showed, not in which line: a live list may have moved on before the click arrives.
    match heard(key, "opened"):
        case [str(address), str(id)] if address in addresses:
            st.switch_page(page_file(address), query_params={"id": id})
