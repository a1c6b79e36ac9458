"""The departments that demands go to, and their heads (rule F-05)."""

from typing import ClassVar

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line
from portal.actions.customers import KEPT, MAIL
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.demands import Department, Digest
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.demands import DigestStatus
from portal.rules.permissions import Right


class DepartmentKnown(Refusal):
    """Two departments of one name cannot be told apart."""

    message = N_("There is a department of this name already. Nothing was saved.")
    field = "name"


class AddDepartment(Command):
    """A department that demands can go to."""

    personal: ClassVar[frozenset[str]] = frozenset({"head", "mail"})

    name: Line = Field(title=N_("Department"), min_length=1, max_length=60)
    head: Line = Field(default="", title=N_("Head"), max_length=60)
    mail: Line = Field(default="", title=N_("E-mail of the head"), max_length=120, schema_extra={"pattern": MAIL})


class EditDepartment(AddDepartment):
    """A department's particulars, corrected; one that is gone takes no more demands."""

    id: int
    seen: int
    mail: Line = Field(
        default="", title=N_("E-mail of the head"), max_length=120, schema_extra={"pattern": MAIL}, description=KEPT
    )
    without_mail: bool = Field(default=False, title=N_("Has no e-mail address any more"))
    active: bool = Field(default=True, title=N_("Takes demands"))


@deed(Right.MANAGE_DEPARTMENTS)
def add_department(work: Work, command: AddDepartment) -> Outcome:
    """Add a department."""
    _refuse_known(work, command.name)
    department = work.add(Department(name=command.name, head=command.head, mail=command.mail or None))
    work.happened("department_added", "department", id_of(department), text=command.name)
    return Outcome("department", id_of(department))


@deed(Right.MANAGE_DEPARTMENTS)
def edit_department(work: Work, command: EditDepartment) -> Outcome:
    """Change a department; what still waits to be sent goes to the new head and address."""
    department = work.take(Department, command.id, seen=command.seen)
    if command.name != department.name:
        _refuse_known(work, command.name)
    department.name, department.head, department.active = command.name, command.head, command.active
    department.mail = None if command.without_mail else command.mail or department.mail
    waiting = select(Digest).where(col(Digest.department_id) == command.id, col(Digest.status) == DigestStatus.WAITING)
    for digest in work.session.exec(waiting):
        digest.head, digest.mail = department.head, department.mail
        digest.tries, digest.next_try_at = 0, None
        work.touch(digest)
    work.happened("department_changed", "department", command.id, text=command.name, active=command.active)
    return Outcome("department", command.id)


def _refuse_known(work: Work, name: str) -> None:
    if work.session.exec(select(Department.id).where(col(Department.name) == name)).first() is not None:
        raise DepartmentKnown
