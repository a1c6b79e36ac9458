"""The sign-in page: the only thing a visitor sees, whatever page they asked for."""

import streamlit as st

from portal.auth import handover, language, screen_owner
from portal.auth.authenticator import sign_in_form
from portal.auth.signing_in import Knock, let_in
from portal.errors import Refusal
from portal.i18n import LANGUAGES, N_, _
from portal.i18n import language as spoken
from portal.settings import settings

LANGUAGE, PORTAL = "auth.language_choice", N_("Service portal")
ENDED = "auth.ended"


def draw() -> None:
    """Ask who it is; whoever signs in lands on the page they asked for."""
    _left, middle, _right = st.columns([1, 1.1, 1], gap=None)
    with middle:
        st.space("large")
        with st.container(border=True):
            _who_we_are()
            _form()
        _small_print()


def _who_we_are() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.image("static/icon.svg", width=40)
        st.subheader(_(PORTAL), anchor=False)
    if screen_owner.binding().startswith("in:") and not st.session_state.get("auth.signing_out"):
        st.info(_("Your sign-in has ended. Sign in again; what you typed is kept."), icon=":material/timer_off:")


def _form() -> None:
    place = st.empty()
    with place.container():
        answer = st.empty()
        try:
            sign_in_form(_let_in, lambda ticket: _hand_over(place, ticket))
        except Refusal as refusal:
            answer.error(refusal.sentence(), icon=":material/lock:")


def _let_in(name: str, password: str) -> str:
    return let_in(Knock(name, password, screen_owner.address(), screen_owner.browser(), language.chosen_here()))


def _hand_over(place: "st.delta_generator.DeltaGenerator", ticket: str) -> None:
    with place.container():
        st.caption(_("Signing you in…"))
        handover.fetch_cookie(ticket)


def _small_print() -> None:
    st.session_state.setdefault(LANGUAGE, spoken())
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(_("Forgot your password? The administrator gives you a new link."))
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            format_func=lambda each: language.NAMES[each],
            key=LANGUAGE,
            label_visibility="collapsed",
            on_change=_speak_as_chosen,
        )
    if settings().demonstration:
        st.warning(
            _("Demonstration: everything in here is made up. The names and passwords stand where the portal was started."),
            icon=":material/science:",
        )


def _speak_as_chosen() -> None:
    # A second click on the chosen one empties the choice: the language stays.
    language.speak(st.session_state.get(LANGUAGE))
