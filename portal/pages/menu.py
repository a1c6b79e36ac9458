"""The menu: the pages of navigation.py that a person may open, and at its foot who is signed in.

Streamlit keeps the pages and their addresses; the menu itself is one element of ours. Streamlit's own reads every title of it
as Markdown anew whenever a page is opened.
"""

from collections.abc import Sequence
from copy import copy
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from portal.auth.gate import sign_out
from portal.db.sign_ins import SignedIn
from portal.i18n import N_, Language, _, language
from portal.navigation import PAGES, PageEntry, page_at, pages_for
from portal.rules.permissions import Role, may
from portal.ui.components import component, written

PAGES_FOLDER = Path(__file__).parent
BUILT = tuple(page for page in PAGES if (PAGES_FOLDER / page.file).exists())
_MENU = component("menu", "<nav></nav>")


def title() -> str:
    """What the browser's tab is called."""
    return _(N_("Service portal"))


def register(person: SignedIn | None) -> StreamlitPage:
    """Register the pages and give the one to run. A visitor's address is kept, but none of its pages is for running."""
    entries = BUILT if person is None else _allowed(person.roles)
    pages = [_page(entry) for entry in entries]
    return st.navigation([_front(pages[0]), *pages, *_strays(entries)], position="hidden")


def draw(person: SignedIn, page: StreamlitPage) -> None:
    """Draw the menu for somebody who is on a page."""
    account = page_at("account")
    foot = [[account.address, account.icon, person.name], _("Sign out")]
    data = {"here": page.url_path, "sections": _sections(person.roles, language()), "foot": foot}
    _MENU(key="menu", data=written(data), on_signed_out_change=sign_out)


@cache
def _allowed(roles: frozenset[Role]) -> Sequence[PageEntry]:
    return [entry for entry in pages_for(partial(may, roles)) if entry in BUILT]


@cache
def _sections(roles: frozenset[Role], _spoken: Language) -> list[Any]:
    sections: dict[str, list[Sequence[str]]] = {}
    for entry in _allowed(roles):
        if not entry.hidden:
            sections.setdefault(_(entry.section), []).append([entry.address, entry.icon, _(entry.title)])
    return list(sections.items())


def _front(first: StreamlitPage) -> StreamlitPage:
    """The bare address: it leads to the first page of the menu, so that every page keeps an address of its own."""
    return st.Page(lambda: st.switch_page(first), title=title(), url_path="front", default=True)


def _page(entry: PageEntry) -> StreamlitPage:
    # A copy each run, because Streamlit marks in it what may run; made once, because it asks the disk for every file.
    return copy(_made(entry, language()))


@cache
def _made(entry: PageEntry, _spoken: Language) -> StreamlitPage:
    return st.Page(PAGES_FOLDER / entry.file, title=_(entry.title), icon=f":material/{entry.icon}:", url_path=entry.address)


def _strays(registered: Sequence[PageEntry]) -> list[StreamlitPage]:
    """A page of its own for an address that leads nowhere: Streamlit's own answer is an English dialogue that bars the rest."""
    url = st.context.url
    address = urlsplit(url).path.strip("/") if isinstance(url, str) else ""
    if not address or "/" in address or any(entry.address == address for entry in registered):
        return []
    return [st.Page(_nothing_here, title=_("Nothing here"), url_path=address)]


def _nothing_here() -> None:
    st.title(_("Nothing here"), anchor=False)
    st.caption(_("There is no page at this address, or it is not among yours. The menu shows what you can open."))
