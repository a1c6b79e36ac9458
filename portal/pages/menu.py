"""The menu: the pages of navigation.py that a person may open, and at its foot who is signed in."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from portal.auth.gate import sign_out
from portal.db.sign_ins import SignedIn
from portal.i18n import N_, Language, _, language
from portal.navigation import PAGES, PageEntry, page_file, pages_for
from portal.rules.permissions import Role, may

PAGES_FOLDER = Path(__file__).parent
BUILT = tuple(page for page in PAGES if (PAGES_FOLDER / page.file).exists())


def title() -> str:
    """What the browser's tab is called."""
    return _(N_("Service portal"))


def register(person: SignedIn | None) -> StreamlitPage:
    """Register the pages and give the one to run. A visitor's address is kept, but none of its pages is for running."""
    if person is None:
        pages = [_page(entry, hidden=True) for entry in BUILT]
        return st.navigation([_front(pages), *pages, *_strays(BUILT)], position="hidden")
    allowed = _allowed(person.roles)
    sections: dict[str, list[StreamlitPage]] = {}
    for entry in allowed:
        sections.setdefault(_(entry.section), []).append(_page(entry))
    first = next(page for pages in sections.values() for page in pages)
    sections[next(iter(sections))] += [_front([first]), *_strays(allowed)]
    page = st.navigation(sections, expanded=True)
    _foot(person)
    return page


@cache
def _allowed(roles: frozenset[Role]) -> Sequence[PageEntry]:
    allowed = [entry for entry in pages_for(partial(may, roles)) if entry in BUILT]
    # Streamlit shows no menu of one page: whoever has but one would not find back to it from the own account.
    alone = sum(not entry.hidden for entry in allowed) == 1
    return [replace(entry, hidden=False) if alone and entry.address == "account" else entry for entry in allowed]


def _front(pages: list[StreamlitPage]) -> StreamlitPage:
    """The bare address: it leads to the first page of the menu, so that every page keeps an address of its own."""
    return st.Page(lambda: st.switch_page(pages[0]), title=title(), url_path="front", default=True, visibility="hidden")


def _page(entry: PageEntry, *, hidden: bool = False) -> StreamlitPage:
    # A copy each run, because Streamlit marks in it what may run; made once, because it asks the disk for every file.
    return copy(_made(entry, language(), hidden))


@cache
def _made(entry: PageEntry, spoken: Language, hidden: bool) -> StreamlitPage:
    return st.Page(
        PAGES_FOLDER / entry.file,
        title=_(entry.title),
        icon=f":material/{entry.icon}:",
        url_path=entry.address,
        visibility="hidden" if hidden or entry.hidden else "visible",
    )


def _strays(registered: Sequence[PageEntry]) -> list[StreamlitPage]:
    """A page of its own for an address that leads nowhere: Streamlit's own answer is an English dialogue that bars the rest."""
    url = st.context.url
    address = urlsplit(url).path.strip("/") if isinstance(url, str) else ""
    if not address or "/" in address or any(entry.address == address for entry in registered):
        return []
    return [st.Page(_nothing_here, title=_("Nothing here"), url_path=address, visibility="hidden")]


def _nothing_here() -> None:
    st.title(_("Nothing here"), anchor=False)
    st.caption(_("There is no page at this address, or it is not among yours. The menu shows what you can open."))


def _foot(person: SignedIn) -> None:
    with st.sidebar.container(horizontal=True, vertical_alignment="center"):
        if any(entry.address == "account" for entry in BUILT):
            st.page_link(page_file("account"), label=person.name, icon=":material/account_circle:")
        else:
            st.caption(person.name)
        st.button(_("Sign out"), key="menu.sign_out", icon=":material/logout:", type="tertiary", on_click=sign_out)
