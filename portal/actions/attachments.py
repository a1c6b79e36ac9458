"""Files that belong to a ticket or a dispatch order: checked, kept by content, never changed (quality: uploads)."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlmodel import Field, col

from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.db import files
from portal.db.base import id_of
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.records import Attachment
from portal.db.models.tickets import Ticket
from portal.db.queries.attachments import sees_ticket
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.files import check_file
from portal.rules.permissions import Right
from portal.settings import settings

Subject = Literal["ticket", "order"]
MOST_FILES = 60


class TooManyFiles(Refusal):
    """One record holds only so many files."""

    message = N_("There are {limit} files already; no more are taken here. Pack the rest into one archive.")
    field = "content"


class Attach(Command):
    """A file for a ticket or a dispatch order."""

    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64")
    personal: ClassVar[frozenset[str]] = frozenset({"content", "name"})

    subject: Subject = Field(title=N_("Belongs to"))
    subject_id: int = Field(title=N_("Number"))
    name: Line = Field(title=N_("File name"), min_length=1, max_length=255)
    content: bytes = Field(title=N_("File"))


@deed(Right.ATTACH_FILE)
def attach(work: Work, command: Attach) -> Outcome:
    """Keep a file with the record it belongs to."""
    ticket_id, customer_id = _belongs_to(work, command.subject, command.subject_id)
    kept = keep_attachment(work, command.name, command.content, Place(command.subject, command.subject_id, ticket_id))
    work.happened(
        "file_attached", command.subject, command.subject_id, ticket_id=ticket_id, customer_id=customer_id, attachment=id_of(kept)
    )
    return Outcome("attachment", id_of(kept), facts={"name": kept.name, "size": kept.size})


@dataclass(frozen=True)
class Place:
    """The record that a file belongs to, and its ticket where it has one."""

    subject: Literal["ticket", "order", "project"]
    subject_id: int
    ticket_id: int | None


def keep_attachment(work: Work, name: str, content: bytes, place: Place) -> Attachment:
    """Check a file, put it on disk, then write its row. Raises the refusals of rules/files.py, StorageFull, TooManyFiles."""
    checked = check_file(name, content, most_megabytes=settings().upload_megabytes)
    held = select(func.count()).where(col(Attachment.subject) == place.subject, col(Attachment.subject_id) == place.subject_id)
    if work.session.execute(held).scalar_one() >= MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    return work.add(
        Attachment(
            digest=files.keep(content),
            name=checked.name,
            media_type=checked.media_type,
            size=len(content),
            subject=place.subject,
            subject_id=place.subject_id,
            ticket_id=place.ticket_id,
            added_by_id=work.actor.id,
            added_at=work.now,
        )
    )


def _belongs_to(work: Work, subject: Subject, subject_id: int) -> tuple[int, int]:
    """Ticket and customer of the record. Raises NotFound where there is none, or where this person may not see it."""
    if subject == "order":
        order = work.find(DispatchOrder, subject_id)
        place = order.ticket_id, order.customer_id
    else:
        place = subject_id, work.find(Ticket, subject_id).customer_id
    if not sees_ticket(work.session, place[0], work.actor.id, work.actor.roles):
        raise NotFound
    return place
