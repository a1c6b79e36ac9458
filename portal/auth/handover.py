"""Setting and taking the sign-in cookie: the screen cannot touch it, so it lets the browser call our routes."""

import secrets

import streamlit as st

# A new page load follows: the browser's next websocket is then bound to its sign-in, and nothing of the visitor's session stays.
_CALL = """
export default function ({ data }) {
  const once = `portal-${data.nonce}`;
  if (window[once]) return;
  window[once] = true;
  fetch(data.route, { method: "POST", credentials: "same-origin", headers: { "X-Portal": "1" }, body: data.ticket })
    .finally(() => (data.then ? window.location.replace(data.then) : window.location.reload()));
}
"""


def fetch_cookie(ticket: str) -> None:
    """Let this browser fetch the cookie that a ticket stands for, and load the page it is on anew."""
    _call("/auth/session", ticket, then="")


def drop_cookie() -> None:
    """Let this browser end its sign-in and go to the front page."""
    _call("/auth/sign-out", "", then="/")


def _call(route: str, ticket: str, *, then: str) -> None:
    component = st.components.v2.component("portal_handover", js=_CALL)
    component(key="auth.handover", data={"route": route, "ticket": ticket, "then": then, "nonce": secrets.token_hex(8)})
