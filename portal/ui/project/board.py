"""The board: every project on its way to the department, what needs a decision on top (rules A-03 to A-05)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from portal.db.queries import projects
from portal.db.queries.project_filters import ProjectFilter
from portal.i18n import N_, _, translate
from portal.rules.projects import ProjectStatus
from portal.ui import list_filters, screen
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look
from portal.ui.project.listing import NAME, columns, opens, today_at
from portal.ui.project.marks import MARKS
from portal.ui.tables import table

MOST = 30
ON_THEIR_WAY: Mapping[ProjectStatus, str] = {
    ProjectStatus.DUE: N_("The joint period is over: a manager confirms the take-over on the project's page."),
    ProjectStatus.JOINT: N_("Problems are handled together with Implementation's staff; what ends first stands on top."),
    ProjectStatus.MISSING: N_("Accepted, but the hand-over is not complete; what was accepted first stands on top."),
    ProjectStatus.IMPLEMENTING: N_("Not accepted yet; documents can come in already."),
}


def board(look: Look, asked: ProjectFilter) -> None:
    """Counts of all states, then a section for each on the way; one state alone where the filter names one."""
    counts = projects.counts(look.session, asked, today_at(look))
    figure_row(NAME, [_figure(status, counts, asked.most_counted) for status in (*ON_THEIR_WAY, ProjectStatus.TAKEN_OVER)])
    if not any(counts.values()):
        screen.empty(_("No project is on its way. A new project is opened when the customer has signed."))
    for status in ON_THEIR_WAY if asked.status is None else (asked.status,):
        if counts.get(status):
            _section(look, replace(asked, status=status), counts[status])


def _figure(status: ProjectStatus, counts: Mapping[ProjectStatus, int], most: int) -> Figure:
    number = counts.get(status, 0)
    shown = f"{number}+" if number >= most else str(number)
    return Figure(status.value, status.label, shown, "", _opens_list(status))


def _opens_list(status: ProjectStatus) -> Callable[[], None]:
    return partial(list_filters.put, NAME, {"view": "all", "state": status.value})


def _section(look: Look, asked: ProjectFilter, number: int) -> None:
    status = asked.status or ProjectStatus.DUE
    colour, icon = MARKS[status]
    st.markdown(f"#### :{colour}[:material/{icon}:] {status.label} :gray[{number}]")
    if status in ON_THEIR_WAY:
        st.caption(translate(ON_THEIR_WAY[status]))
    rows = projects.section(look.session, asked, today_at(look), MOST)
    hidden = {"joint"} if status in (ProjectStatus.MISSING, ProjectStatus.IMPLEMENTING) else {"missing"}
    shown = [column for column in columns(today_at(look)) if column.name not in hidden]
    table(f"projects.board.{status.value}", shown, rows, opens, tall=8)
    if number > len(rows):
        words = _("The first {shown} of {number}. The list has them all.").format(shown=len(rows), number=number)
        st.caption(screen.plain(words))
