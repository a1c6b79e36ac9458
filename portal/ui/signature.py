"""A pad on which the customer signs on the glass (rule D-07)."""

from typing import Any

import streamlit as st

from portal.i18n import _
from portal.ui.components import component

_PAD = component(
    "signature",
    '<div class="pad"><canvas role="img"></canvas><div class="line"></div><div class="hint"></div>'
    '<button type="button"></button></div>',
)


def signature_pad(key: str, label: str = "") -> str | None:
    """The signature as a PNG data address, dark on white, 720 pixels wide; None while nothing is drawn.

    Strokes stay through reruns, a turned phone, and leaving the page within one session.
    """
    kept: dict[str, Any] = st.session_state.get(f"{key}.kept") or {}
    data = {
        "label": label or _("Signature of the customer"),
        "hint": _("Sign here with a finger, a pen or the mouse"),
        "clear": _("Clear"),
        "strokes": kept.get("strokes", []),
    }
    drawn = _PAD(key=key, data=data, default={"drawn": kept or None}, on_drawn_change=lambda: None).drawn
    st.session_state[f"{key}.kept"] = dict(drawn) if drawn else {}
    return drawn["png"] if drawn else None


def signed(key: str) -> str:
    """What is on the pad at this moment, also in a callback: the last stroke may be newer than the last run. Empty: nothing."""
    drawn = (st.session_state.get(key) or {}).get("drawn") or st.session_state.get(f"{key}.kept") or {}
    return str(drawn.get("png", ""))
