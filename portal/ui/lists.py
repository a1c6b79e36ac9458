"""A list declared by its columns, filters and questions: comes with count, pages, row opening, saved address and Excel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import streamlit as st

from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import brief, list_filters, list_more, screen
from portal.ui.brief import Button, Words
from portal.ui.gate import Look
from portal.ui.list_filters import Filter
from portal.ui.tables import Column, Mark, Opens, table

__all__ = ["Column", "Filter", "Listing", "Mark", "show", "show_rows"]

PAGE = 50
Values = Mapping[str, str]


class Counted(Protocol):
    """A count that may have stopped at its cap."""

    @property
    def number(self) -> int: ...

    @property
    def capped(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list. `rows(look, values, after, limit)` asks for one page, `count(look, values)` for how many match.

    `values` are the filters' texts by name, empty for "all"; `place` gives of the last row what `after` wants; `words` says a
    number of them ("47 tickets match"); `opens` names page and id of a row; `empty` is said where nothing is found; `page` is how
    many rows are drawn at once (None: as many as in most lists).
    """

    name: str
    columns: Sequence[Column]
    rows: Callable[[Look, Values, Any, int], Sequence[Any]]
    place: Callable[[Any], Any]
    count: Callable[[Look, Values], Counted]
    words: Callable[[int], str]
    empty: str
    filters: Sequence[Filter] = ()
    opens: Opens | None = None
    exports: bool = True
    page: int | None = None


@dataclass(frozen=True)
class Page:
    """The rows on the screen: how many were before them, and whether there are more."""

    rows: Sequence[Any]
    before: int
    more: bool


def show(listing: Listing, look: Look) -> None:
    """Draw the filters, the page of rows that match, their count, and the way to the rest."""
    values = list_filters.asked(listing.name, listing.filters)
    if listing.filters:
        list_filters.draw(listing.name, listing.filters, values)
    show_rows(listing, look, values)


def show_rows(listing: Listing, look: Look, values: Values) -> None:
    """The list without its filters, for pages that place those themselves."""
    trail: list[Any] = st.session_state.setdefault(_trail(listing.name), [])
    most = listing.page or PAGE
    rows = list(listing.rows(look, values, trail[-1] if trail else None, most + 1))
    page = Page(rows[:most], before=len(trail) * most, more=len(rows) > most)
    if page.rows:
        table(f"list.{listing.name}.{len(trail)}", listing.columns, page.rows, listing.opens)
    else:
        screen.empty(listing.empty)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        _draw_foot(listing, look, values, page)


def _draw_foot(listing: Listing, look: Look, values: Values, page: Page) -> None:
    counted = Words(_count_words(listing, look, values, page), "quiet") if page.rows else None
    turn: list[Button] = []
    if page.before or page.more:
        on = partial(_go_on, listing.name, listing.place(page.rows[-1]) if page.rows else None)
        turn = [
            Button(_("Previous"), "previous", partial(_go_back, listing.name), "chevron_left", look="" if page.before else "off"),
            Button(_("Next"), "next", on, "chevron_right", look="" if page.more else "off"),
        ]
    brief.draw(f"{listing.name}.foot", [brief.line(counted, *turn)])
    exports = bool(page.rows) and listing.exports and look.actor.may(Right.EXPORT)
    if listing.filters or exports:
        list_more.draw(listing, look, values, exports=exports)


def _count_words(listing: Listing, look: Look, values: Values, page: Page) -> str:
    if not page.before and not page.more:
        return listing.words(len(page.rows))
    counted = listing.count(look, values)
    number = f"{counted.number:,}".replace(",", "\u2009")
    total = _("More than {number} match").format(number=number) if counted.capped else listing.words(counted.number)
    return _("{total}, {first}–{last} shown").format(total=total, first=page.before + 1, last=page.before + len(page.rows))


def _trail(name: str) -> str:
    return f"list.{name}.trail"


def _go_on(name: str, place: Any) -> None:
    st.session_state[_trail(name)] = [*st.session_state[_trail(name)], place]


def _go_back(name: str) -> None:
    st.session_state[_trail(name)] = st.session_state[_trail(name)][:-1]
