"""Who in the department looks after a customer: reminders of plans and of ending rights go to that person (rules A-07, A-08)."""

from sqlmodel import Field, col, select

from portal.actions.command import Command
from portal.actions.deed import Outcome, Work, deed
from portal.db.models.customers import Customer
from portal.db.models.people import Person, PersonRole
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right, Role, may


class CannotLookAfter(Refusal):
    """The person chosen is gone, or does not work with customers."""

    message = N_("This person cannot look after a customer. Nothing was changed. Choose somebody of the department.")
    field = "responsible_id"


class NameResponsible(Command):
    """Who looks after a customer; empty: nobody in particular."""

    id: int
    seen: int
    responsible_id: int | None = Field(default=None, title=N_("Responsible person"))


@deed(Right.EDIT_ARCHIVE)
def name_responsible(work: Work, command: NameResponsible) -> Outcome:
    """Name the person who looks after a customer from now on."""
    customer = work.take(Customer, command.id, seen=command.seen)
    if command.responsible_id is not None and not _works_with_customers(work, command.responsible_id):
        raise CannotLookAfter
    customer.responsible_id = command.responsible_id
    work.happened("responsible_named", "customer", command.id, customer_id=command.id, to=command.responsible_id)
    return Outcome("customer", command.id, customer.number)


def _works_with_customers(work: Work, person_id: int) -> bool:
    asked = select(PersonRole.role).join(Person, col(Person.id) == col(PersonRole.person_id))
    roles = work.session.exec(asked.where(col(Person.id) == person_id, col(Person.active)))
    return may([Role(role) for role in roles], Right.EDIT_ARCHIVE)
