"""When somebody last did something on a screen: opening, clicking and typing count, a part that refreshes itself does not.

A live view alone would otherwise keep a sign-in alive for ever on a screen that everybody has left.
"""

from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portal import clock

_LAST: WeakKeyDictionary[AppSession, datetime] = WeakKeyDictionary()
_request_rerun = AppSession.request_rerun


def watch() -> None:
    """Note from now on what browsers ask for; once a process and before the first screen."""
    AppSession.request_rerun = _noted  # type: ignore[method-assign,assignment]


def _noted(session: AppSession, client_state: Any) -> None:
    # Without a client's state it is the portal itself that asks.
    if client_state is not None and not client_state.is_auto_rerun:
        _LAST[session] = clock.now()
    _request_rerun(session, client_state)


def last_deed() -> datetime | None:
    """When the person before the screen that is being drawn last did something there; None where nobody did yet."""
    context = get_script_run_ctx(suppress_warning=True)
    sessions = getattr(Runtime.instance(), "_session_mgr", None) if Runtime.exists() else None
    if context is None or sessions is None:
        return clock.now()  # a test's screen: each of its runs is a person's
    found = sessions.get_session_info(context.session_id)
    return _LAST.get(found.session) if found is not None else None
