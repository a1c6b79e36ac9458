"""Sales hands over a new customer: the five items, the dongle number, and what is known already is shown first (rule F-01)."""

from typing import ClassVar

from sqlmodel import Field, col, select

from portal.actions.arrival import Arrival
from portal.actions.arrivals import Taken, add_contacts, add_installations, open_first_visits, take_in
from portal.actions.command import Command, Line, Paragraph
from portal.actions.customers import MAIL, PHONE
from portal.actions.deed import Outcome, Work, deed
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.first_visits import FirstVisit
from portal.db.queries.known_customers import possible_duplicates
from portal.db.seal import phone_index
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.first_visits import FirstVisitStatus
from portal.rules.permissions import Right

ANOTHER = "new"  # what stands in `same_as` where somebody says that it is none of those in the archive


class PossibleDuplicate(Refusal):
    """Somebody like this is in the archive, and nobody has said yet whether it is the same."""

    message = N_(
        "Perhaps the archive has this customer already: {numbers}. Say beside the form whether it is the same or another one. "
        "Nothing was saved."
    )
    field = "name"


class HandedOverAlready(Refusal):
    """The customer's first visit is still to come."""

    message = N_("{number} was handed over already; its first visit {visit} is still open. Nothing was saved.")
    field = "name"


class NewCustomer(Command):
    """A new customer as Sales hands it over: what the form asks and what a sheet has columns for."""

    personal: ClassVar[frozenset[str]] = frozenset({"contact", "position", "phone", "mail", "qq", "address", "remark"})

    name: Line = Field(title=N_("Organisation"), min_length=2, max_length=120)
    contact: Line = Field(title=N_("Contact person"), min_length=1, max_length=60)
    phone: Line = Field(title=N_("Telephone"), min_length=5, max_length=40, schema_extra={"pattern": PHONE})
    address: Line = Field(title=N_("Address"), min_length=2, max_length=200)
    product: Line = Field(title=N_("Software bought"), min_length=1, max_length=60)
    product_version: Line = Field(default="", title=N_("Version"), max_length=20)
    dongle_number: Line = Field(default="", title=N_("Dongle number"), max_length=40)
    position: Line = Field(default="", title=N_("Position"), max_length=60)
    mail: Line = Field(default="", title=N_("E-mail"), max_length=120, schema_extra={"pattern": MAIL})
    qq: Line = Field(default="", title=N_("QQ"), max_length=20)
    region: Line = Field(default="", title=N_("Region"), max_length=40)
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)


class SubmitCustomer(NewCustomer):
    """A new customer by the form; `same_as` answers for those like it: a customer's number, or that it is another one."""

    same_as: Line = Field(default="", title=N_("Existing customer"), max_length=20)


@deed(Right.SUBMIT_CUSTOMER)
def submit_customer(work: Work, command: SubmitCustomer) -> Outcome:
    """Hand a customer over: archive, contact, product and a first visit, due by the standard."""
    arrival = Arrival.of(command)
    alike = possible_duplicates(work.session, arrival.name, arrival.dongle_number, arrival.phone)
    answer = command.same_as
    if alike and not answer:
        raise PossibleDuplicate(numbers=", ".join(each.customer.number for each in alike))
    if answer and answer != ANOTHER:
        known = next((each.customer.id for each in alike if each.customer.number == answer), None)
        if known is None:
            raise NotFound(field="name")
        taken = _for_the_known(work, arrival, known)
    else:
        taken = take_in(work, [arrival], first_visits=True)[0]
    like = [each.customer.number for each in alike]
    about = {"customer_id": taken.customer_id, "text": arrival.name, "number": taken.visit, "like": like}
    work.happened("customer_submitted", "first_visit", taken.visit_id or 0, **about)  # type: ignore[arg-type]
    return Outcome(
        "first_visit", taken.visit_id or 0, taken.visit, {"customer": taken.number, "known": answer not in ("", ANOTHER)}
    )


def _for_the_known(work: Work, arrival: Arrival, customer_id: int) -> Taken:
    """A first visit to a customer that is in the archive; whom and what the archive does not know yet is added."""
    customer = work.find(Customer, customer_id)
    still_open = select(FirstVisit.number).where(
        col(FirstVisit.customer_id) == customer_id, col(FirstVisit.status) == FirstVisitStatus.OPEN
    )
    visit = work.session.exec(still_open.limit(1)).first()
    if visit is not None:
        raise HandedOverAlready(number=customer.number, visit=visit)
    taken = Taken(arrival, customer_id, customer.number)
    contact = select(Contact.id).where(
        col(Contact.customer_id) == customer_id, col(Contact.phone_index) == phone_index(arrival.phone)
    )
    taken.contact_id = work.session.exec(contact.limit(1)).first()
    if taken.contact_id is None:
        add_contacts(work, [taken], main=False)
    product = select(Installation.id).where(
        col(Installation.customer_id) == customer_id,
        col(Installation.product) == arrival.product,
        col(Installation.dongle_number) == arrival.dongle_number,
    )
    taken.installation_id = work.session.exec(product.limit(1)).first()
    if taken.installation_id is None:
        add_installations(work, [taken])
    open_first_visits(work, [taken])
    return taken
