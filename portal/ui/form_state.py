"""What a form remembers between runs: its key, what was typed, what is wrong, what came of it. Plain values only.

It lives in the session and, as a draft, in the database: what was typed survives an error, a reload, a time-out and a sign-out.
"""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, TypedDict

import streamlit as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal import clock
from portal.actions import drafts
from portal.actions.deed import Outcome
from portal.ui import gate


class FormState(TypedDict):
    """`values` holds only what the person changed; `seen` is the version that was on the screen when they began to type.

    `shown`: the page says what came of the form itself, so that the form need not say it again.
    """

    person_id: int
    key: str
    values: dict[str, Any]
    initial: dict[str, Any]
    seen: int | None
    kept_at: str
    unsaved: bool
    problems: dict[str, str]
    refusal: str
    meanwhile: bool
    outcome: dict[str, Any] | None
    confirmation: str
    said_at: datetime | None
    shown: bool
    last: dict[str, Any]


def opened(form: str) -> FormState:
    """The state of a form: the session's, or the draft of an earlier session, or a fresh one. Raises SignedOut."""
    place = f"form.{form}"
    if place not in st.session_state:
        st.session_state[place] = _from_draft(form, gate.caller().person_id or 0)
    state: FormState = st.session_state[place]
    return state


def _fresh(person_id: int) -> FormState:
    return FormState(
        person_id=person_id,
        key=uuid.uuid4().hex,
        values={},
        initial={},
        seen=None,
        kept_at="",
        unsaved=False,
        problems={},
        refusal="",
        meanwhile=False,
        outcome=None,
        confirmation="",
        said_at=None,
        shown=False,
        last={},
    )


def _from_draft(form: str, person_id: int) -> FormState:
    state = _fresh(person_id)
    draft = drafts.draft_of(person_id, form)
    if draft is None:
        return state
    if draft.saved is not None:
        state["outcome"] = plain_outcome(draft.saved)
        drafts.forget_draft(person_id, form)
        return state
    state["key"] = draft.key
    state["values"] = dict(draft.content.get("values", {}))
    state["seen"] = draft.content.get("seen")
    state["kept_at"] = f"{clock.at_the_office(draft.at):%H:%M:%S}" if draft.at else ""
    return state


def plain_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values, fit for the session."""
    return {"subject": outcome.subject, "id": outcome.id, "number": outcome.number, "facts": dict(outcome.facts)}


def keep(form: str, state: FormState, secret: frozenset[str] = frozenset()) -> None:
    """Keep what is typed as a draft; says so on the form where the database does not take it."""
    content = {"values": {name: value for name, value in state["values"].items() if name not in secret}, "seen": state["seen"]}
    now = clock.now()
    try:
        drafts.keep_draft(state["person_id"], form, state["key"], content, now)
    except (OperationalError, PoolTimeout):
        state["unsaved"] = True
    else:
        state["unsaved"] = False
        state["kept_at"] = f"{clock.at_the_office(now):%H:%M:%S}"


def renew(form: str, state: FormState) -> None:
    """Begin the form anew, with a new key: what was in it is saved or thrown away."""
    # A draft that cannot be forgotten now is recognised by its key when the form is opened again.
    with suppress(OperationalError, PoolTimeout):
        drafts.forget_draft(state["person_id"], form)
    fields = [*state["values"], *state["initial"]]
    fresh = _fresh(state["person_id"])
    fresh["outcome"], fresh["confirmation"], fresh["last"] = state["outcome"], state["confirmation"], state["last"]
    state.update(fresh)
    # Last, because a second click can stop this run at any touch of the session: the form is begun anew by then, whole.
    for name in fields:
        st.session_state.pop(field_key(form, name), None)


def field_key(form: str, name: str) -> str:
    """The widget key of a field."""
    return f"{form}.{name}"


def fill(form: str, values: Mapping[str, Any]) -> None:
    """Fill fields in for the person (a callback's work), as if they had typed it."""
    state = opened(form)
    state["values"].update(values)
    for name in values:
        st.session_state.pop(field_key(form, name), None)
    keep(form, state)
