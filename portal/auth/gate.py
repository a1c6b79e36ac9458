"""The gate in app.py: a visitor meets the sign-in page on every address, a colleague passes."""

import streamlit as st

from portal import clock
from portal.auth import handover, language, screen_owner, sign_in_page
from portal.db.models.people import Person
from portal.db.session import writing
from portal.db.sign_ins import SignedIn, end_sign_in, make_ticket, open_sign_in
from portal.i18n import _

SIGNING_OUT = "auth.signing_out"
RENEWED = "auth.renewed"


def pass_or_draw() -> SignedIn | None:
    """Who passes; for a visitor the sign-in page is drawn and None given. Call it after the pages are registered."""
    who = screen_owner.signed_in()
    if who is not None:
        language.speak(who.language)
    return who


def renew(person_id: int) -> None:
    """Let this browser in again after a deed that ended every sign-in; the next run fetches the new cookie. For callbacks."""
    now = clock.now()
    with writing() as session:
        person = session.get_one(Person, person_id)
        token = open_sign_in(session, person, now, address=screen_owner.address(), browser=screen_owner.browser())
        st.session_state[RENEWED] = make_ticket(session, token, now)


def draw_sign_in() -> None:
    """What a visitor sees."""
    if RENEWED in st.session_state:
        st.caption(_("One moment…"))
        handover.fetch_cookie(st.session_state.pop(RENEWED))
    elif st.session_state.pop(SIGNING_OUT, False):
        st.caption(_("Signing you out…"))
        handover.drop_cookie()
    else:
        sign_in_page.draw()


def sign_out() -> None:
    """End the sign-in behind this screen; for a button's callback."""
    kind, _colon, name = screen_owner.binding().partition(":")
    if kind == "in":
        with writing() as session:
            end_sign_in(session, bytes.fromhex(name), clock.now())
    st.session_state[SIGNING_OUT] = True
