"""The service record that a customer signs: problem, work, backup statement, times and signature on one page (rule D-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.documents.typesetting import pdf
from portal.i18n import Language, _, speaking
from portal.rules.dispatch import Conduct
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Backup, FaultLevel


@dataclass(frozen=True)
class StepTaken:
    """A step of conduct as it will be printed."""

    step: Conduct
    at: datetime
    skipped_because: str = ""


@dataclass(frozen=True)
class ServiceRecord:
    """Everything the record says, frozen at the moment of signing; times are aware, `signature` is a PNG or empty (on paper)."""

    number: str
    ticket_number: str
    customer: str
    contact: str
    address: str
    product: str
    entitlement: EntitlementKind
    level: FaultLevel
    engineer: str
    appointed_from: datetime | None
    appointed_until: datetime | None
    arrived_at: datetime | None
    signed_at: datetime
    problem: str
    cause: str
    work_done: str
    outcome: str
    backup: Backup | None
    backup_said_by: str
    backup_at: datetime | None
    steps: tuple[StepTaken, ...]
    signed_by: str
    signature: bytes
    hotline: str
    supervision: str


def service_record(record: ServiceRecord, language: Language) -> bytes:
    """The record as PDF, one page unless the texts are long."""
    with speaking(language):
        data = {
            "title": _("On-site service record"),
            "department": _("Customer service department"),
            "number_label": _("Order number"),
            "number": record.number,
            "facts": [{"label": label, "value": value or "–", "wide": wide} for label, value, wide in _facts(record)],
            "sections": [{"heading": head, "text": text, "strong": strong} for head, text, strong in _sections(record)],
            "steps_heading": _("Steps of the visit"),
            "steps": [{"at": _clock_time(taken.at), "text": _step(taken)} for taken in record.steps],
            "statement": _("The customer confirms that the work above was done and explained, and that the times are right."),
            "signature": list(record.signature),
            "on_paper": _("Signed on paper; see the attached picture."),
            "signed_label": _("For the customer: {name}, {time}").format(name=record.signed_by, time=_moment(record.signed_at)),
            "engineer": record.engineer,
            "engineer_label": _("Field engineer"),
            "footer": _("Hotline {hotline} · Service supervision {supervision}").format(
                hotline=record.hotline, supervision=record.supervision
            ),
        }
        return pdf("service_record", data, language, record.signed_at)


def _facts(record: ServiceRecord) -> Iterator[tuple[str, str, bool]]:
    yield _("Customer"), record.customer, True
    yield _("Contact on site"), record.contact, False
    yield _("Ticket"), record.ticket_number, False
    yield _("Address"), record.address, True
    yield _("Product"), record.product, False
    yield _("Fault level"), record.level.label, False
    yield _("Service basis"), record.entitlement.label, False
    yield _("Field engineer"), record.engineer, False
    yield _("Appointment"), _span(record.appointed_from, record.appointed_until), False
    yield _("Time on site"), _span(record.arrived_at, record.signed_at), False


def _sections(record: ServiceRecord) -> Iterator[tuple[str, str, bool]]:
    yield _("Problem"), record.problem, False
    if record.backup is not None:
        yield _("Backup before the work"), _backup(record), record.backup is Backup.REFUSED
    if record.cause:
        yield _("Cause"), record.cause, False
    yield _("Work done"), record.work_done or "–", False
    if record.outcome:
        yield _("Outcome"), record.outcome, False


def _backup(record: ServiceRecord) -> str:
    facts = {"name": record.backup_said_by, "time": _moment(record.backup_at)}
    if record.backup is Backup.REFUSED:
        return _(
            "The customer was asked to back up data and application before the work and refused ({name}, {time}). "
            "The customer acknowledges that a loss of data is then at the customer's own risk."
        ).format(**facts)
    return _(
        "Data and application were backed up to another computer or disk before the work, as the customer said ({name}, {time})."
    ).format(**facts)


def _step(taken: StepTaken) -> str:
    if taken.skipped_because:
        return _("{step} (left out: {reason})").format(step=taken.step.label, reason=taken.skipped_because)
    return taken.step.label


def _moment(moment: datetime | None) -> str:
    return f"{clock.at_the_office(moment):%Y-%m-%d %H:%M}" if moment else "–"


def _clock_time(moment: datetime) -> str:
    return f"{clock.at_the_office(moment):%m-%d %H:%M}"


def _span(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return "–"
    begins, ends = clock.at_the_office(start), clock.at_the_office(end)
    same_day = begins.date() == ends.date()
    return f"{begins:%Y-%m-%d %H:%M} – {ends:%H:%M}" if same_day else f"{begins:%Y-%m-%d %H:%M} – {ends:%m-%d %H:%M}"
