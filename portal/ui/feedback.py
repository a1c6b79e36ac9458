"""Sending a command from a screen, and saying what came of it: done once, with its number; refused with what was kept.

`submit` is for callbacks: it writes, draws nothing, and never raises a refusal (a callback that raises ends the whole run).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock
from typing import Any

import streamlit as st

from portal import clock
from portal.actions.command import Command
from portal.actions.deed import Action, Outcome, perform
from portal.errors import ChangedMeanwhile, InvalidInput, Refusal, SignedOut
from portal.i18n import _
from portal.ui import form_state, gate, screen

# The second click of a double click meets a form that is fresh again; nobody fills one in as fast. It counts from when what came
# of the first one stood on the page: on a slow day that alone takes longer, and the second click waits behind it.
SAME_CLICK = timedelta(seconds=2)
_ONE_AT_A_TIME = [Lock() for _place in range(64)]
SAID_FOR = timedelta(seconds=20)

Done = Callable[[Outcome], str]


def submit(
    action: Action[Any],
    command_class: type[Command],
    form: str,
    values: Mapping[str, Any],
    done: Done | None = None,
) -> Outcome | None:
    """Build the command, carry it out under the form's key, and remember the confirmation or the refusal for the next run.

    None where it was refused: everything typed is still there.
    """
    try:
        caller = gate.caller()
    except SignedOut:
        return None  # the next run asks to sign in; the draft is kept
    state = form_state.opened(form)
    print_of_values = _print_of(values)
    # Streamlit may run the callback of a second click beside the first one's.
    with _ONE_AT_A_TIME[hash(state["key"]) % len(_ONE_AT_A_TIME)]:
        if _is_the_same_click(state, print_of_values):
            # It brought along what stood in the form and may have filled it in once more.
            said: dict[str, Any] = state["last"]["outcome"]
            state["outcome"], state["confirmation"] = said, state["last"]["confirmation"]
            form_state.renew(form, state)
            return Outcome(**said)
        state["problems"], state["refusal"], state["meanwhile"] = {}, "", False
        state["outcome"], state["confirmation"] = None, ""
        outcome = _carry_out(state, lambda: perform(action, command_class.of(**values), by=caller, key=state["key"]))
        if outcome is not None:
            state["outcome"] = form_state.plain_outcome(outcome)
            state["confirmation"], state["said_at"] = (done or confirmation)(outcome), None
            state["last"] = {
                "print": print_of_values,
                "typed": bool(state["values"]),
                "at": clock.now(),
                "outcome": state["outcome"],
                "confirmation": state["confirmation"],
            }
            form_state.renew(form, state)
        return outcome


def _carry_out(state: form_state.FormState, deed: Callable[[], Outcome]) -> Outcome | None:
    try:
        return deed()
    except InvalidInput as invalid:
        state["problems"], state["refusal"] = invalid.problems, invalid.sentence()
    except Refusal as refusal:
        state["refusal"] = refusal.sentence()
        if refusal.field:
            state["problems"] = {refusal.field: refusal.sentence()}
        if isinstance(refusal, ChangedMeanwhile):
            # The newer version is on the screen in the next run: saving again is then an answer to that one.
            state["meanwhile"], state["seen"] = True, None
    return None


def _is_the_same_click(state: form_state.FormState, print_of_values: str) -> bool:
    last = state["last"]
    if not last or clock.now() - (state["said_at"] or last["at"]) > SAME_CLICK:
        return False
    return print_of_values == last["print"] or (last["typed"] and not state["values"])


def _print_of(values: Mapping[str, Any]) -> str:
    """What tells two sendings apart: not the version seen, which the first one has raised."""
    asked = {name: value for name, value in values.items() if name != "seen"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def confirmation(outcome: Outcome) -> str:
    """What is said of a deed that has no sentence of its own."""
    return _("Saved as {number}.").format(number=outcome.number) if outcome.number else _("Saved.")


def show(form: str, done: Done | None = None) -> Outcome | None:
    """Say what came of a form's last sending, and give the outcome if it was done. A confirmation fades after a while."""
    try:
        state = form_state.opened(form)
    except SignedOut as signed_out:
        screen.refuse(signed_out.sentence())
        return None
    if state["outcome"] and _has_faded(state):
        state["outcome"], state["confirmation"], state["said_at"] = None, "", None
    if state["outcome"]:
        outcome = Outcome(**state["outcome"])
        sentence = state["confirmation"] or (done or confirmation)(outcome)
        st.success(screen.plain(sentence), icon=":material/check_circle:")
        state["shown"] = True
        return outcome
    show_refusal(form)
    return None


def show_if_sent(form: str, done: Done | None = None) -> None:
    """Say on the page what came of a form that lives in a dialog; nothing, and no question, for one that nobody opened."""
    if f"form.{form}" in st.session_state:
        show(form, done)


def show_refusal(form: str) -> None:
    """Say why a form's last sending was refused, and nothing if it was not."""
    state: form_state.FormState | None = st.session_state.get(f"form.{form}")
    if state and state["refusal"]:
        screen.refuse(state["refusal"])


def _has_faded(state: form_state.FormState) -> bool:
    now = clock.now()
    said_at = state["said_at"] or now
    state["said_at"] = said_at
    return now - said_at > SAID_FOR
