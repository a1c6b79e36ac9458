"""Who is calling: one box for whatever is said first, and up to eight people it may mean (rule H-02)."""

import streamlit as st

from portal.db.queries import callers
from portal.db.queries.callers import CallerRow
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import form_state, forms, gate
from portal.ui.new_ticket.beside import FORM
from portal.ui.screen import plain

CHOSEN = "new-ticket.chosen"
FIND = "new-ticket.find"


@st.fragment
def find_box() -> None:
    """The box and what it finds while one types; the page below stays as it is until somebody is chosen."""
    if st.session_state.pop(CHOSEN, False):
        st.rerun()
    asked = st.text_input(
        _("Who is calling?"), key=FIND, live="300ms", icon=":material/call:",
        placeholder=_("Telephone, its last four digits, name, dongle or customer number"),
    )  # fmt: skip
    if not asked or not asked.strip():
        return
    with gate.looking(Right.REGISTER_TICKET) as look:
        found = callers.find_callers(look.session, asked)
    if not found:
        st.caption(_("Nobody is found by this. A telephone is found by the whole number or its last four digits."))
    for row in found:
        chosen = (row.customer_id, row.contact_id)
        st.button(_words(row), key=f"new-ticket.caller.{chosen}", type="tertiary", on_click=_choose, args=chosen)


def _words(row: CallerRow) -> str:
    who = f"**{plain(row.contact)}** {plain(row.phone)} · " if row.contact else ""
    sign = f" · {plain(row.dongle)}" if row.dongle else ""
    return f"{who}{plain(row.customer)}{sign} :gray[{plain(row.number)} · {plain(row.found_by.label)}]"


def _choose(customer_id: int, contact_id: int | None) -> None:
    st.session_state[CHOSEN] = True
    st.session_state[FIND] = ""
    st.query_params.clear()
    values = {"customer_id": customer_id}
    forms.fill(FORM, values | ({"contact_id": contact_id} if contact_id else {}))


def chosen_customer() -> int | None:
    """Whom the call is from: chosen here (kept with the draft), or named in the address by the archive."""
    kept = form_state.opened(FORM)["values"].get("customer_id")
    if kept is not None:
        return int(kept)
    named = st.query_params.get("customer", "")
    return int(named) if named.isascii() and named.isdigit() and len(named) < 12 else None
