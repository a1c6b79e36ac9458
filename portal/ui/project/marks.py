"""Where a project stands as icon, word and colour, and how far its hand-over is in words (rules A-03 to A-05)."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate_count
from portal.rules.projects import ProjectStatus
from portal.ui.status import Colour
from portal.ui.tables import Mark

MARKS: Mapping[ProjectStatus, tuple[Colour, str]] = {
    ProjectStatus.IMPLEMENTING: ("gray", "construction"),
    ProjectStatus.MISSING: ("orange", "folder_off"),
    ProjectStatus.JOINT: ("blue", "handshake"),
    ProjectStatus.DUE: ("red", "assignment_turned_in"),
    ProjectStatus.TAKEN_OVER: ("green", "verified"),
}


def project_badge(project: ProjectRow) -> None:
    """Where a project stands, on a page."""
    colour, icon = MARKS[project.status]
    st.badge(project.status.label, icon=f":material/{icon}:", color=colour)


def stand_mark(project: ProjectRow, today: date) -> Mark:
    """Where a project stands, for a table: with the days left, or since when it is due."""
    return Mark(_stand(project, today), MARKS[project.status][0])


def _stand(project: ProjectRow, today: date) -> str:
    if project.days_left is not None:
        return translate_count("{count} day left", "{count} days left", project.days_left)
    if project.status is ProjectStatus.DUE and project.joint_until is not None:
        late = (today - project.joint_until).days
        return translate_count("due for {count} day", "due for {count} days", late) if late else _("due today")
    return project.status.label


def documents_word(project: ProjectRow) -> str:
    """How many of the needed documents are in."""
    return _("{there} of {needed}").format(there=project.there, needed=len(project.needed))


def joint_words(project: ProjectRow) -> str:
    """The joint period by its days."""
    return f"{project.joint_from} – {project.joint_until}" if project.joint_from else ""


def missing_words(project: ProjectRow) -> str:
    """The missing documents by name."""
    return _(", ").join(kind.label for kind in project.missing)


def progress_words(project: ProjectRow) -> str:
    """How far the hand-over is, in a sentence."""
    there = _("{there} of {needed} documents are in").format(there=project.there, needed=len(project.needed))
    facts = {"there": there, "from": project.joint_from, "until": project.joint_until, "day": project.taken_over_on}
    if project.status is ProjectStatus.TAKEN_OVER:
        return _("Taken over on {day} by {name}.").format(day=project.taken_over_on, name=project.taken_over_by or _("Portal"))
    if project.status is ProjectStatus.DUE:
        return _("{there}; the joint period reached its last day on {until}: a manager confirms the take-over.").format(**facts)
    if project.status is ProjectStatus.JOINT:
        return _("{there}; the joint period runs from {from} to {until}, on its last day the take-over is proposed.").format(
            **facts
        )
    if project.joint_from is not None:
        return _("{there}: the take-over waits for what was withdrawn. The joint period until {until} goes on.").format(**facts)
    if not project.missing:
        return _("{there}, by the standard of today: the joint period can begin.").format(**facts)
    return _("{there}; the joint period begins by itself with the last one.").format(**facts)
