"""One choice that decides what a page shows, kept in the address beside the filters of its list."""

from collections.abc import Mapping

import streamlit as st


def chosen_view(name: str, title: str, choices: Mapping[str, str], first: str) -> str:
    """Draw the choice (value -> words) and give its value: from the address where it names one, else as it stands."""
    key, seen = f"view.{name}", f"view.{name}.address"
    address = st.query_params.get(name, "")
    if key not in st.session_state or (address in choices and address != st.session_state.get(seen)):
        st.session_state[key] = address if address in choices else first
    st.session_state[seen] = address
    chosen = st.segmented_control(
        title,
        list(choices),
        format_func=lambda value: choices.get(value, ""),
        required=True,
        key=key,
        on_change=_to_address,
        args=(name,),
        label_visibility="collapsed",
    )
    return chosen if chosen is not None and chosen in choices else first


def _to_address(name: str) -> None:
    st.query_params[name] = st.session_state[f"view.{name}.address"] = st.session_state[f"view.{name}"]
