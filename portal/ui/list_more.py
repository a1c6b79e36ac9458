"""What else can be done with a list: its rows as a file, and saved views with how many each holds at present."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from portal.actions.views import RemoveView, SaveView, remove_view, save_view
from portal.db.queries.views import ViewRow, views_of
from portal.i18n import _
from portal.ui import feedback, forms, list_export, list_filters, screen
from portal.ui.gate import Look

if TYPE_CHECKING:
    from portal.ui.lists import Listing, Values


def draw(listing: "Listing", look: Look, values: "Values", *, exports: bool) -> None:
    """The button that opens it; all of it is asked for, counted and drawn only while it is open."""
    # Without a callback of its own an opened popover tells nobody, and every view would be counted on every run.
    title = (_("Views and export") if exports else _("Views")) if listing.filters else _("Export")
    popover = st.popover(title, key=f"{listing.name}.more", on_change="rerun")
    with popover:
        if not popover.open:
            return
        if exports:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(_("The rows that match, as a file:"), width="stretch")
                list_export.buttons(listing, values, look.caller)
        if listing.filters:
            _draw_views(listing, look, values)


def _draw_views(listing: "Listing", look: Look, values: "Values") -> None:
    for view in views_of(look.session, look.me, listing.name):
        _draw_one(listing, look, view)
    st.caption(_("Keep the present filters under a name:"))
    forms.command_form(
        f"{listing.name}.view",
        SaveView,
        save_view,
        fixed={"page": listing.name, "filters": {name: value for name, value in values.items() if value}},
        submit=_("Keep this view"),
        done=lambda _outcome: _("The view is kept."),
        secondary=True,
    )


def _draw_one(listing: "Listing", look: Look, view: ViewRow) -> None:
    asked = {each.name: each.allowed(view.filters.get(each.name, "")) for each in listing.filters}
    counted = listing.count(look, asked)
    number = f"{counted.number}+" if counted.capped else str(counted.number)
    words = _("{name} ({owner})").format(name=view.name, owner=view.owner) if view.owner else view.name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"{screen.plain(words)} :gray[{number}]",
            key=f"{listing.name}.view.{view.id}",
            type="tertiary",
            width="stretch",
            icon=":material/group:" if view.shared else None,
            on_click=partial(list_filters.put, listing.name, _whole(listing, asked)),
        )
        if not view.owner:
            st.button(
                "",
                key=f"{listing.name}.view.{view.id}.remove",
                type="tertiary",
                icon=":material/close:",
                help=_("Remove this view"),
                on_click=partial(_remove, listing.name, view.id),
            )


def _whole(listing: "Listing", asked: Mapping[str, str]) -> dict[str, str]:
    return {each.name: "" if asked[each.name] == each.first else asked[each.name] for each in listing.filters}


def _remove(name: str, id: int) -> None:
    feedback.submit(remove_view, RemoveView, f"{name}.view.{id}.remove", {"id": id})
