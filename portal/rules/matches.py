"""Where a text contains what was asked for, so that a list of results can show it (rule K-03)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from portal.rules.words import runs

AROUND = 28


@dataclass(frozen=True)
class Match:
    """The part of a record that contains what was asked, and an excerpt: before, the words themselves, after."""

    part: str
    before: str
    found: str
    after: str


def first_match(asked: str, parts: Mapping[str, str]) -> Match | None:
    """The first part, in the order given, that contains one of the words asked for."""
    wanted = [_whole(run) for run in runs(asked)]
    for part, text in parts.items():
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        folded = plain.lower()
        for word in wanted:
            at = folded.find(word)
            # A letter whose lower case is longer would shift the excerpt; then the whole beginning is shown instead.
            if at >= 0 and len(folded) == len(plain):
                return _excerpt(part, plain, at, at + len(word))
    return None


def _whole(run: list[str]) -> str:
    return run[0] + "".join(pair[-1] for pair in run[1:])


def _excerpt(part: str, text: str, start: int, end: int) -> Match:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Match(
        part, ("…" if start > AROUND else "") + before, text[start:end], after + ("…" if end + AROUND < len(text) else "")
    )
