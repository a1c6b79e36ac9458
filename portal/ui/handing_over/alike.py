"""Who is in the archive already and may be the one being handed over: shown before anything is saved (rules F-01, X-02)."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from portal.actions.arrival import one_spelling
from portal.actions.submissions import ANOTHER
from portal.db.queries.known_customers import Likeness, possible_duplicates
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import form_state, forms, gate
from portal.ui.gate import Look
from portal.ui.screen import plain

FORM = "new-customer"
ANSWERED = "new-customer.answered"


def answer() -> str:
    """What was said about those who are alike: the number of one of them, that it is another one, or nothing yet."""
    return str(form_state.opened(FORM)["values"].get("same_as") or "")


def beside(values: Mapping[str, Any]) -> None:
    """Those who are alike, each with why, and the two answers."""
    if st.session_state.pop(ANSWERED, False):
        st.rerun()
    with gate.looking(Right.SUBMIT_CUSTOMER) as look:
        name, dongle, phone = (str(values.get(key) or "") for key in ("name", "dongle_number", "phone"))
        alike = possible_duplicates(look.session, name, one_spelling(dongle), phone) if name or dongle or phone else []
        if alike:
            _ask(look, alike)
        else:
            st.caption(_("Whoever is in the archive already and like this customer will be shown here while you type."))


def _ask(look: Look, alike: list[Likeness]) -> None:
    said = answer()
    title = _("Perhaps in the archive already")
    st.markdown(f":orange[:material/content_copy: **{title}**]")
    for each in alike:
        with st.container(border=True, gap="small"):
            # Whoever typed the name may read it; by a telephone or a dongle nobody learns whose it is.
            named = each.by_name or look.actor.may(Right.SEE_ARCHIVE)
            name = f"**{plain(each.customer.name)}** " if named else ""
            st.markdown(f"{name}:gray[{plain(each.customer.number)}]")
            st.caption(plain(" · ".join(reason.label for reason in each.alike)))
            chosen = said == each.customer.number
            st.button(
                _("It is this customer"), key=f"new-customer.same.{each.customer.id}",
                on_click=_say, args=(each.customer.number,),
                icon=":material/check:" if chosen else None, type="primary" if chosen else "secondary",
            )  # fmt: skip
    st.button(
        _("It is another customer"), key="new-customer.another", on_click=_say, args=(ANOTHER,),
        icon=":material/check:" if said == ANOTHER else None, type="primary" if said == ANOTHER else "secondary",
    )  # fmt: skip


def _say(same_as: str) -> None:
    st.session_state[ANSWERED] = True
    forms.fill(FORM, {"same_as": same_as})
