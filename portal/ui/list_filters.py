"""A list's filters: one line of fields, kept in the address, so that a list can be linked to and gone back to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import EnumMeta
from functools import partial
from typing import Any, Literal

import streamlit as st

from portal.i18n import _, translate
from portal.rules.labels import Labelled
from portal.ui.components import component, heard, written
from portal.ui.periods import PRESETS, is_period

ANY = ""
Choices = Mapping[str, str]
LONGEST = 100
# One element instead of two a filter: a column and Streamlit's own choice took most of what a list cost.
_FILTERS = component("filters", '<div class="filters"></div>')


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter. Its value is a text, empty for "all": a choice's value, a period, what is searched for.

    A "given" one comes by a link only (the tickets of one customer) and is drawn to be taken off again; `label` words its value,
    or gives None for a value there is not. A "view" decides what is shown: it narrows nothing, and nobody takes it off.
    `choices` is an enumeration or a function giving value -> label; `width` is its share of the line;
    `first` holds at first.
    """

    name: str
    title: str
    kind: Literal["find", "choice", "segments", "view", "period", "switch", "given"] = "choice"
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
    """The filters' values now, as the address has them; who comes back to a list finds it as it was left."""
    address = {each.name: st.query_params.get(each.name, ANY) for each in filters}
    place = f"list.{name}.address"
    left = st.session_state.get(place)
    arrived = _key(name) not in st.session_state
    if arrived and left and not any(address.values()):
        address = {each.name: left.get(each.name, ANY) for each in filters}
        _write(address)
    if arrived or address != left:
        st.session_state[place] = address
        st.session_state[f"list.{name}.trail"] = []
    return {each.name: each.allowed(address[each.name]) for each in filters}


def draw(name: str, filters: Sequence[Filter], values: Mapping[str, str]) -> None:
    """Draw the filters as they stand, on one line where there is room, and the way to take them all off again."""
    fields = [_field(each, values[each.name]) for each in filters if each.kind != "given" or values[each.name]]
    if any(values[each.name] != each.first for each in filters if each.kind != "view"):
        fields.append({"kind": "clear", "title": _("Clear")})
    firsts = {each.name: each.first for each in filters}
    _FILTERS(key=_key(name), data=written(fields), on_set_change=partial(_set, name, firsts))


def _field(each: Filter, value: str) -> dict[str, Any]:
    kind = each.kind if each.kind in {"find", "segments", "view", "switch"} else "choice"
    field: dict[str, Any] = {"kind": kind, "name": each.name, "title": translate(each.title), "width": each.width}
    field |= {"value": value, "first": each.first}
    if kind == "find":
        return {**field, "placeholder": translate(each.placeholder), "longest": LONGEST}
    if kind == "switch":
        return field
    labels = {**({} if each.first else {ANY: _("All")}), **each.labels()}
    if value not in labels:
        labels[value] = (each.label(value) if each.label else None) or value.replace("..", " – ")
    return {**field, "choices": list(labels.items())}


def _set(name: str, firsts: Mapping[str, str]) -> None:
    values = heard(_key(name), "set")
    if isinstance(values, Mapping):
        told = {each: str(values.get(each, ANY))[:LONGEST] for each in firsts}
        put(name, {each: ANY if told[each] == first else told[each] for each, first in firsts.items()})


def _key(name: str) -> str:
    return f"list.{name}.filters"


def _write(values: Mapping[str, str]) -> None:
    for filter_name, value in values.items():
        if value and st.query_params.get(filter_name) != value:
            st.query_params[filter_name] = value
        elif not value and filter_name in st.query_params:
            del st.query_params[filter_name]


def put(name: str, values: Mapping[str, str]) -> None:
    """Write filter values into the address and begin at the first page; the fields follow in the next run. A callback's work."""
    _write(values)
    st.session_state.pop(f"list.{name}.address", None)
    st.session_state[f"list.{name}.trail"] = []
