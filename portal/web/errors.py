"""When a page breaks: the person gets a number, the log gets the place; neither gets anybody's data."""

import logging
import secrets

import streamlit as st

from portal.i18n import _
from portal.web.log import kinds_and_places

_LOG = logging.getLogger("portal")


def say_sorry(broken: Exception) -> bool:
    """Write the fault down under a number and show that number. Nothing else reaches the screen."""
    number = secrets.token_hex(4)
    _LOG.error("a page broke", extra={"fault": number, **kinds_and_places(broken)})
    st.error(
        _(
            "This page ran into a fault, number {number}. What was saved is safe. Reload the page; "
            "if it happens again, give the administrator this number."
        ).format(number=number),
        icon=":material/error:",
    )
    return True
