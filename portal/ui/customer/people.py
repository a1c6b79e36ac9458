"""The people we speak to, masked until somebody asks; corrected, marked as gone, or made the main contact in a dialog."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from portal.actions.customers import AddContact, EditContact, add_contact, edit_contact
from portal.db.queries.customers import ContactRow, CustomerFacts, contacts_of
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import brief, customer_card, feedback, forms
from portal.ui.brief import Button, Head, Thing
from portal.ui.gate import Look

CHOSEN = "customer.contact.chosen"
NEW = 0


def everybody(look: Look, customer: CustomerFacts) -> list[Thing]:
    """The main contact first, those who have left last, and the way to add one."""
    rows = contacts_of(look.session, customer.id, former=True)
    edits = look.actor.may(Right.EDIT_ARCHIVE)
    add = [brief.line(Button(_("Add contact"), "add", partial(_choose, NEW), "person_add", look="bare"))] if edits else []
    nobody = [brief.note(_("Nobody is known yet. Add a contact: callers are then found by their telephone."), "contacts")]
    _correct(rows, customer, edits=edits)
    customer_card.say_refusal()
    return [Head(_("People")), *add, *(customer_card.contacts(look, rows, _choose if edits else None) if rows else nobody)]


def _correct(rows: Sequence[ContactRow], customer: CustomerFacts, *, edits: bool) -> None:
    """The dialog that was asked for."""
    chosen = st.session_state.pop(CHOSEN, None)
    if edits and chosen == NEW:
        st.dialog(_("Add contact"), width="medium")(_add)(customer)
    for row in rows:
        if edits and row.id == chosen:
            st.dialog(_("Correct a contact"), width="medium")(_edit)(row)
        feedback.show_if_sent(f"contact.{row.id}")


def _add(customer: CustomerFacts) -> None:
    forms.command_form(
        f"customer.{customer.id}.contact", AddContact, add_contact, fixed={"customer_id": customer.id},
        columns=[["name", "position"], ["phone", "mail", "qq"], ["main"]],
    )  # fmt: skip


def _choose(contact_id: int) -> None:
    st.session_state[CHOSEN] = contact_id


def _edit(row: ContactRow) -> None:
    forms.command_form(
        f"contact.{row.id}", EditContact, edit_contact,
        fixed={"id": row.id, "seen": row.version},
        initial={"name": row.name, "position": row.position, "main": row.main, "active": row.active},
        columns=[["name", "position"], ["phone", "mail", "qq"], ["main", "active"]],
    )  # fmt: skip
