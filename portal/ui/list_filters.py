"""A list's filters: widgets on one line, remembered in the address, so that a list can be linked to and gone back to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import EnumMeta
from typing import Any, Literal

import streamlit as st

from portal.i18n import _, translate
from portal.rules.labels import Labelled
from portal.ui.periods import PRESETS, is_period

ANY = ""
Choices = Mapping[str, str]
LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter. Its value is a text, empty for "all": a choice's value, a period, what is searched for.

    A "given" one comes by a link only (the tickets of one customer) and is drawn to be taken off again; `label` words its value,
    or gives None for a value there is not.
    `choices` is an enumeration or a function giving value -> label; `width` is its share of the line;
    `first` holds at first.
    """

    name: str
    title: str
    kind: Literal["find", "choice", "segments", "period", "switch", "given"] = "choice"
    choices: type[Labelled] | Callable[[], Choices] | None = None
    label: Callable[[str], str | None] | None = None
    width: float = 1
    first: str = ANY
    placeholder: str = ""

    def labels(self) -> Choices:
        """What can be chosen, in the reader's language."""
        if self.kind == "period":
            return {name: translate(title) for name, title in PRESETS.items()}
        if isinstance(self.choices, EnumMeta):
            return {member.value: member.label for member in list(self.choices)}
        return self.choices() if self.choices else {}

    def allowed(self, value: str) -> str:
        """The value if this filter can have it, else what holds at first: addresses are typed by anybody."""
        if self.kind == "find":
            return value[:LONGEST]
        if self.kind == "switch":
            return "1" if value == "1" else ANY
        if self.kind == "period" and is_period(value):
            return value
        if self.label is not None:
            return value if value and self.label(value) else ANY
        return value if value == self.first or value in self.labels() else self.first


def asked(name: str, filters: Sequence[Filter]) -> dict[str, str]:
    """The filters' values now: from the address where it changed (a link, the back button), else as they stand on the screen."""
    address = {each.name: st.query_params.get(each.name, ANY) for each in filters}
    place, remembered = f"list.{name}.address", f"list.{name}.remembered"
    arrived = any(_key(name, each) not in st.session_state for each in filters)
    if st.session_state.pop(f"list.{name}.acted", False) and not arrived:
        # Whoever is quick sets a second filter before the browser has the address of the first one: what was set counts.
        address = dict(st.session_state[place])
        _write(address)
    if arrived and not any(address.values()) and st.session_state.get(remembered):
        address = dict(st.session_state[remembered])
        _write(address)
    if arrived or address != st.session_state.get(place):
        for each in filters:
            st.session_state[_key(name, each)] = _to_widget(each, each.allowed(address[each.name]))
        st.session_state[f"list.{name}.trail"] = []
    values = {each.name: _from_widget(each, st.session_state[_key(name, each)]) for each in filters}
    st.session_state[place], st.session_state[remembered] = address, dict(address)
    return values


def draw(name: str, filters: Sequence[Filter]) -> None:
    """Draw the filters inside the present container, on one line where there is room."""
    drawn = [each for each in filters if each.kind != "given" or st.session_state[_key(name, each)]]
    for column, each in zip(st.columns([each.width for each in drawn], vertical_alignment="bottom"), drawn, strict=True):
        with column:
            _draw_one(name, each)


def _draw_one(name: str, each: Filter) -> None:
    key, title = _key(name, each), translate(each.title)
    common: dict[str, Any] = {"key": key, "on_change": _to_address, "args": (name, each)}
    if each.kind == "find":
        st.text_input(title, placeholder=translate(each.placeholder), icon=":material/search:", **common)
    elif each.kind == "switch":
        st.checkbox(title, **common)
    elif each.kind == "segments":
        labels = each.labels()
        st.segmented_control(title, list(labels), format_func=lambda value: labels[value], required=True, **common)
    else:
        labels = {ANY: _("All"), **each.labels()}
        here = st.session_state[key]
        if here not in labels:
            labels[here] = (each.label(here) if each.label else None) or here.replace("..", " – ")
        st.selectbox(title, list(labels), format_func=lambda value: labels.get(value, ""), **common)


def _key(name: str, each: Filter) -> str:
    return f"{name}.{each.name}"


def _to_widget(each: Filter, value: str) -> Any:
    return value == "1" if each.kind == "switch" else value


def _from_widget(each: Filter, value: Any) -> str:
    if each.kind == "switch":
        return "1" if value else ANY
    return each.allowed(value or ANY)


def _to_address(name: str, each: Filter) -> None:
    value = _from_widget(each, st.session_state[_key(name, each)])
    put(name, {each.name: value})
    st.session_state[f"list.{name}.address"][each.name] = value
    st.session_state[f"list.{name}.acted"] = True


def _write(values: Mapping[str, str]) -> None:
    for filter_name, value in values.items():
        if value and st.query_params.get(filter_name) != value:
            st.query_params[filter_name] = value
        elif not value and filter_name in st.query_params:
            del st.query_params[filter_name]


def put(name: str, values: Mapping[str, str]) -> None:
    """Write filter values into the address and begin at the first page; the widgets follow in the next run. A callback's work."""
    _write(values)
    st.session_state[f"list.{name}.remembered"] = {}
    st.session_state[f"list.{name}.trail"] = []
