"""What tests do with projects: open one, hand in its documents, look at it as it stands."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from portal.actions.deed import Outcome
from portal.actions.project_documents import AddDocument, WithdrawDocument, add_document, withdraw_document
from portal.actions.projects import AddProject, add_project
from portal.db.models.customers import Project
from portal.db.models.projects import LeftoverProblem, ProjectDocument
from portal.db.session import reading
from portal.rules.projects import DocumentKind
from tests.cast import NOW, Cast, do
from tests.rules.test_files import PDF


def a_project(cast: Cast, at: datetime = NOW, **particulars: Any) -> int:
    """A project of Donghai, opened by Li; its id."""
    values = {"customer_id": cast.donghai, "name": "东海人力资源系统", "manager": "郭强", "staff": "何静、罗勇"}
    return do(add_project, AddProject.of(**{**values, **particulars}), cast.li, at).id


def hand_in(cast: Cast, project_id: int, *kinds: DocumentKind, at: datetime = NOW, content: bytes = PDF) -> list[Outcome]:
    """Li uploads documents, all seven unless some are named."""
    return [
        do(add_document, AddDocument(project_id=project_id, kind=kind, name=f"{kind}.pdf", content=content), cast.li, at)
        for kind in kinds or DocumentKind
    ]


def withdraw(cast: Cast, document_id: int, at: datetime = NOW) -> Outcome:
    """Li withdraws a version."""
    return do(withdraw_document, WithdrawDocument(id=document_id, reason="盖章页缺失"), cast.li, at)


def project_of(id: int) -> Project:
    """The project as it stands now."""
    with reading() as session:
        found = session.get_one(Project, id)
        session.expunge(found)
    return found


def leftover_of(id: int) -> LeftoverProblem:
    """The leftover problem as it stands now."""
    with reading() as session:
        found = session.get_one(LeftoverProblem, id)
        session.expunge(found)
    return found


def editions(project_id: int) -> list[tuple[DocumentKind, int, bool]]:
    """Every version of every document: kind, number, withdrawn?"""
    with reading() as session:
        asked = select(ProjectDocument).where(col(ProjectDocument.project_id) == project_id).order_by(col(ProjectDocument.id))
        return [(row.kind, row.number, row.withdrawn_at is not None) for row in session.exec(asked)]
