"""Digests on the page: what was sent, when, to whom; what waits and why; what a manager has to decide (rule F-06)."""

from typing import Any

import streamlit as st

from portal.actions.deed import Action, Outcome
from portal.actions.digests import DigestSeen, send_digest_again, settle_digest
from portal.db.queries import digests
from portal.db.queries.digests import DigestRow
from portal.i18n import _
from portal.rules.demands import DigestStatus, Trouble
from portal.rules.permissions import Right
from portal.settings import settings
from portal.ui import feedback, screen
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import Colour, exact, short

COLOURS: dict[DigestStatus, Colour] = {
    DigestStatus.WAITING: "orange",
    DigestStatus.SENDING: "blue",
    DigestStatus.SENT: "green",
    DigestStatus.UNCLEAR: "red",
}
PAGE = 30
DECIDED = "digests.decided"  # the form of the last decision: it is gone from the page by then


def troubles(look: Look) -> None:
    """What was decided last; then what did not go out, since when, and what becomes of it."""
    if decided := st.session_state.get(DECIDED):
        feedback.show(decided)
    for row in digests.troubled(look.session):
        what = f"{row.department} {row.day.isoformat()}"
        if row.status is DigestStatus.UNCLEAR:
            st.error(screen.plain(_unclear(row, what)), icon=":material/help:")
        else:
            st.warning(screen.plain(_held(look, row, what)), icon=":material/mail_off:")
        if look.actor.may(Right.MANAGE_DEPARTMENTS):
            _decide(row)


def _unclear(row: DigestRow, what: str) -> str:
    return _(
        "{digest}: the portal was stopped at {time} while the mail server was taking this digest. Ask whether it arrived: "
        "it is not sent again by itself."
    ).format(digest=what, time=exact(row.claimed_at)[:-3])


def _held(look: Look, row: DigestRow, what: str) -> str:
    since = short(row.trouble_since, look.now)
    if row.trouble is Trouble.NO_ADDRESS:
        return _("{digest}: the department has no e-mail address. Enter one, or hand the digest over and say so.").format(
            digest=what
        )
    trouble = row.trouble.label if row.trouble else ""
    again = short(row.next_try_at, look.now)
    return _("{digest}: {trouble} since {since}. The digest goes out by itself when it is back; next try {again}.").format(
        digest=what, trouble=trouble, since=since, again=again
    )


def _decide(row: DigestRow) -> None:
    with st.container(horizontal=True):
        _button(row, settle_digest, _("It arrived"))
        if row.mail:
            _button(row, send_digest_again, _("Send it again") if row.status is DigestStatus.UNCLEAR else _("Try now"))


def _button(row: DigestRow, action: Action[Any], words: str) -> None:
    fixed = {"id": row.id, "seen": row.version}
    command_form(f"{action.__name__}.{row.id}", DigestSeen, action, fixed=fixed, submit=words, secondary=True, done=_done)


def _done(outcome: Outcome) -> str:
    settled = outcome.facts["status"] == DigestStatus.SENT.value
    st.session_state[DECIDED] = f"{(settle_digest if settled else send_digest_again).__name__}.{outcome.id}"
    return _("Noted: it reached the department.") if settled else _("It goes out within a minute.")


def sent(look: Look) -> None:
    """The digests, newest first; each opens to what it says."""
    if not settings().smtp_host:
        st.info(screen.plain(_("No mail server is set up: digests are made and stand here, but nothing is sent.")))
    key = "demands.digests.shown"
    shown = st.session_state.get(key, PAGE)
    rows = digests.digests(look.session, limit=shown + 1)
    if not rows:
        screen.empty(_("No digest yet. After the end of a working day every department gets one of the day's demands."))
    for row in rows[:shown]:
        _one(look, row)
    if len(rows) > shown:
        st.button(_("Earlier"), key=f"{key}.more", icon=":material/expand_more:", on_click=_show_more, args=(key, shown))


def _one(look: Look, row: DigestRow) -> None:
    with st.expander(f"{row.day.isoformat()} · {screen.plain(row.department)} · {row.demands} · {row.status.label}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(row.status.label, color=COLOURS[row.status])
            to = " · ".join(filter(None, (row.head, row.mail, exact(row.sent_at or row.made_at)[:-3])))
            st.caption(screen.plain(to))
        st.markdown(f"**{screen.plain(row.subject)}**")
        st.text(row.content)
        if row.status is DigestStatus.WAITING and not row.trouble and look.actor.may(Right.MANAGE_DEPARTMENTS):
            _button(row, settle_digest, _("It was handed over in another way"))


def _show_more(key: str, shown: int) -> None:
    st.session_state[key] = shown + PAGE
