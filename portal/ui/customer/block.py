"""A block of a customer's page: a small title and its lines."""

from collections.abc import Sequence

from portal.ui import brief
from portal.ui.brief import Head, Thing


def block(title: str, lines: Sequence[Thing], empty: str) -> list[Thing]:
    """A title and what stands under it; where there is nothing, what will stand here and how it comes."""
    return [Head(title), *(lines or [brief.note(empty)])]


def joined(*parts: str) -> str:
    """The parts that are there, on one line."""
    return " · ".join(part for part in parts if part)
