"""Leaving the portal: every list that somebody takes away as a file is written to the audit trail."""

from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.rules.permissions import Right


class ExportList(Command):
    """Which list, with which filters, how many rows."""

    name: Line
    filters: dict[str, str] = {}
    rows: int


@deed(Right.EXPORT)
def export_list(work: Work, command: ExportList) -> Outcome:
    """Note that somebody exports a list; the file is handed over only after this."""
    work.happened("list_exported", "list", 0, list=command.name, filters=command.filters, rows=command.rows)
    return Outcome("list", 0, facts={"rows": command.rows})
