"""A form from a command: its types, limits, titles and help stand there once and give the fields, the errors and the draft.

Every field sends its value when it is left, to a fragment that redraws only the form and keeps a draft; so nothing typed is lost
by an error, a reload, a broken line or the end of a sign-in. The button carries what the person saw to the deed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portal.actions.command import Command
from portal.actions.deed import Action
from portal.errors import SignedOut
from portal.i18n import _
from portal.ui import feedback, fields, form_state, screen

UNDRAWN = object()

Side = Callable[[Mapping[str, Any]], None]
Rows = Sequence[Sequence[str]]


class Declared(TypedDict, total=False):
    """What a page may say of a form.

    `fixed`: values that are not asked for (the id, the version seen), or functions that give them when the button is pressed;
    `options`: value -> label of the ids to choose from; `initial`: what stands in a field at first; `columns`: the fields, a
    list a line, or what gives them from the present values where fields depend on each other; `submit`: the button's words;
    `done`: the sentence after success; `side`: what is drawn beside the fields, given the present values; `secondary`: a plain
    button; `wide`: one as wide as its place.
    """

    fixed: Mapping[str, Any]
    options: Mapping[str, Mapping[Any, str]]
    initial: Mapping[str, Any]
    columns: Rows | Callable[[Mapping[str, Any]], Rows]
    submit: str
    done: feedback.Done | None
    side: Side | None
    secondary: bool
    icon: str | None
    shortcut: str | None
    wide: bool


@dataclass(frozen=True)
class Form:
    """A declared form."""

    name: str
    command: type[Command]
    action: Action[Any]
    rows: Rows | Callable[[Mapping[str, Any]], Rows]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    done: feedback.Done | None = None
    side: Side | None = None

    @property
    def names(self) -> list[str]:
        """The fields that are asked for, in their order."""
        return [name for row in self.lines() for name in row]

    def lines(self) -> Rows:
        """The fields line by line, as the present values ask for them."""
        if not callable(self.rows):
            return self.rows
        state = form_state.opened(self.name)
        return self.rows({**self.initial, **state["values"]})

    def field(self, name: str) -> fields.CommandField:
        """A field of this form, in the reader's language."""
        return fields.field_of(self.command, name, self.options.get(name))


def command_form(form_name: str, command_class: type[Command], action: Action[Any], **declared: Unpack[Declared]) -> None:
    """Draw a form that sends a command, and what came of it. Works on a page, in a dialog and in a fragment."""
    fixed = dict(declared.get("fixed", {}))
    asked = [name for name in command_class.model_fields if name not in fixed]
    form = Form(
        name=form_name,
        command=command_class,
        action=action,
        rows=declared.get("columns") or [[name] for name in asked],
        fixed=fixed,
        options=declared.get("options", {}),
        initial=declared.get("initial", {}),
        done=declared.get("done"),
        side=declared.get("side"),
    )
    state = _state(form)
    if state["outcome"]:
        if not state["shown"]:
            feedback.show(form.name, form.done)
        state["shown"] = False
        _close_dialog_once(state)
    button: dict[str, Any] = {
        "label": declared.get("submit") or _("Save"),
        "type": "secondary" if declared.get("secondary") else "primary",
        "icon": declared.get("icon"),
        "shortcut": declared.get("shortcut"),
        "width": "stretch" if declared.get("wide") else "content",
    }
    if form.side is not None:
        _draw_fields(form, button)
        return
    if form.names:
        _draw_fields(form, None)
    _draw_button(form, state, button)


def _draw_button(form: Form, state: form_state.FormState, button: dict[str, Any]) -> None:
    if state["refusal"]:
        screen.refuse(state["refusal"])
    st.button(**button, key=f"{form.name}.submit", on_click=_send, args=(form, state["seen"]))


def value(form_name: str, name: str) -> Any:
    """What stands in a field now; None before the form was drawn."""
    return st.session_state.get(form_state.field_key(form_name, name))


def fill(form_name: str, values: Mapping[str, Any]) -> None:
    """Fill fields in for the person, in a callback: they can still change them."""
    form_state.fill(form_name, values)


def _state(form: Form) -> form_state.FormState:
    try:
        return form_state.opened(form.name)
    except SignedOut as signed_out:
        screen.refuse(signed_out.sentence())
        screen.end()


@st.fragment
def _draw_fields(form: Form, button: dict[str, Any] | None) -> None:
    """The fields; with something beside them the button stands right below, and what came of it concerns the whole page."""
    state = _state(form)
    if st.session_state.pop(f"form.{form.name}.sent", False) and _in_fragment():
        st.rerun()
    place = st.container()
    if form.side is not None:
        place, beside = st.columns([2, 1], gap="medium")
    # typing.js knows by this key the fields whose text is kept while it is typed.
    with place, st.container(key=f"form-{form.name}"):
        for row in form.lines():
            for column, name in zip(_places(row), row, strict=True):
                with column:
                    _draw_field(form, form.field(name), state)
        _draw_draft_line(form, state)
        if button is not None:
            _draw_button(form, state, button)
    if form.side is not None:
        with beside:
            form.side({name: st.session_state.get(form_state.field_key(form.name, name)) for name in form.names})


def _places(row: Sequence[str]) -> Sequence[AbstractContextManager[Any]]:
    return st.columns(len(row)) if len(row) > 1 else [nullcontext()]


def _draw_field(form: Form, asked: fields.CommandField, state: form_state.FormState) -> None:
    key = form_state.field_key(form.name, asked.name)
    initial = fields.to_plain(fields.from_plain(asked, form.initial.get(asked.name, asked.default)))
    typed = asked.name in state["values"]
    if key not in st.session_state or (not typed and state["initial"].get(asked.name, UNDRAWN) != initial):
        st.session_state[key] = fields.from_plain(asked, state["values"][asked.name] if typed else initial)
    elif asked.choices is not None and not asked.several and st.session_state[key] not in (None, *asked.choices):
        # Only a choice that is gone: whatever is set here comes back to the browser and overrides a click of that very moment.
        st.session_state[key] = None
    state["initial"][asked.name] = initial
    fields.draw(asked, key, _keep, (form, asked.name))
    problem = state["problems"].get(asked.name)
    if problem:
        st.caption(f":red[:material/error: {screen.plain(problem)}]")
    if state["meanwhile"] and typed and initial != state["values"][asked.name]:
        st.caption(_("Now in the record: {value}").format(value=screen.plain(fields.words(asked, initial))))


def _draw_draft_line(form: Form, state: form_state.FormState) -> None:
    """One line of the same height in every state: the button below must not move while somebody clicks it."""
    if all(form.field(name).secret for name in form.names):
        return
    if state["unsaved"]:
        warning = _("The draft could not be kept: what you type is only in this window.")
        st.caption(f":orange[:material/warning: {warning}]")
    elif state["values"] and state["kept_at"]:
        st.caption(_("Draft kept {time}").format(time=state["kept_at"].replace(":", "\\:")))
    else:
        st.caption(_("What you type is kept as a draft."))


def _keep(form: Form, name: str) -> None:
    state = form_state.opened(form.name)
    key = form_state.field_key(form.name, name)
    if key not in st.session_state:
        return  # a second click brings its fields along: this one met a form that the first click has sent and emptied
    if not state["values"]:
        state["seen"] = form.fixed.get("seen")
    state["outcome"], state["confirmation"] = None, ""
    state["values"][name] = fields.to_plain(st.session_state[key])
    form_state.keep(form.name, state, frozenset(each for each in form.names if form.field(each).secret))


def _send(form: Form, seen: int | None) -> None:
    values = {name: given() if callable(given) else given for name, given in form.fixed.items()}
    if seen is not None and "seen" in values:
        values["seen"] = seen
    for name in form.names:
        value = st.session_state.get(form_state.field_key(form.name, name))
        if value is not None and value != "":
            values[name] = fields.to_command(form.field(name), value)
    feedback.submit(form.action, form.command, form.name, values, form.done)
    st.session_state[f"form.{form.name}.sent"] = True


def _in_fragment() -> bool:
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _close_dialog_once(state: form_state.FormState) -> None:
    """After success inside a dialog or fragment the whole page is out of date: run it anew, which closes the dialog."""
    if _in_fragment() and not state["last"].get("told"):
        state["last"]["told"] = True
        st.rerun()
