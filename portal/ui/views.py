"""One choice that decides what a page shows, kept in the address beside the filters of its list."""

from collections.abc import Mapping

from portal.ui import list_filters
from portal.ui.list_filters import Filter


def chosen_view(name: str, title: str, choices: Mapping[str, str], first: str) -> str:
    """Draw the choice (value -> words; `title`, a catalogue entry, is read out only) and give its value."""
    # Several pages call theirs "view"; what it holds at first tells them apart.
    line, choice = f"view.{name}.{first}", [Filter(name=name, title=title, kind="view", choices=lambda: choices, first=first)]
    values = list_filters.asked(line, choice)
    list_filters.draw(line, choice, values)
    return values[name]
