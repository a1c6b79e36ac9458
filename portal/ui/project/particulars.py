"""A project's particulars: a form for who keeps them, words for who reads them (rule A-02)."""

import streamlit as st

from portal.actions.projects import EditProject, edit_project
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.rules.projects import DATE_NAMES
from portal.ui import forms, status
from portal.ui.gate import Look
from portal.ui.reading import label_and_text

LINES = [
    ["name"],
    ["manager", "staff"],
    ["signed_on", "started_on"],
    ["accepted_on", "service_from"],
    ["free_from", "free_until"],
    ["remark"],
]


def particulars(look: Look, project: ProjectRow) -> None:
    """Name, people, dates, remark."""
    st.subheader(_("Particulars"), anchor=False)
    if look.actor.may(Right.EDIT_PROJECT):
        forms.command_form(
            f"project.{project.id}", EditProject, edit_project,
            fixed={"id": project.id, "seen": project.version},
            initial={name: getattr(project, name) for line in LINES for name in line},
            columns=LINES, submit=_("Save the particulars"), secondary=True,
            done=lambda outcome: _("The particulars of {number} are saved.").format(number=outcome.number),
        )  # fmt: skip
    else:
        for label, text in ((_("Project manager"), project.manager), (_("Implementation staff"), project.staff)):
            label_and_text(label, text)
        for name, title in DATE_NAMES.items():
            label_and_text(translate(title), str(getattr(project, name) or ""))
        label_and_text(_("Remark"), project.remark)
    if project.changed_at is not None:
        st.caption(_("Last changed {moment}").format(moment=status.exact(project.changed_at)[:-3]).replace(":", "\\:"))
