"""Forms about one order: each sends the order's id and the version on the screen, and is said to be done after it has gone."""

from typing import Any, Protocol, Unpack

import streamlit as st

from portal.actions.deed import Action
from portal.actions.order_steps import OrderCommand
from portal.ui import feedback, form_state
from portal.ui.forms import Declared, command_form


class Seen(Protocol):
    """An order as it stands on the screen."""

    @property
    def id(self) -> int:
        """Which order."""

    @property
    def version(self) -> int:
        """The version that the person sees."""


def form_name(order: Seen, deed: str) -> str:
    """The name of a form about an order: what was typed for one order never appears in another."""
    return f"order.{order.id}.{deed}"


def order_form(
    order: Seen, command: type[OrderCommand], action: Action[Any], *, name: str = "", **declared: Unpack[Declared]
) -> None:
    """Draw a form about an order; `name` tells two forms of one deed apart."""
    declared["fixed"] = {"id": order.id, "seen": order.version, **declared.get("fixed", {})}
    name = form_name(order, name or action.__name__)
    for place in ("order.drawn", f"order.{order.id}.tried"):
        names: list[str] = st.session_state.setdefault(place, [])
        if name not in names:
            names.append(name)
    command_form(name, command, action, **declared)


def phone_form(
    order: Seen, command: type[OrderCommand], action: Action[Any], *, name: str = "", **declared: Unpack[Declared]
) -> None:
    """The same with a button as wide as the phone."""
    declared["wide"] = True
    order_form(order, command, action, name=name, **declared)


def begin_order() -> Any:
    """A place at the top of the page for what was done in a form that is gone now."""
    st.session_state["order.drawn"] = []
    return st.container()


def end_order(order: Seen, place: Any) -> None:
    """Say there, once, what came of the forms that this page does not draw any more."""
    drawn = st.session_state.pop("order.drawn", [])
    tried = st.session_state.get(f"order.{order.id}.tried", [])
    gone = [name for name in tried if name not in drawn and form_state.opened(name)["last"]]
    if gone:
        with place:
            feedback.show(max(gone, key=lambda name: form_state.opened(name)["last"]["at"]))
    st.session_state[f"order.{order.id}.tried"] = drawn
