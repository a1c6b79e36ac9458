"""The problems that Implementation left over: open ones on top, each closed with its result (rule A-06)."""

from datetime import date
from functools import partial

import streamlit as st

from portal.actions import leftover_problems as deeds
from portal.db.queries.project_papers import LeftoverRow, followers, leftovers_of
from portal.db.queries.projects import ProjectRow
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import forms, links, screen, status
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.project.listing import today_at
from portal.ui.screen import plain

LINES = [["problem"], ["responsible", "followed_by_id"], ["due_on", "ticket"]]


def leftovers(look: Look, project: ProjectRow) -> None:
    """The list, and the way to put something on it."""
    rows = leftovers_of(look.session, project.id)
    still_open = [row for row in rows if row.closed_at is None]
    closed = [row for row in rows if row.closed_at is not None]
    title = _("Leftover problems")
    st.subheader(f"{title} :gray[{len(still_open)}]", anchor=False)
    if not rows:
        screen.empty(
            _("Nothing was left over, as far as is known. What Implementation still owes is listed here until it is closed.")
        )
    for row in still_open:
        _one(look, row)
    if look.actor.may(Right.EDIT_PROJECT):
        key = f"project.{project.id}.leftover"
        folded(_("Record a leftover problem"), partial(_new, look, project), key=key, icon="playlist_add")
    if closed:
        with st.expander(_("Closed: {count}").format(count=len(closed)), icon=":material/done_all:"):
            for row in closed:
                _one(look, row)


def _one(look: Look, row: LeftoverRow) -> None:
    today = today_at(look)
    with st.container(border=True, gap="small", key=f"leftover.{row.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _badge(row, today)
            who = [_("solved by {name}").format(name=row.responsible) if row.responsible else ""]
            who.append(_("followed by {name}").format(name=row.followed_by) if row.followed_by else _("followed by the managers"))
            st.markdown(f":gray[{plain(' · '.join(part for part in who if part))}]", width="stretch")
            if row.ticket:
                links.link(look, "ticket", row.ticket, icon=":material/confirmation_number:", id=row.ticket)
            if look.actor.may(Right.EDIT_PROJECT):
                _deeds(look, row)
        st.text(row.problem)
        if row.closed_at is not None:
            done = f"{status.day_words(row.closed_at)} {row.closed_by or ''} · {row.result}"
            st.markdown(f":green[:material/done:] {plain(done)}")


def _badge(row: LeftoverRow, today: date) -> None:
    if row.closed_at is not None:
        st.badge(_("Closed"), color="green", icon=":material/done:")
    elif row.is_overdue(today):
        st.badge(_("Overdue since {day}").format(day=row.due_on), color="red", icon=":material/timer_off:")
    elif row.due_on is not None:
        st.badge(_("Due on {day}").format(day=row.due_on), color="blue", icon=":material/event:")
    else:
        st.badge(_("Open"), color="blue", icon=":material/pending:")


def _deeds(look: Look, row: LeftoverRow) -> None:
    words = _("Reopen") if row.closed_at is not None else _("Close or correct")
    popover = st.popover(words, key=f"leftover.{row.id}.deeds", type="tertiary", on_change="rerun")
    with popover:
        if not popover.open:
            return
        fixed = {"id": row.id, "seen": row.version}
        if row.closed_at is not None:
            forms.command_form(
                f"leftover.{row.id}.reopen", deeds.ReopenLeftover, deeds.reopen_leftover, fixed=fixed, submit=_("Reopen it"),
                secondary=True,
            )  # fmt: skip
            return
        forms.command_form(
            f"leftover.{row.id}.close", deeds.CloseLeftover, deeds.close_leftover, fixed=fixed, submit=_("Close with this result")
        )
        st.divider()
        forms.command_form(
            f"leftover.{row.id}.edit", deeds.EditLeftover, deeds.edit_leftover, fixed=fixed, columns=LINES, secondary=True,
            initial={
                "problem": row.problem, "responsible": row.responsible, "followed_by_id": row.followed_by_id,
                "due_on": row.due_on, "ticket": row.ticket or "",
            },
            options={"followed_by_id": followers(look.session)}, submit=_("Save the correction"),
        )  # fmt: skip


def _new(look: Look, project: ProjectRow) -> None:
    forms.command_form(
        f"project.{project.id}.leftover", deeds.RecordLeftover, deeds.record_leftover,
        fixed={"project_id": project.id}, columns=LINES, options={"followed_by_id": followers(look.session)},
        submit=_("Put it on the list"), done=lambda _outcome: _("It is on the list until it is closed."),
    )  # fmt: skip
