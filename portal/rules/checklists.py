"""Scripts and checklists of the service standard: words in both languages, changed from a day on (rules B-01, Q-09)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.i18n import N_, language
from portal.rules.labels import Labelled

_NAME = re.compile(r"\{(\w+)\}")
LONGEST_LIST = 30
LONGEST_POINT = 120
LONGEST_PART = 4000


class ScriptPart(Labelled):
    """The parts of a call script, in the order of the conversation."""

    OPENING = "opening", N_("Opening")
    VERIFICATION = "verification", N_("Verification")
    CLOSING = "closing", N_("Closing")
    POLITE = "polite", N_("Polite forms")


@dataclass(frozen=True)
class Point:
    """One point of a checklist; its key stays with what was ticked."""

    key: str
    zh: str
    en: str

    @property
    def words(self) -> str:
        """What the point says in the reader's language."""
        return self.zh if language() == "zh_CN" else self.en


def points_of(value: Mapping[str, Any]) -> list[Point]:
    """The points of a checklist's value, in their order."""
    return [Point(point["key"], point["zh"], point["en"]) for point in value["points"]]


def written_points(text: str, known: Sequence[Point]) -> list[Point]:
    """The points that somebody wrote, one a line, "Chinese | English"; one that says the same as before keeps its key."""
    keys = {(point.zh, point.en): point.key for point in known}
    found = []
    for line in text.splitlines():
        zh, _bar, en = (part.strip() for part in line.replace("｜", "|").partition("|"))
        if zh:
            words = (zh, en or zh)
            found.append(Point(keys.get(words) or _key_of(words), *words))
    return found


def _key_of(words: tuple[str, str]) -> str:
    return "p" + hashlib.sha256("|".join(words).encode()).hexdigest()[:12]


def is_checklist(value: Mapping[str, Any]) -> bool:
    """Whether a value is a checklist: 1 to 30 points, each with a key of its own and words in both languages."""
    points = value.get("points")
    if value.keys() != {"points"} or not isinstance(points, list) or not 1 <= len(points) <= LONGEST_LIST:
        return False
    if not all(isinstance(point, dict) and point.keys() == {"key", "zh", "en"} for point in points):
        return False
    words = [text for point in points for text in point.values()]
    said = all(isinstance(text, str) and 0 < len(text) <= LONGEST_POINT for text in words)
    return said and len({point["key"] for point in points}) == len(points) and all(len(p["key"]) <= 40 for p in points)


def is_script(value: Mapping[str, Any]) -> bool:
    """Whether a value is a script: each part in both languages, not too long to read while talking."""
    if value.keys() != set(ScriptPart):
        return False
    parts = list(value.values())
    return all(isinstance(part, dict) and part.keys() == {"zh", "en"} for part in parts) and all(
        isinstance(text, str) and len(text) <= LONGEST_PART for part in parts for text in part.values()
    )


def spoken(value: Mapping[str, Any], part: ScriptPart, names: Mapping[str, str]) -> str:
    """A part of a script in the reader's language, with the names in it filled in: `{customer}`, `{agent}`, `{hotline}`."""
    text = str(value[part]["zh" if language() == "zh_CN" else "en"])
    return _NAME.sub(lambda place: names.get(place[1], place[0]), text)
