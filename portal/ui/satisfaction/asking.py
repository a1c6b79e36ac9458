"""Asking customers: who has to be asked, a link to send (shown once), an answer taken down on the telephone (rule S-01)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.surveys import EnterAnswer, SendSurvey, enter_answer, send_survey, survey_link
from portal.db.queries import satisfaction
from portal.db.queries.satisfaction import WaitingRow
from portal.i18n import _, translate
from portal.rules.surveys import SCALE, SurveyChannel
from portal.settings import settings
from portal.ui import feedback, screen
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import day_words, short


def asking(look: Look) -> None:
    """Choose a solved request; send its customer a link or enter what they say."""
    to_ask, waiting = satisfaction.to_ask(look.session), satisfaction.unanswered(look.session, look.now)
    st.caption(
        _("{unasked} not asked yet, {waiting} asked and not answered").format(unasked=_some(to_ask), waiting=_some(waiting))
    )
    rows = {row.ticket_number: row for row in (*to_ask, *waiting)}
    if not rows:
        screen.empty(_("Nobody has to be asked. Solved requests appear here until their customer answers."))
        return
    if st.session_state.get("asking.ticket") not in rows:
        st.session_state["asking.ticket"] = st.query_params.get("ask") if st.query_params.get("ask") in rows else None
    chosen = st.selectbox(
        _("Solved request"),
        list(rows),
        format_func=lambda number: _words(look, rows[number]),
        placeholder=_("Please choose"),
        key="asking.ticket",
        index=None,
    )
    if chosen in rows:
        link, answer = st.columns([1, 2], gap="large")
        with link:
            _link(rows[chosen])
        with answer:
            _answer(rows[chosen])


def _some(rows: Sequence[WaitingRow]) -> str:
    return f"{len(rows)}+" if len(rows) >= satisfaction.LIST_LIMIT else str(len(rows))


def _words(look: Look, row: WaitingRow) -> str:
    asked = _("asked {time}").format(time=short(row.sent_at, look.now)) if row.sent_at else _("not asked yet")
    return f"{row.ticket_number} · {row.customer} · {row.symptom} · {asked}"


def _link(row: WaitingRow) -> None:
    """A fresh link; it is shown once, because only its digest is kept."""
    form = f"survey.{row.survey_id}.link"
    feedback.show(form, _valid)
    made = st.session_state.pop(f"{form}.made", None)
    if made:
        st.code(f"{_host()}{made}", language=None, wrap_lines=True)
        st.caption(_("Copy it now and send it to the customer: it is shown only once, and no sign-in is needed to answer."))
    elif row.expires_at:
        st.caption(_("The last link is valid until {day}.").format(day=day_words(row.expires_at)))
    label = _("Make a new link (the old one ends)") if row.sent_at else _("Make a link to send")
    st.button(label, key=f"{form}.submit", icon=":material/link:", on_click=_make_link, args=(form, row.ticket_id))


def _make_link(form: str, ticket_id: int) -> None:
    outcome = feedback.submit(send_survey, SendSurvey, form, {"ticket_id": ticket_id}, _valid)
    if outcome is not None:
        st.session_state[f"{form}.made"] = survey_link(outcome)


def _valid(outcome: Outcome) -> str:
    expires_at = datetime.fromisoformat(str(outcome.facts["expires_at"]))
    return _("The link is valid until {day}.").format(day=day_words(expires_at))


def _host() -> str:
    """The portal's address as customers reach it: the setting, or where this browser found it."""
    if settings().public_url:
        return settings().public_url.rstrip("/")
    url = st.context.url
    parts = urlsplit(url) if isinstance(url, str) else None
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def _answer(row: WaitingRow) -> None:
    marks: Mapping[int, str] = {mark: f"{mark} {translate(words)}" for mark, words in SCALE.items()}
    channels = {channel.value: channel.label for channel in (SurveyChannel.PHONE, SurveyChannel.ON_SITE)}
    command_form(
        f"survey.{row.survey_id}.answer",
        EnterAnswer,
        enter_answer,
        fixed={"ticket_id": row.ticket_id},
        options={**dict.fromkeys(("speed", "ability", "attitude", "overall"), marks), "channel": channels},
        initial={"channel": SurveyChannel.PHONE.value},
        columns=[["channel"], ["speed", "ability"], ["attitude", "overall"], ["comment"]],
        submit=_("Enter the answer"),
        icon=":material/check:",
    )
