"""Changing which documents a hand-over needs, from a day on (rules A-03, Q-09)."""

from sqlmodel import Field

from portal.actions.deed import Outcome, Work, deed
from portal.actions.office import FromADay
from portal.actions.standards import SetStandard, set_standard
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.projects import DocumentKind


class SetHandoverDocuments(FromADay):
    """The documents that a project hands over before its joint period begins."""

    documents: list[DocumentKind] = Field(title=N_("Documents"), min_length=1)


@deed(Right.SET_STANDARDS)
def set_handover_documents(work: Work, command: SetHandoverDocuments) -> Outcome:
    """Change the list for projects whose joint period has not begun by that day; the others keep theirs."""
    value = {"documents": [kind.value for kind in DocumentKind if kind in command.documents]}
    return set_standard(
        work, SetStandard(key="handover.documents", value=value, valid_from=command.valid_from, reason=command.reason)
    )
