"""The take-over: how far the hand-over is, and the manager's confirmation when it is due (rules A-04, A-05)."""

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.projects import BeginJointPeriod, begin_joint_period
from portal.actions.taking_over import TakeOverProject, take_over_project
from portal.db.queries.projects import ProjectRow
from portal.i18n import _
from portal.rules.permissions import Right
from portal.rules.projects import ProjectStatus
from portal.ui import feedback, forms
from portal.ui.gate import Look
from portal.ui.project.marks import MARKS, progress_words
from portal.ui.screen import plain


def take_over(look: Look, project: ProjectRow) -> None:
    """The sentence that says how far it is, and the step that is due now, if it is this person's."""
    form = f"project.{project.id}.take_over"
    feedback.show(form, _taken_over)
    colour, icon = MARKS[project.status]
    with st.container(border=True):
        st.markdown(f":{colour}[:material/{icon}:] {plain(progress_words(project))}")
        _together(project)
        fixed = {"id": project.id, "seen": project.version}
        if project.joint_from is None and not project.missing and look.actor.may(Right.EDIT_PROJECT):
            forms.command_form(
                f"project.{project.id}.begin", BeginJointPeriod, begin_joint_period, fixed=fixed,
                submit=_("Begin the joint period"), icon=":material/handshake:",
            )  # fmt: skip
        waiting = project.status is not ProjectStatus.TAKEN_OVER and project.joint_from is not None
        if waiting and look.actor.may(Right.TAKE_OVER_PROJECT):
            forms.command_form(
                form, TakeOverProject, take_over_project, fixed=fixed, submit=_("Take the project over"),
                icon=":material/verified:", secondary=project.status is not ProjectStatus.DUE, done=_taken_over,
            )  # fmt: skip


def _together(project: ProjectRow) -> None:
    if project.status is ProjectStatus.JOINT and (project.manager or project.staff):
        who = " · ".join(part for part in (project.manager, project.staff) if part)
        st.caption(plain(_("Problems are handled together with {who}.").format(who=who)))


def _taken_over(outcome: Outcome) -> str:
    return _("Project {number} is taken over.").format(number=outcome.number)
