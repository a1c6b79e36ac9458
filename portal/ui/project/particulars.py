"""A project's particulars in words, and the form of who keeps them (rule A-02)."""

from functools import partial

from portal.actions.projects import EditProject, edit_project
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.rules.projects import DATE_NAMES
from portal.ui import brief, forms, status
from portal.ui.brief import Head, Text, Thing, Words
from portal.ui.folded import folded
from portal.ui.gate import Look

LINES = [
    ["name"],
    ["manager", "staff"],
    ["signed_on", "started_on"],
    ["accepted_on", "service_from"],
    ["free_from", "free_until"],
    ["remark"],
]


def particulars(look: Look, project: ProjectRow) -> None:
    """Name, people, dates, remark; and the form that corrects them."""
    people = {_("Project manager"): project.manager, _("Implementation staff"): project.staff}
    dates = {translate(title): str(getattr(project, name) or "") for name, title in DATE_NAMES.items()}
    facts = [brief.line(Words(title, "quiet"), Words(words)) for title, words in {**people, **dates}.items() if words]
    remark = [Text(_("Remark"), project.remark)] if project.remark else []
    brief.draw("project.particulars", [Head(_("Particulars")), *facts, *remark, *_changed(project)])
    if look.actor.may(Right.EDIT_PROJECT):
        form = f"project.{project.id}"
        folded(_("Edit"), partial(_editing, project, form), key=form, icon="edit")


def _changed(project: ProjectRow) -> list[Thing]:
    if project.changed_at is None:
        return []
    return [brief.note(_("Last changed {moment}").format(moment=status.exact(project.changed_at)[:-3]))]


def _editing(project: ProjectRow, form: str) -> None:
    forms.command_form(
        form, EditProject, edit_project,
        fixed={"id": project.id, "seen": project.version},
        initial={name: getattr(project, name) for line in LINES for name in line},
        columns=LINES, submit=_("Save the particulars"), secondary=True,
        done=lambda outcome: _("The particulars of {number} are saved.").format(number=outcome.number),
    )  # fmt: skip
