"""Draw the lives of a ticket and of a dispatch order from the tables that the portal obeys: docs/process.md."""

import sys
from collections.abc import Iterator
from pathlib import Path

from portal.i18n import speaking
from portal.rules import dispatch, tickets

PAGE = Path(__file__).parent.parent / "docs" / "process.md"
INTRODUCTION = """# The process

Drawn by `python -m tools.process` from `portal/rules/tickets.py` and `portal/rules/dispatch.py`, the tables that deeds obey;
`make check` fails when this page and the tables differ.
"""


def page() -> str:
    """The whole page, as it should be."""
    with speaking("en"):
        parts = [INTRODUCTION, "## The life of a ticket", _picture(tickets.ARROWS, tickets.TicketStatus.REGISTERED)]
        parts += ["\n".join(_ticket_arrows()), "## The life of a dispatch order"]
        parts += [_picture(dispatch.ARROWS, dispatch.OrderStatus.REQUESTED), "\n".join(_order_arrows())]
    return "\n\n".join(parts) + "\n"


def _picture(arrows: tuple[tickets.Arrow, ...] | tuple[dispatch.OrderArrow, ...], first: str) -> str:
    lines = [f"    {arrow.start.value} --> {arrow.end.value}: {arrow.name.replace('_', ' ')}" for arrow in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"])


def _words(values: frozenset[str]) -> str:
    return ", ".join(sorted(value.replace("_", " ") for value in values)) or "–"


def _ticket_arrows() -> Iterator[str]:
    yield "| arrow | from | to | right | needs | opens | settles |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for arrow in tickets.ARROWS:
        pause = " (clocks stop)" if arrow.pauses else " (clocks go on)" if arrow.resumes else ""
        cells = [arrow.name.replace("_", " "), arrow.start.label, arrow.end.label + pause, arrow.right.label]
        settles = "every promise" if len(arrow.settles) == len(tickets.PromiseKind) else _words(arrow.settles)
        yield "| " + " | ".join([*cells, _words(arrow.needs), _words(arrow.opens), settles]) + " |"


def _order_arrows() -> Iterator[str]:
    yield "| arrow | from | to | right | reason |"
    yield "| --- | --- | --- | --- | --- |"
    for arrow in dispatch.ARROWS:
        cells = [arrow.name.replace("_", " "), arrow.start.label, arrow.end.label, arrow.right.label]
        yield "| " + " | ".join([*cells, "needed" if arrow.reason else "–"]) + " |"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
