"""How alike two descriptions of a problem are, by the words they share (rules H-11, H-12)."""

from functools import lru_cache
from itertools import pairwise

from portal.rules.words import runs, tokens

ALIKE = 0.3  # from this share of common words on, a problem is worth showing
SHORTEST = 4
MOST_PHRASES = 8


def likeness(one: str, other: str) -> float:
    """The share of the shorter text's words that the other has as well: 0 nothing in common .. 1 all."""
    first, second = _words(one), _words(other)
    return len(first & second) / max(SHORTEST, min(len(first), len(second)))


# A screen compares the same few texts whenever it is drawn, and new ones with eighty old ones.
@lru_cache(maxsize=1000)
def _words(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def telling_phrases(text: str) -> list[list[str]]:
    """What to look for when searching for something alike: three characters in a row, or a Latin word, each once."""
    phrases: dict[tuple[str, ...], None] = {}
    for run in runs(text):
        if len(run) > 1:
            phrases.update({(before, after): None for before, after in pairwise(run)})
        elif len(run[0]) > 1:
            phrases[run[0],] = None
    return [list(phrase) for phrase in phrases][:MOST_PHRASES]
