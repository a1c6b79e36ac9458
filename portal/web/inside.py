"""Inside Streamlit: the one module that changes its private parts, each with what that saves. What a person sees stays the same.

Neither a line that goes (a reload, a closed tab, a cut) nor another page that is asked for in the same breath takes along what
was typed or clicked just before; and nothing that was drawn is thrown away unsent.

Streamlit's script thread tells the event loop of every single element, wakes it each time and loses its own turn; each run
writes settings, theme and pages out anew; each choice that is drawn copies all that the session keeps to look up one key, and
each Chinese word on a button is searched for emojis at 70 microseconds. Here elements are told in handfuls, in their order,
what a run begins with is written once, one key is looked up, and a word is searched once.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from streamlit import string_util
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.run_descriptor import RunDescriptor
from streamlit.runtime.state import SafeSessionState
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

HANDFUL_SECONDS = 0.02  # most pages are ready by then: a browser that gets a page at once draws it once
MORE_FOLLOWS = {ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SCRIPT_STARTED}

_write_first = AppSession._create_new_session_message
_disconnect = WebsocketSessionManager.disconnect_session
_coalesce = script_requests._coalesce_widget_states
_will_rerun = SafeSessionState.on_script_will_rerun


class _Handful:
    """What one session's script has said and the event loop not yet heard."""

    def __init__(self) -> None:
        self._said: deque[Callable[[], None]] = deque()
        self._expected = False

    def add(self, loop: asyncio.AbstractEventLoop, said: Callable[[], None], *, at_once: bool) -> None:
        """Keep it, and see to it that the loop hears it: soon, or now where the script has ended."""
        self._said.append(said)
        if at_once:
            loop.call_soon_threadsafe(self.hear)
        elif not self._expected:
            self._expected = True
            loop.call_soon_threadsafe(loop.call_later, HANDFUL_SECONDS, self.hear)

    def hear(self) -> None:
        """Let the loop hear everything, in the order in which it was said."""
        self._expected = False
        while self._said:
            self._said.popleft()()


def _on_scriptrunner_event(session: Any, sender: Any, event: ScriptRunnerEvent, *parts: Any, **named: Any) -> None:
    handful = session.__dict__.setdefault("_portal_handful", _Handful())

    def say() -> None:
        if event is not ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
            session._handle_scriptrunner_event_on_event_loop(sender, event, *parts, **named)
        elif sender is session._scriptrunner:
            session._enqueue_forward_msg(named["forward_msg"])

    try:
        handful.add(session._event_loop, say, at_once=event not in MORE_FOLLOWS)
    except RuntimeError:
        if not session._event_loop.is_closed():
            raise


def _enqueued_some_message(runtime: Any) -> None:
    parts = runtime._get_async_objs()
    if parts.need_send_data.is_set():
        return  # the loop takes the sign down before it looks at what there is to send
    if asyncio._get_running_loop() is parts.eventloop:
        parts.need_send_data.set()
    else:
        parts.eventloop.call_soon_threadsafe(parts.need_send_data.set)


def _disconnect_session(sessions: Any, session_id: str) -> None:
    found = sessions.get_active_session_info(session_id)
    if found is None or not found.session.is_resumable():
        _disconnect(sessions, session_id)
        return
    # Streamlit would end the run that is under way and forget the one that is asked for: with it the field that was just left.
    found.session.request_script_stop = _let_it_end
    try:
        _disconnect(sessions, session_id)
    finally:
        del found.session.request_script_stop


def _clear_queue(session: Any, _fragment_ids_this_run: list[str] | None = None) -> None:
    # Streamlit would throw away what it has not sent yet of a part that the next run draws anew. A browser that is told that a
    # page is complete, without its form, forgets what stands in the fields, draws them empty and sends that they are.
    session._browser_queue._delta_index_map.clear()


def _let_it_end() -> None:
    """A run keeps what was typed and does what was clicked: one whose line is gone, or that another one is to follow."""


def _on_script_will_rerun(state: Any, *parts: Any, **named: Any) -> None:
    # At a callback's next touch of the session Streamlit would break it off, for a run that was asked for meanwhile.
    breaks_off = state._yield_callback
    object.__setattr__(state, "_yield_callback", _let_it_end)
    try:
        _will_rerun(state, *parts, **named)
    finally:
        object.__setattr__(state, "_yield_callback", breaks_off)


def _coalesce_widget_states(old_states: WidgetStates | None, new_states: WidgetStates | None) -> WidgetStates | None:
    both = _coalesce(old_states, new_states)
    if old_states is None or both is None:
        return both
    # Whoever asks for another page names no field of the page that is left, also not the one that was just left.
    named = {widget.id for widget in both.widgets}
    both.widgets.extend(widget for widget in old_states.widgets if widget.id not in named)
    return both


class _State(Mapping[str, Any]):
    """What a session keeps, looked up key by key; the whole of it only for who walks through it."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_whole_state(self._state))

    def __len__(self) -> int:
        return len(_whole_state(self._state))


def _whole_state(state: SafeSessionState) -> dict[str, Any]:
    with state._lock:
        return state._state.filtered_state


# The first message of a run by the pages that are open to its person: it is the same for all of them but for what is set anew.
_FIRST: dict[tuple[str, ...], ForwardMsg] = {}


def _create_new_session_message(
    session: Any, page_script_hash: str, run_descriptor: RunDescriptor, pages: dict[str, Any] | None = None
) -> ForwardMsg:
    open_pages = tuple(pages or session._pages_manager.get_pages())
    if open_pages not in _FIRST:
        _FIRST[open_pages] = _write_first(session, page_script_hash, run_descriptor, pages)
    first = ForwardMsg()
    first.CopyFrom(_FIRST[open_pages])
    first.ClearField("metadata")
    app_session._set_run_identity(first, run_descriptor)
    first.new_session.page_script_hash = page_script_hash
    first.new_session.initialize.session_id = session.id
    first.new_session.initialize.session_status.script_is_running = session._state == AppSessionState.APP_IS_RUNNING
    return first


def lighten() -> None:
    """Make these changes, once a process and before the first session."""
    AppSession._on_scriptrunner_event = _on_scriptrunner_event  # type: ignore[method-assign,assignment]
    AppSession._clear_queue = _clear_queue  # type: ignore[method-assign,assignment]
    Runtime._enqueued_some_message = _enqueued_some_message  # type: ignore[method-assign,assignment]
    AppSession._create_new_session_message = _create_new_session_message  # type: ignore[method-assign,assignment]
    WebsocketSessionManager.disconnect_session = _disconnect_session  # type: ignore[method-assign,assignment]
    script_requests._coalesce_widget_states = _coalesce_widget_states
    SafeSessionState.on_script_will_rerun = _on_script_will_rerun  # type: ignore[method-assign,assignment]
    string_util.extract_leading_emoji = lru_cache(maxsize=2000)(string_util.extract_leading_emoji)
    SafeSessionState.filtered_state = property(_State)  # type: ignore[assignment]
