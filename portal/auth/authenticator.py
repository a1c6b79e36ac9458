"""streamlit-authenticator 0.4.2, made to draw and drive our sign-in. The only module that touches its private parts.

What stays of it: the form, its texts, the order of things. What is ours: people and hashes, throttling, the sign-in on the
server, the cookie. It is built anew for each run with nobody in it; whoever signs in is put in when their password was right.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.models import cookie_model
from streamlit_authenticator.views import authentication_view

from portal.i18n import N_, translate

# What it leaves in the session; none of it signs anybody in.
LEFT_BEHIND = ("name", "username", "authentication_status", "email", "roles", "logout", "password_hint")
UNUSED_KEY = "the cookie that this key would sign is never made"


class _NoCookieManager:
    """Takes the place of a component that reads and writes cookies by script, in a frame, with an extra run."""


class _OurCookie(cookie_model.CookieModel):  # type: ignore[misc]
    """Its cookie: never read here (the middleware does), fetched by a one-time ticket."""

    ticket = ""
    hand_over: Callable[[str], None]

    def get_cookie(self) -> None:
        """Nobody signs in by a cookie that a script could read."""

    def set_cookie(self) -> None:
        """Let the browser fetch our own cookie."""
        self.hand_over(self.ticket)

    def delete_cookie(self) -> None:
        """Our route does this."""


class _Form:
    """Streamlit's form, with fields that password managers understand and that keep their text in another language."""

    _KNOWN_TO_BROWSERS = {"default": ("auth.typed_name", "username"), "password": ("auth.typed_password", "current-password")}

    def __init__(self, form: Any) -> None:
        self._form = form

    def subheader(self, text: str) -> None:
        """No second title: the page has one."""

    def text_input(self, label: str, **options: Any) -> str:
        """A field under the name by which browsers keep it."""
        key, known_as = self._KNOWN_TO_BROWSERS[options.get("type", "default")]
        return str(self._form.text_input(label, **{**options, "autocomplete": known_as, "key": key}))

    def form_submit_button(self, label: str) -> bool:
        """The page's one button."""
        return bool(self._form.form_submit_button(label, type="primary", width="stretch", key="auth.sign_in"))


class _Screen:
    """The part of Streamlit that it draws with."""

    session_state = st.session_state

    @staticmethod
    def form(key: str, clear_on_submit: bool) -> _Form:
        """A form without the frame: the page's card is the frame."""
        return _Form(st.form(key=key, clear_on_submit=clear_on_submit, border=False))


cookie_model.stx = SimpleNamespace(CookieManager=_NoCookieManager)
authentication_view.st = _Screen


def sign_in_form(let_in: Callable[[str, str], str], hand_over: Callable[[str], None]) -> None:
    """Draw the form; when it is sent, `let_in(name, password)` gives a ticket or raises a Refusal, and `hand_over` uses it."""
    _forget()
    drawn = stauth.Authenticate(
        {"usernames": {}}, "portal_sign_in", UNUSED_KEY, cookie_expiry_days=1, auto_hash=False, login_sleep_time=0
    )
    model = drawn.authentication_controller.authentication_model
    cookie = drawn.cookie_controller.cookie_model
    cookie.__class__ = _OurCookie
    cookie.hand_over = hand_over

    def check_credentials(name: str, password: str) -> bool:
        cookie.ticket = let_in(name, password)
        model.credentials["usernames"][name] = {"first_name": "", "last_name": "", "email": "", "roles": []}
        return True

    model.check_credentials = check_credentials
    drawn.login(
        key="auth.form",
        fields={
            "Form name": "",
            "Username": translate(N_("Sign-in name")),
            "Password": translate(N_("Password")),
            "Login": translate(N_("Sign in")),
        },
    )
    _forget()


def _forget() -> None:
    for left in LEFT_BEHIND:
        st.session_state.pop(left, None)
