"""The customer signed on paper instead of the glass: a photograph of it is as good (rule D-07)."""

from functools import partial

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.signing import SignOnPaper, sign_on_paper
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.ui.order.forms import phone_form

KINDS = ("jpg", "jpeg", "png", "webp", "pdf")


def sign_on(order: OrderDetail) -> None:
    """The place for the photograph; whose signature it is, is asked once there is one. A telephone offers its camera here."""
    photograph = f"order.{order.id}.paper"
    chosen = st.file_uploader(_("Signed on paper instead? Photograph it"), type=KINDS, key=photograph)
    if chosen is None:
        return
    phone_form(
        order,
        SignOnPaper,
        sign_on_paper,
        fixed={"name": chosen.name, "content": partial(_content, photograph)},
        initial={"signed_by": order.contact or ""},
        submit=_("Save the photographed paper"),
        icon=":material/photo_camera:",
        secondary=True,
        done=said_of_the_signature,
    )


def said_of_the_signature(outcome: Outcome) -> str:
    """What the engineer reads when the signature is kept."""
    return _("Signed. The service record of {number} is ready as PDF.").format(number=outcome.number)


def _content(photograph: str) -> bytes:
    chosen = st.session_state.get(photograph)
    return bytes(chosen.getvalue()) if chosen else b""
