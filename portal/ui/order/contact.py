"""Whom to ask for and where to go: in full for the engineer of the order, and written down once that they looked."""

import streamlit as st

from portal.actions.customers import RevealContact, reveal_contact
from portal.actions.deed import perform
from portal.db.queries import order_detail
from portal.db.queries.order_detail import OrderDetail
from portal.db.seal import phone_digits
from portal.i18n import _
from portal.ui import gate, screen
from portal.ui.gate import Look


def contact_card(look: Look, order: OrderDetail) -> None:
    """Name, telephone to tap, address to copy."""
    contact = order_detail.contact_for_engineer(look.session, order.id, look.me)
    if contact.contact_id is not None:
        _note_once(look, order, contact.contact_id)
    name = " · ".join(filter(None, (contact.name, contact.position)))
    st.markdown(f":material/person: {screen.plain(name) if name else _('No contact is named: ask the service manager.')}")
    if contact.phone:
        st.link_button(
            _("Call {phone}").format(phone=contact.phone),
            f"tel:{phone_digits(contact.phone)}",
            icon=":material/call:",
            width="stretch",
        )
    if contact.address:
        st.caption(_("Address, to copy"))
        st.code(contact.address, language=None, wrap_lines=True)


def _note_once(look: Look, order: OrderDetail, contact_id: int) -> None:
    """One line in the audit trail for each order and engineer, however often the page is drawn."""
    key = f"order-contact-{order.id}-{look.me}-{contact_id}"
    if not order_detail.was_noted(look.session, key):
        perform(reveal_contact, RevealContact(id=contact_id), by=gate.caller(), key=key)
