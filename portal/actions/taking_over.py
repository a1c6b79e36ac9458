"""The formal take-over of a project: at the end of the joint period, never before, never while a document is missing (A-05)."""

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.projects import documents_missing, joint_period_of, number_of, tell
from portal.db.models.customers import Project
from portal.errors import Refusal
from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.rules.projects import DocumentKind, ProjectStatus, Stand, project_status


class DocumentsMissing(Refusal):
    """A project is never taken over while a document is missing."""

    message = N_("Not taken over: these documents are missing: {documents}. Upload them first.")


class JointPeriodRuns(Refusal):
    """Not before the end of the joint period."""

    message = N_(
        "Not taken over: the joint period with Implementation runs until {until}. It can be taken over from that day on."
    )


class JointPeriodNotBegun(Refusal):
    """Without a joint period there is nothing to take over."""

    message = N_("Not taken over: the joint period with Implementation has not begun.")


class TakenOverAlready(Refusal):
    """Done before."""

    message = N_("This project was taken over on {day} already.")


class TakeOverProject(Command):
    """The manager confirms the take-over; `seen` is the project's version on the screen."""

    id: int
    seen: int
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=500)


@deed(Right.TAKE_OVER_PROJECT)
def take_over_project(work: Work, command: TakeOverProject) -> Outcome:
    """Take a project over formally, from today on."""
    project = work.take(Project, command.id, seen=command.seen)
    today = clock.at_the_office(work.now).date()
    if project.taken_over_on is not None:
        raise TakenOverAlready(day=project.taken_over_on.isoformat())
    missing = documents_missing(work, project)
    if missing:
        raise DocumentsMissing(documents=_(", ").join(DocumentKind(kind).label for kind in missing))
    joint = joint_period_of(project)
    if joint is None:
        raise JointPeriodNotBegun
    if project_status(Stand(project.accepted_on, joint), today) is not ProjectStatus.DUE:
        raise JointPeriodRuns(until=joint.until.isoformat())
    project.taken_over_on, project.taken_over_by_id = today, work.me
    tell(work, project, "project_taken_over", command.remark)
    return Outcome("project", command.id, number_of(work, project), {"taken_over_on": today.isoformat()})
