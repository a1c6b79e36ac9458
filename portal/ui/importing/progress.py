"""How far a sheet is: a bar that moves while it is read or brought in, whatever else its person does meanwhile."""

import streamlit as st

from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.ui import gate, long_work
from portal.ui.long_work import LongWork

EVERY = 0.7


def under_way(person_id: int, *names: str) -> bool:
    """Draw the bar of a piece of work that is under way; whether there is one."""
    for name in names:
        work = long_work.of(person_id, name)
        if work is not None and not work.over.is_set():
            st.fragment(_bar, run_every=EVERY)(name)
            return True
    return False


def _bar(name: str) -> None:
    with gate.looking(Right.IMPORT_CUSTOMERS) as look:
        work = long_work.of(look.me, name)
        if work is None or work.over.is_set():
            st.rerun()
        st.progress(work.share, text=_words(work))
        st.caption(_("You may leave this page: it goes on, and what came of it will stand here."))


def _words(work: LongWork) -> str:
    if not work.of:
        return translate(work.title)
    numbers = {"title": translate(work.title), "done": f"{work.done:,}", "of": f"{work.of:,}"}
    return _("{title}: {done} of {of}").format(**numbers)
