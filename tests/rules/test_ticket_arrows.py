"""The table of a ticket's arrows holds together, and every arrow is taken by some deed."""

import ast
from pathlib import Path

import pytest

import portal.actions
from portal.rules.permissions import WHO_MAY
from portal.rules.tickets import ARROWS, FROM, OPEN, StepNotPossible, TicketStatus, arrow

ACTIONS = Path(portal.actions.__file__).parent


def literal_steps() -> set[str]:
    """Every text that is handed to a function with "step" or "move_ticket" in its name, in all deeds."""
    found = set()
    for file in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if "step" in name or name == "move_ticket":
                    found |= {part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def test_each_arrow_of_the_table_is_taken_by_some_deed() -> None:
    assert {taken.name for taken in ARROWS} <= literal_steps()


def test_every_state_but_the_last_ones_leads_somewhere() -> None:
    dead_ends = {status for status in TicketStatus if not FROM[status]}
    assert dead_ends == {TicketStatus.ARCHIVED, TicketStatus.CLOSED}


def test_every_state_is_reached_from_registered() -> None:
    reached, frontier = set(), {TicketStatus.REGISTERED}
    while frontier:
        reached |= frontier
        frontier = {taken.end for status in frontier for taken in FROM[status].values()} - reached
    assert reached == set(TicketStatus)


def test_every_arrow_has_somebody_who_may_take_it() -> None:
    assert all(WHO_MAY[taken.right] for taken in ARROWS)


@pytest.mark.rule("H-13")
def test_no_arrow_leads_out_of_the_archive_and_every_open_ticket_can_be_closed_with_a_reason() -> None:
    for status in OPEN:
        assert arrow("close", status).withdraws
    with pytest.raises(StepNotPossible):
        arrow("reopen", TicketStatus.ARCHIVED)
