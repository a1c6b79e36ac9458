"""Projects: their particulars and dates, and the joint period that their documents begin (rules A-02 to A-05)."""

from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.customers import make_findable
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.db.base import id_of
from portal.db.models.customers import Customer, Project
from portal.db.queries.handover import documents_there, handover_on
from portal.errors import InvalidInput, NotFound
from portal.i18n import N_, _, translate
from portal.rules.permissions import Right
from portal.rules.projects import DATE_NAMES, JointPeriod, after_documents_changed, missing_documents, wrong_orders


class DatesOutOfOrder(InvalidInput):
    """Two dates of a project contradict each other; each pair is named beside the later date."""

    message = N_("Dates are in the wrong order. {which} Nothing was saved.")

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.facts = {"which": " ".join(problems.values())}


class Particulars(Command):
    """What a project record holds (rule A-02)."""

    personal: ClassVar[frozenset[str]] = frozenset({"manager", "staff", "remark"})

    name: Line = Field(title=N_("Project name"), min_length=2, max_length=120)
    manager: Line = Field(default="", title=N_("Project manager"), max_length=60)
    staff: Line = Field(default="", title=N_("Implementation staff"), max_length=200)
    signed_on: date | None = Field(default=None, title=DATE_NAMES["signed_on"])
    started_on: date | None = Field(default=None, title=DATE_NAMES["started_on"])
    accepted_on: date | None = Field(default=None, title=DATE_NAMES["accepted_on"])
    service_from: date | None = Field(default=None, title=DATE_NAMES["service_from"])
    free_from: date | None = Field(default=None, title=DATE_NAMES["free_from"])
    free_until: date | None = Field(default=None, title=DATE_NAMES["free_until"])
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)


class AddProject(Particulars):
    """A new project of a customer."""

    customer_id: int = Field(title=N_("Customer"))


class EditProject(Particulars):
    """A project's particulars, corrected."""

    id: int
    seen: int


class BeginJointPeriod(Command):
    """All documents are in by the standard of today: the joint period begins."""

    id: int
    seen: int


@deed(Right.EDIT_PROJECT)
def add_project(work: Work, command: AddProject) -> Outcome:
    """Open a project's record."""
    _refuse_wrong_order(command)
    customer = work.find(Customer, command.customer_id)
    project = Project(number=next_number(work.session, "P", work.now), changed_at=work.now, **command.model_dump())
    project.changed_by_id = work.actor.id
    work.add(project)
    make_findable(work, customer)
    tell(work, project, "project_added", text=command.name)
    return Outcome("project", id_of(project), project.number or "", {"customer": customer.number})


@deed(Right.EDIT_PROJECT)
def edit_project(work: Work, command: EditProject) -> Outcome:
    """Correct a project's particulars; the joint period and the take-over are never typed."""
    project = work.take(Project, command.id, seen=command.seen)
    _refuse_wrong_order(command)
    given = command.model_dump(exclude={"id", "seen"})
    changed = [name for name, value in given.items() if getattr(project, name) != value]
    for name, value in given.items():
        setattr(project, name, value)
    number_of(work, project)
    if "name" in changed:
        make_findable(work, work.find(Customer, project.customer_id))
    tell(work, project, "project_changed", fields=changed)
    return Outcome("project", command.id, project.number or "")


@deed(Right.EDIT_PROJECT)
def begin_joint_period(work: Work, command: BeginJointPeriod) -> Outcome:
    """Begin the joint period of a project whose documents were whole before the standard asked for no more."""
    project = work.take(Project, command.id, seen=command.seen)
    if project.joint_from is not None or documents_missing(work, project):
        raise NotFound
    follow_documents(work, project)
    return Outcome("project", command.id, number_of(work, project))


def follow_documents(work: Work, project: Project) -> None:
    """Begin, suspend or resume the joint period as the documents now stand (rules A-04, A-05)."""
    if project.taken_over_on is not None:
        return
    today = clock.at_the_office(work.now).date()
    before = joint_period_of(project)
    complete = not documents_missing(work, project)
    months = handover_on(work.session, today).joint_months
    after = after_documents_changed(before, complete=complete, today=today, months=months)
    if after is None or after == before:
        return
    work.touch(project)
    project.joint_from, project.joint_until, project.incomplete_since = after.start, after.until, after.incomplete_since
    kind = "joint_begun" if before is None else "joint_resumed" if complete else "joint_suspended"
    tell(work, project, kind, until=after.until.isoformat())


def documents_missing(work: Work, project: Project) -> list[str]:
    """The values of the needed documents that are not there; which are needed is the standard of the joint period's first day."""
    needed = handover_on(work.session, project.joint_from or clock.at_the_office(work.now).date()).documents
    return [kind.value for kind in missing_documents(needed, documents_there(work.session, id_of(project)))]


def joint_period_of(project: Project) -> JointPeriod | None:
    """The joint period as the record holds it."""
    if project.joint_from is None or project.joint_until is None:
        return None
    return JointPeriod(project.joint_from, project.joint_until, project.incomplete_since)


def number_of(work: Work, project: Project) -> str:
    """The project's number; one that came without is given one now."""
    project.number = project.number or next_number(work.session, "P", work.now)
    return project.number


def tell(work: Work, project: Project, kind: str, text: str = "", **facts: Any) -> None:
    """Write down what happened with a project, for its own story and its customer's time line."""
    number = number_of(work, project)
    work.happened(kind, "project", id_of(project), customer_id=project.customer_id, text=text, number=number, **facts)


def _refuse_wrong_order(command: Particulars) -> None:
    found = wrong_orders({name: getattr(command, name) for name in DATE_NAMES})
    sentence = _("{later} ({later_day}) is before {earlier} ({earlier_day}).")
    problems = {
        wrong.later: sentence.format(
            later=translate(DATE_NAMES[wrong.later]),
            later_day=getattr(command, wrong.later),
            earlier=translate(DATE_NAMES[wrong.earlier]),
            earlier_day=getattr(command, wrong.earlier),
        )
        for wrong in found
    }
    if problems:
        raise DatesOutOfOrder(problems)
