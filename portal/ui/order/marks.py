"""The states of a dispatch order as icon, word and colour."""

from collections.abc import Mapping

import streamlit as st

from portal.rules.dispatch import OrderStatus
from portal.ui.status import Colour
from portal.ui.tables import Mark

MARKS: Mapping[OrderStatus, tuple[Colour, str]] = {
    OrderStatus.REQUESTED: ("orange", "outgoing_mail"),
    OrderStatus.RETURNED: ("gray", "undo"),
    OrderStatus.ORDERED: ("blue", "assignment_ind"),
    OrderStatus.CONFIRMED: ("blue", "thumb_up"),
    OrderStatus.APPOINTED: ("blue", "event_available"),
    OrderStatus.ON_SITE: ("blue", "location_on"),
    OrderStatus.DONE: ("green", "task_alt"),
    OrderStatus.NOT_SOLVED: ("red", "report"),
    OrderStatus.WRITTEN_OFF: ("gray", "fact_check"),
    OrderStatus.ARCHIVED: ("gray", "inventory_2"),
}


def order_mark(status: OrderStatus) -> Mark:
    """A state for a table."""
    return Mark(status.label, MARKS[status][0])


def order_words(status: OrderStatus) -> str:
    """A state within a line of Markdown."""
    colour, icon = MARKS[status]
    return f":{colour}-badge[:material/{icon}: {status.label}]"


def order_badge(status: OrderStatus) -> None:
    """A state on a page."""
    colour, icon = MARKS[status]
    st.badge(status.label, icon=f":material/{icon}:", color=colour)
