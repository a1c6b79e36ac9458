"""The customer's signature, and the service record that comes of it (rule D-07).

Both languages are printed and kept at the moment of signing: what was signed stays, whatever the archive says later.
"""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import ConfigDict
from sqlmodel import Field

from portal import clock
from portal.actions.attachments import Place, keep_attachment
from portal.actions.command import Line
from portal.actions.deed import Outcome, Work, deed
from portal.actions.order_steps import OrderCommand, mark_step, steps_behind, take_own, tell
from portal.actions.site_work import SignedAlready, WorkNotRecorded
from portal.db.base import id_of
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.dispatch import DispatchOrder, OrderStep
from portal.db.models.people import Person
from portal.db.models.tickets import Ticket
from portal.db.queries.standards import standards_on
from portal.documents.service_record import ServiceRecord, StepTaken, service_record
from portal.errors import Refusal
from portal.i18n import N_, Language, speaking, translate
from portal.rules.conduct import check_step
from portal.rules.dispatch import Conduct, OrderStatus
from portal.rules.files import SHOWN_INSIDE
from portal.rules.permissions import Right
from portal.rules.signature import signature_picture
from portal.rules.tickets import StepNotPossible


class NotAPhotograph(Refusal):
    """A signed paper is kept as a picture or a scan, which everybody can look at."""

    message = N_("Take a photograph of the signed paper, or a scan as PDF. “{name}” is neither; nothing was kept.")
    field = "content"


class SignOrder(OrderCommand):
    """The customer signs on the glass; `signature` is a PNG as data URL."""

    personal: ClassVar[frozenset[str]] = frozenset({"signed_by", "signature"})

    signed_by: Line = Field(title=N_("Signed by"), min_length=1, max_length=60)
    signature: str = Field(title=N_("Signature"), max_length=700_000)


class SignOnPaper(OrderCommand):
    """The customer signed on paper; the paper was photographed."""

    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64")  # type: ignore[assignment]
    personal: ClassVar[frozenset[str]] = frozenset({"signed_by", "content", "name"})

    signed_by: Line = Field(title=N_("Signed by"), min_length=1, max_length=60)
    name: Line = Field(title=N_("File name"), min_length=1, max_length=255)
    content: bytes = Field(title=N_("Photograph of the signed paper"))


@deed(Right.CARRY_OUT_ORDER)
def sign_order(work: Work, command: SignOrder) -> Outcome:
    """Keep the signature and print the service record; nothing on it changes afterwards."""
    order = _ready_to_sign(work, command)
    picture = signature_picture(command.signature)
    name = f"{order.number} signature.png"
    order.signature_id = keep_attachment(work, name, picture, _place(order)).id
    return _signed(work, order, command.signed_by, picture)


@deed(Right.CARRY_OUT_ORDER)
def sign_on_paper(work: Work, command: SignOnPaper) -> Outcome:
    """Keep the photograph of the signed paper, and print the service record that points to it."""
    order = _ready_to_sign(work, command)
    paper = keep_attachment(work, command.name, command.content, _place(order))
    if paper.media_type not in SHOWN_INSIDE:
        raise NotAPhotograph(name=paper.name)
    order.signature_id = paper.id
    return _signed(work, order, command.signed_by, b"")


def _ready_to_sign(work: Work, command: OrderCommand) -> DispatchOrder:
    order = take_own(work, command)
    if order.signed_at is not None:
        raise SignedAlready
    if order.status is not OrderStatus.ON_SITE:
        raise StepNotPossible(status=order.status.message)
    check_step(Conduct.SIGN, steps_behind(work, order))
    if not order.work_done:
        raise WorkNotRecorded
    return order


def _signed(work: Work, order: DispatchOrder, signed_by: str, picture: bytes) -> Outcome:
    order.signed_by, order.signed_at = signed_by, work.now
    mark_step(work, order, Conduct.SIGN)
    record = _record(work, order, work.now, picture)
    order.record_id = _print(work, order, record, "zh_CN")
    order.record_en_id = _print(work, order, record, "en")
    tell(work, order, "order_signed", record=order.record_id)
    return Outcome("order", id_of(order), order.number, {"record": order.record_id, "record_en": order.record_en_id})


def _print(work: Work, order: DispatchOrder, record: ServiceRecord, language: Language) -> int | None:
    with speaking(language):
        title = translate("On-site service record")
        name = f"{order.number} {title}.pdf"
    return keep_attachment(work, name, service_record(record, language), _place(order)).id


def _place(order: DispatchOrder) -> Place:
    return Place("order", id_of(order), order.ticket_id)


def _record(work: Work, order: DispatchOrder, signed_at: datetime, picture: bytes) -> ServiceRecord:
    ticket = _of(work, Ticket, order.ticket_id)
    contact = work.session.get(Contact, order.contact_id or 0)
    points = standards_on(work.session, clock.at_the_office(signed_at).date()).value("contact.points")
    steps: list[OrderStep] = sorted(steps_behind(work, order).values(), key=lambda step: list(Conduct).index(step.step))
    return ServiceRecord(
        number=order.number,
        ticket_number=ticket.number,
        customer=_of(work, Customer, order.customer_id).name,
        contact=" ".join(filter(None, (contact.name, contact.position))) if contact else "",
        address=order.address or "",
        product=_product(work, ticket),
        entitlement=ticket.entitlement,
        level=ticket.level,
        engineer=_of(work, Person, work.me).name,
        appointed_from=order.starts_at,
        appointed_until=order.ends_at,
        arrived_at=order.arrived_at,
        signed_at=signed_at,
        problem=order.problem,
        cause=order.cause,
        work_done=order.work_done,
        outcome=order.outcome,
        backup=order.backup,
        backup_said_by=order.backup_said_by,
        backup_at=order.backup_at,
        steps=tuple(StepTaken(step.step, step.at, step.skipped_because) for step in steps),
        signed_by=order.signed_by,
        signature=picture,
        hotline=str(points.get("hotline", "")),
        supervision=str(points.get("supervision", "")),
    )


def _product(work: Work, ticket: Ticket) -> str:
    installation = work.session.get(Installation, ticket.installation_id or 0)
    return f"{installation.product} {installation.product_version}".strip() if installation else ticket.product


def _of(work: Work, table: Any, id: int) -> Any:
    return work.session.get(table, id)
