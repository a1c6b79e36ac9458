"""What the customer must know, as ticks; each is saved when it is set (rule F-04)."""

import streamlit as st

from portal.actions.first_visits import TellItem, tell_item
from portal.db.queries.one_first_visit import VisitDetail
from portal.ui import feedback
from portal.ui.first_visit.sending import part_name, send

PART = "told"


def telling(visit: VisitDetail, *, mine: bool) -> None:
    """The points of the list that held when Sales handed the customer over."""
    if mine:
        feedback.show_refusal(part_name(visit, PART))
    for point in visit.points:
        key = part_name(visit, f"told.{point.key}")
        _follow(key, told=point.key in visit.told)
        st.checkbox(point.words, key=key, disabled=not mine, on_change=_tell, args=(visit, point.key, key))


def _follow(key: str, *, told: bool) -> None:
    """Set a tick only where the record says something new: one set in every run would undo the next tick of a quick hand."""
    known = f"{key}.known"
    if key not in st.session_state or st.session_state.get(known) is not told:
        st.session_state[key] = told
    st.session_state[known] = told


def _tell(visit: VisitDetail, point: str, key: str) -> None:
    told = bool(st.session_state[key])
    done = send(visit, PART, (tell_item, TellItem), {"item": point, "told": told})
    st.session_state[f"{key}.known"] = told if done else None
