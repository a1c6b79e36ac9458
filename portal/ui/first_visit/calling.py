"""Reaching the customer: the telephone, reached or not, when to try again in two clicks, and every attempt so far (F-03)."""

from datetime import datetime
from functools import partial

import streamlit as st

from portal import clock
from portal.actions.deed import Outcome
from portal.actions.first_visits import RecordAttempt, record_attempt
from portal.db.queries.one_first_visit import VisitDetail
from portal.db.queries.standards import working_calendar
from portal.db.seal import phone_digits
from portal.i18n import _
from portal.rules.first_visits import proposals
from portal.ui import feedback, screen
from portal.ui.first_visit.sending import part_name, send
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import exact, short

PART = "reach"


def calling(look: Look, visit: VisitDetail) -> None:
    """Whom to call, and what came of it."""
    reached = next((attempt for attempt in visit.tries if attempt.reached), None)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/person: **{screen.plain(visit.contact) or '–'}**", width="content")
        if visit.phone:
            st.link_button(visit.phone, f"tel:{phone_digits(visit.phone)}", icon=":material/call:")
        if reached:
            words = _("Reached {time}").format(time=short(reached.at, look.now))
            st.badge(words, icon=":material/check_circle:", color="green", help=exact(reached.at))
    feedback.show(part_name(visit, PART), _noted)
    trying = part_name(visit, "trying")
    with st.container(horizontal=True):
        st.button(
            _("Reached"), key=part_name(visit, "reached.submit"), icon=":material/call:", shortcut="Alt+Y",
            type="secondary" if reached else "primary", on_click=_reached, args=(visit,),
        )  # fmt: skip
        st.button(
            _("Not reached, or not now"), key=part_name(visit, "not_reached"), icon=":material/phone_missed:", shortcut="Alt+N",
            on_click=_toggle, args=(trying,),
        )  # fmt: skip
    if st.session_state.get(trying):
        _try_again(look, visit)
    attempts(look, visit)


def _try_again(look: Look, visit: VisitDetail) -> None:
    """The usual times, one click each; any other time by the form."""
    st.caption(_("Try again:"))
    calendar = working_calendar(look.session, clock.at_the_office(look.now).date())
    with st.container(horizontal=True):
        for when, moment in proposals(look.now, calendar).items():
            st.button(
                f"{when.label} {short(moment, look.now)}", key=part_name(visit, f"again.{when.value}.submit"),
                icon=":material/schedule:", on_click=_again, args=(visit, moment),
            )  # fmt: skip
    with st.expander(_("Another time"), icon=":material/edit_calendar:"):
        command_form(
            part_name(visit, "attempt"), RecordAttempt, record_attempt,
            fixed={"id": visit.id, "reached": False, "talked_to": ""}, columns=[["next_at", "remark"]],
            submit=_("Save the time"), secondary=True, done=partial(_noted_and_folded, visit),
        )  # fmt: skip


def attempts(look: Look, visit: VisitDetail) -> None:
    """Every attempt, the latest first."""
    for attempt in visit.tries:
        icon, said = ("call", _("Reached")) if attempt.reached else ("phone_missed", _("Not reached"))
        again = _("again {time}").format(time=short(attempt.next_at, look.now)) if attempt.next_at else ""
        words = " · ".join(filter(None, (short(attempt.at, look.now), attempt.by, said, again, attempt.remark)))
        st.caption(f":material/{icon}: {screen.plain(words)}", help=exact(attempt.at))


def _toggle(key: str) -> None:
    st.session_state[key] = not st.session_state.get(key)


def _reached(visit: VisitDetail) -> None:
    if send(visit, PART, (record_attempt, RecordAttempt), {"reached": True, "talked_to": visit.contact[:60]}, _noted):
        st.session_state.pop(part_name(visit, "trying"), None)


def _again(visit: VisitDetail, moment: datetime) -> None:
    if send(visit, PART, (record_attempt, RecordAttempt), {"next_at": moment}, _noted):
        st.session_state.pop(part_name(visit, "trying"), None)


def _noted_and_folded(visit: VisitDetail, outcome: Outcome) -> str:
    st.session_state.pop(part_name(visit, "trying"), None)
    return _noted(outcome)


def _noted(outcome: Outcome) -> str:
    if outcome.facts.get("reached"):
        return _("Noted: reached. Go through the items now.")
    again = short(datetime.fromisoformat(str(outcome.facts["next_at"])), clock.now())
    return _("Noted. {number} comes back in your list at {time}.").format(number=outcome.number, time=again)
