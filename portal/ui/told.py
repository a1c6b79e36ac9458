"""Saying what came of a form that is not drawn any more, because the deed took away its reason."""

import streamlit as st

from portal.ui import feedback
from portal.ui.feedback import Done


def told(form: str, done: Done | None = None) -> None:
    """What came of a form's last sending on this screen; nothing where it was never drawn here."""
    if f"form.{form}" in st.session_state:
        feedback.show(form, done)
