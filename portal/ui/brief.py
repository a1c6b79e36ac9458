"""What a page says in brief: badges, links, titled texts, things to unfold - drawn as one element however much there is.

Everything in it is text, never Markdown: what people wrote needs no care.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from portal.ui.components import component, do_as_named, written
from portal.ui.gate import Look
from portal.ui.links import may_open
from portal.ui.status import Badge

_BRIEF = component("brief", '<div class="brief"></div>')


class Words(NamedTuple):
    """Words on a line."""

    words: str
    look: Literal["", "strong", "quiet"] = ""
    icon: str = ""


class Link(NamedTuple):
    """The way to a record: a page's address and its id, by the name that it has in the address; without one the page itself."""

    words: str
    address: str
    id: str = ""
    icon: str = ""
    look: Literal["", "strong", "quiet"] = ""
    by: str = "id"


class Button(NamedTuple):
    """Something to press: what it does, and the name by which the browser knows it.

    A bare one stands among words; one that is off cannot be pressed now, and keeps its place.
    """

    words: str
    name: str
    does: Callable[[], None]
    icon: str = ""
    hint: str = ""
    look: Literal["", "bare", "off"] = ""


Part = Words | Badge | Link | Button


class Line(NamedTuple):
    """Parts on one line, which goes on below where there is no room; a close one belongs to what stands above it."""

    parts: Sequence[Part]
    look: Literal["", "close"] = ""


class Text(NamedTuple):
    """What somebody wrote, in their own lines, under a small title."""

    title: str
    words: str


class Head(NamedTuple):
    """A title over what follows."""

    title: str


class Card(NamedTuple):
    """Things in a frame."""

    things: Sequence["Thing"]


class Fold(NamedTuple):
    """Things that are shown when their title is clicked."""

    title: str
    icon: str
    things: Sequence["Thing"]


Thing = Line | Text | Head | Card | Fold


def line(*parts: Part | None) -> Line:
    """The parts that have something to say, on one line."""
    return Line([part for part in parts if part is not None and part.words])


def note(words: str, icon: str = "") -> Line:
    """A quiet line that belongs to what stands above it."""
    return Line([Words(words, "quiet", icon)], "close")


def link(look: Look, words: str, to: tuple[str, str], *, icon: str = "", strong: bool = False) -> Link | Words:
    """The way to a record, for who may open its page; for others the words alone. `to` is a page's address and the id."""
    address, id = to
    manner: Literal["", "strong"] = "strong" if strong else ""
    return Link(words, address, id, icon, manner) if may_open(look, address) else Words(words, manner, icon)


def draw(key: str, things: Iterable[Thing]) -> None:
    """Draw things one below the other; where there is nothing to say nothing is drawn."""
    things = list(things)
    data = _all_written(things)
    if not data:
        return
    deeds = {part.name: part.does for part in _parts(things) if isinstance(part, Button) and part.look != "off"}
    _BRIEF(key=key, data=written(data), on_pressed_change=partial(do_as_named, key, "pressed", deeds))


def _parts(things: Iterable[Thing]) -> Iterator[Part]:
    for thing in things:
        match thing:
            case Line(parts):
                yield from parts
            case Card(within) | Fold(_, _, within):
                yield from _parts(within)


def _all_written(things: Iterable[Thing]) -> list[list[Any]]:
    """All but lines without a part."""
    return [_written(thing) for thing in things if not isinstance(thing, Line) or thing.parts]


def _written(thing: Thing) -> list[Any]:
    match thing:
        case Line(parts, look):
            return ["line", look, [_part(part) for part in parts]]
        case Text(title, words):
            return ["text", title, words]
        case Head(title):
            return ["head", title]
        case Card(things):
            return ["card", _all_written(things)]
        case Fold(title, icon, things):
            return ["fold", icon, title, _all_written(things)]


def _part(part: Part) -> list[Any]:
    match part:
        case Words(words, look, icon):
            return ["words", look, icon, words]
        case Badge(words, colour, icon, hint):
            return ["badge", colour, icon, words, hint]
        case Link(words, address, id, icon, look, by):
            return ["link", look, icon, words, [address, id, by] if id else [address]]
        case Button(words, name, _, icon, hint, look):
            return ["button", look, icon, words, name, hint]
