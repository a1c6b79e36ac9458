"""Who is behind the screen that is being drawn, read anew from the database every time.

The middleware opens a screen's websocket and writes into its handshake which browser it belongs to; a Streamlit session keeps
that for life and is refused to any other browser. Nothing in `st.session_state` can sign anybody in.
"""

from datetime import datetime
from weakref import WeakKeyDictionary

import streamlit as st
from sqlalchemy.exc import OperationalError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portal import clock
from portal.actions.deed import Caller
from portal.auth.cookie import ADDRESS_HEADER, BINDING_HEADER, SIGNED_IN
from portal.auth.presence import last_deed
from portal.db.session import one_picture, writing
from portal.db.sign_ins import SEEN_EVERY, SignedIn, find_sign_in, keep_alive
from portal.errors import SignedOut

# AppTest has no handshake: tests say here which sign-in a screen belongs to.
TEST_BINDING = "auth.binding_of_a_test"

# The answer of the run that is being drawn, gone with it: page, gate and forms ask the same question in the same moment.
_ANSWERS: WeakKeyDictionary[object, SignedIn | None] = WeakKeyDictionary()


def binding() -> str:
    """The browser or sign-in to which this screen belongs, as the handshake said."""
    handed = st.context.headers.get(BINDING_HEADER)
    if not isinstance(handed, str):
        return str(st.session_state.get(TEST_BINDING, ""))
    # Without `server.trustedUserHeaders` Streamlit would give this screen to whoever knows its id: then nobody is signed in.
    return handed if st.user.get("session") == handed else ""


def address() -> str:
    """The network address behind this screen."""
    handed = st.context.headers.get(ADDRESS_HEADER)
    return handed if isinstance(handed, str) else "local"


def browser() -> str:
    """What the browser calls itself."""
    handed = st.context.headers.get("User-Agent")
    return handed[:200] if isinstance(handed, str) else ""


def signed_in() -> SignedIn | None:
    """Who is signed in on this screen now; None for a visitor and for a sign-in that has ended. Asked once in a run."""
    run = _run()
    if run is None:
        return _ask(clock.now())
    if run not in _ANSWERS:
        _ANSWERS[run] = _ask(clock.now())
    return _ANSWERS[run]


def _run() -> object | None:
    """What stands for the present drawing of a page or fragment; None elsewhere, and in callbacks: those may end sign-ins."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.parallel_coordinator if context is not None and context.has_script_started else None


def _ask(now: datetime) -> SignedIn | None:
    kind, _, name = binding().partition(":")
    if kind != SIGNED_IN:
        return None
    with one_picture() as session:
        who = find_sign_in(session, bytes.fromhex(name), now)
    if who is not None:
        _put_off_the_time_out(who)
    return who


def _put_off_the_time_out(who: SignedIn) -> None:
    """Until when a sign-in may be idle counts from what the person last did, written at most once a minute."""
    at = last_deed()
    if at is None or who.seen_at >= at - SEEN_EVERY:
        return
    try:
        with writing() as session:
            keep_alive(session, who.sign_in_id, at)
    except OperationalError:
        pass  # the database is busy or read-only: looking must go on, the next run tries again


def caller() -> Caller:
    """Who acts from this screen, for `perform`. Raises SignedOut."""
    who = signed_in()
    if who is None:
        raise SignedOut
    return Caller(person_id=who.person_id, sign_in_id=who.sign_in_id, name=who.name)
