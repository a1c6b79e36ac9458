"""Words to search by: Latin words as they are, Chinese as overlapping pairs, so that short words are found in sentences."""

import re
import unicodedata
from collections.abc import Iterator

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_]+(?:[.\-][^\W_]+)*", re.UNICODE)
# A Latin run may go over into Chinese ("HR系统"): its parts are words of their own.
_PART = re.compile(rf"([{_HAN}]+)|[^{_HAN}]+")
LONGEST = 64


def runs(text: str) -> Iterator[list[str]]:
    """Each word as the list of its search tokens: one for a Latin word, the pairs for a run of Chinese characters."""
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        for piece in _PART.finditer(match.group()):
            part = piece.group()
            if piece.group(1) is None:
                yield [part[:LONGEST]]
            elif len(part) == 1:
                yield [part]
            else:
                yield [part[at : at + 2] for at in range(len(part) - 1)]


def tokens(text: str) -> list[str]:
    """All search tokens of a text, in their order."""
    return [token for run in runs(text) for token in run]
