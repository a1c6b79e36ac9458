"""The documents of a hand-over: each upload is a version of its own, the last of them begins the joint period (A-03, A-04)."""

from typing import ClassVar

from pydantic import ConfigDict
from sqlmodel import Field, col, func, select

from portal.actions.attachments import Place, keep_attachment
from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.actions.projects import follow_documents, tell
from portal.db.base import id_of
from portal.db.models.customers import Project
from portal.db.models.projects import ProjectDocument
from portal.db.queries.handover import documents_there
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.projects import DocumentKind


class AlreadyWithdrawn(Refusal):
    """Somebody withdrew this version before."""

    message = N_("This version was withdrawn already. Nothing was changed.")


class KeptAfterTakeOver(Refusal):
    """A taken-over project keeps every document it was taken over with."""

    message = N_(
        "The project is taken over: its only version of “{document}” stays. Upload a newer version first; nothing was withdrawn."
    )


class AddDocument(Command):
    """A document of a project, as the next version of its kind."""

    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64")
    personal: ClassVar[frozenset[str]] = frozenset({"content", "name"})

    project_id: int = Field(title=N_("Project"))
    kind: DocumentKind = Field(title=N_("Document"))
    name: Line = Field(title=N_("File name"), min_length=1, max_length=255)
    content: bytes = Field(title=N_("File"))


class WithdrawDocument(Command):
    """A version that should not count, with the reason; the file is kept."""

    id: int
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.EDIT_PROJECT)
def add_document(work: Work, command: AddDocument) -> Outcome:
    """Keep a document; with the last one that was missing the joint period begins."""
    # The project is locked: two uploads at once become two versions.
    project = work.find(Project, command.project_id)
    kept = keep_attachment(work, command.name, command.content, Place("project", command.project_id, None))
    same = (col(ProjectDocument.project_id) == command.project_id, col(ProjectDocument.kind) == command.kind)
    last = work.session.exec(select(func.max(ProjectDocument.number)).where(*same)).one()
    document = work.add(
        ProjectDocument(
            project_id=command.project_id,
            kind=command.kind,
            number=(last or 0) + 1,
            attachment_id=id_of(kept),
            added_at=work.now,
            added_by_id=work.actor.id,
        )
    )
    tell(work, project, "document_added", document=command.kind.value, edition=document.number, attachment=id_of(kept))
    follow_documents(work, project)
    begun = project.joint_until.isoformat() if project.joint_until else None
    return Outcome("project_document", id_of(document), project.number or "", {"edition": document.number, "joint_until": begun})


@deed(Right.EDIT_PROJECT)
def withdraw_document(work: Work, command: WithdrawDocument) -> Outcome:
    """Take a version out of the hand-over; an older one that was not withdrawn counts again, else the document is missing."""
    document = work.find(ProjectDocument, command.id)
    project = work.find(Project, document.project_id)
    if document.withdrawn_at is not None:
        raise AlreadyWithdrawn
    document.withdrawn_at, document.withdrawn_by_id = work.now, work.actor.id
    document.withdrawn_because = command.reason
    work.session.flush()
    if project.taken_over_on is not None and document.kind not in documents_there(work.session, document.project_id):
        raise KeptAfterTakeOver(document=document.kind.message)
    tell(work, project, "document_withdrawn", command.reason, document=document.kind.value, edition=document.number)
    follow_documents(work, project)
    return Outcome("project_document", command.id, project.number or "", {"edition": document.number})
