"""What a sheet of the archive may say of a customer: everything that the archive keeps, only the name is needed (rule A-10)."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.customers import MAIL, PHONE
from portal.actions.submissions import NewCustomer
from portal.i18n import N_, _, translate
from portal.rules.labels import Labelled
from portal.rules.permissions import Right
from portal.rules.projects import DATE_NAMES, wrong_orders
from portal.rules.tickets import Importance

NEEDS_CONTACT = ("position", "phone", "mail", "qq")
NEEDS_PRODUCT = ("product_version", "dongle_number")
NEEDS_PROJECT = ("manager", "staff", *DATE_NAMES)


class ArchiveRow(Command):
    """A customer as a sheet of the archive states it; what is left empty stays as it is."""

    number: Line = Field(default="", title=N_("Customer number"), max_length=20)
    name: Line = Field(title=N_("Organisation"), min_length=2, max_length=120)
    short_name: Line = Field(default="", title=N_("Short name"), max_length=40)
    importance: Importance | None = Field(default=None, title=N_("Importance"))
    region: Line = Field(default="", title=N_("Region"), max_length=40)
    address: Line = Field(default="", title=N_("Address"), max_length=200)
    contact: Line = Field(default="", title=N_("Contact person"), max_length=60)
    position: Line = Field(default="", title=N_("Position"), max_length=60)
    phone: Line = Field(default="", title=N_("Telephone"), max_length=40, schema_extra={"pattern": PHONE})
    mail: Line = Field(default="", title=N_("E-mail"), max_length=120, schema_extra={"pattern": MAIL})
    qq: Line = Field(default="", title=N_("QQ"), max_length=20)
    product: Line = Field(default="", title=N_("Software bought"), max_length=60)
    product_version: Line = Field(default="", title=N_("Version"), max_length=20)
    dongle_number: Line = Field(default="", title=N_("Dongle number"), max_length=40)
    project: Line = Field(default="", title=N_("Project name"), max_length=120)
    manager: Line = Field(default="", title=N_("Project manager"), max_length=60)
    staff: Line = Field(default="", title=N_("Implementation staff"), max_length=200)
    signed_on: date | None = Field(default=None, title=DATE_NAMES["signed_on"])
    started_on: date | None = Field(default=None, title=DATE_NAMES["started_on"])
    accepted_on: date | None = Field(default=None, title=DATE_NAMES["accepted_on"])
    service_from: date | None = Field(default=None, title=DATE_NAMES["service_from"])
    free_from: date | None = Field(default=None, title=DATE_NAMES["free_from"])
    free_until: date | None = Field(default=None, title=DATE_NAMES["free_until"])
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)


class SheetKind(Labelled):
    """What a sheet is."""

    HANDOVER = "handover", N_("New customers, each with a first visit")
    ARCHIVE = "archive", N_("The archive: customers new and known")

    @property
    def row(self) -> type[Command]:
        """The command that a row of such a sheet is."""
        return NewCustomer if self is SheetKind.HANDOVER else ArchiveRow

    @property
    def right(self) -> Right:
        """What somebody needs for it besides the right to import."""
        return Right.SUBMIT_CUSTOMER if self is SheetKind.HANDOVER else Right.EDIT_ARCHIVE


def contradictions(row: Command) -> Mapping[str, str]:
    """What in a row does not go together, by field: dates in the wrong order, particulars of nobody or nothing."""
    if not isinstance(row, ArchiveRow):
        return {}
    found: dict[str, str] = {}
    for owner, needed_by in (("contact", NEEDS_CONTACT), ("product", NEEDS_PRODUCT), ("project", NEEDS_PROJECT)):
        if not getattr(row, owner) and any(getattr(row, name) for name in needed_by):
            found[owner] = _("Please fill this in.")
    sentence = _("{later} ({later_day}) is before {earlier} ({earlier_day}).")
    for wrong in wrong_orders({name: getattr(row, name) for name in DATE_NAMES}):
        found[wrong.later] = sentence.format(
            later=translate(DATE_NAMES[wrong.later]), later_day=getattr(row, wrong.later),
            earlier=translate(DATE_NAMES[wrong.earlier]), earlier_day=getattr(row, wrong.earlier),
        )  # fmt: skip
    return found
