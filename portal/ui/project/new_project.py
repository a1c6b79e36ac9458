"""Opening a new project: first whose it is, then its particulars (rule A-02)."""

from contextlib import suppress
from functools import partial

import streamlit as st

from portal.actions.projects import AddProject, add_project
from portal.db.queries import customers
from portal.db.queries.callers import find_callers
from portal.errors import NotFound
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import feedback, forms, links
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.project.particulars import LINES
from portal.ui.screen import plain

FORM = "new-project"
FIND, CUSTOMER = "new-project.find", "new-project.customer"


def new_project(look: Look) -> None:
    """The button that opens the form; the archive's link `?new=C-...` comes with the customer chosen."""
    if not look.actor.may(Right.EDIT_PROJECT):
        return
    made = feedback.show(FORM, lambda outcome: _("Project {number} is open.").format(number=outcome.number))
    if made is not None:
        links.link(
            look, "project", _("Open {number}").format(number=made.number), icon=":material/arrow_forward:", id=made.number
        )
    folded(_("New project"), partial(_form, look), key="new-project", icon="create_new_folder")


def _form(look: Look) -> None:
    customer_id = _customer(look)
    if customer_id is not None:
        forms.command_form(
            FORM, AddProject, add_project, fixed={"customer_id": customer_id}, columns=LINES, submit=_("Open the project"),
            done=lambda outcome: _("Project {number} is open.").format(number=outcome.number),
        )  # fmt: skip


def _customer(look: Look) -> int | None:
    """Whose project it is: named in the address, or found by a name, a number or a telephone."""
    with suppress(NotFound):
        named = customers.customer_numbered(look.session, st.query_params.get("new", ""))
        st.markdown(f"**{plain(named.name)}**")
        return named.id
    text = st.text_input(
        _("Customer"), key=FIND, icon=":material/search:", placeholder=_("Name, number, telephone or dongle number")
    )
    found = {row.customer_id: f"{row.customer} · {row.number}" for row in find_callers(look.session, text or "")}
    if text and not found:
        st.caption(_("No customer is found by this."))
    if not found:
        return None
    return st.selectbox(_("Of these"), list(found), format_func=lambda id: found.get(id, ""), key=CUSTOMER)
