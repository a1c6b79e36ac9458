"""One click in a first visit: a command is sent in the callback, and a refusal stands above the part it came from."""

from typing import Any

from portal.actions.command import Command
from portal.actions.deed import Action
from portal.db.queries.one_first_visit import VisitDetail
from portal.ui import feedback
from portal.ui.feedback import Done


def part_name(visit: VisitDetail, part: str) -> str:
    """The name of a part of the page; what was typed for one visit never appears in another."""
    return f"visit.{visit.id}.{part}"


Click = tuple[Action[Any], type[Command]]


def send(visit: VisitDetail, part: str, click: Click, values: dict[str, Any], done: Done | None = None) -> bool:
    """Send a command about a visit (a callback's work); whether it was done."""
    return feedback.submit(*click, part_name(visit, part), {"id": visit.id, **values}, done) is not None
