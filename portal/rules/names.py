"""Names of organisations as people mean them: one key for every spelling of a name, and the initials people type (rule A-01)."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

LONGEST_KEY = 120
LONGEST_INITIALS = 60

# What the law or habit puts behind a name and people leave out; the longer ones first.
_FORMS = (
    "股份有限责任公司", "集团股份有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "股份公司", "集团公司",
    "总公司", "公司", "股份", "集团", "incorporated", "corporation", "limited", "company", "group", "gmbh", "corp", "coltd",
    "inc", "llc", "ltd", "co",
)  # fmt: skip
_FORM_AT_THE_END = re.compile(f"(?:{'|'.join(_FORMS)})$")


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no width, case, blanks, brackets or legal form, simplified characters.

    Two names with one key may be one organisation; a person decides.
    """
    plain = "".join(filter(str.isalnum, _simplified(unicodedata.normalize("NFKC", name).casefold())))
    key = plain[:LONGEST_KEY]
    while shorter := _FORM_AT_THE_END.sub("", key):
        if shorter == key:
            break
        key = shorter
    return key


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letter of each character in pinyin, Latin letters and digits as they are: 华源机械集团 -> hyjxjt."""
    letters = (_initial(word) for word in _words(_simplified(unicodedata.normalize("NFKC", name).casefold())))
    return "".join(letters)[:LONGEST_INITIALS]


_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]+|[a-z0-9]+")


def _words(name: str) -> list[str]:
    return _WORD.findall(name)


def _initial(word: str) -> str:
    """The letters of one run of characters; those with several readings are read among all of it: 银行长沙 is yhcs."""
    if word.isascii():
        return word
    letters = [_of_one(character) for character in word]
    if any(len(each) > 1 for each in letters):
        from pypinyin import Style, lazy_pinyin

        # An unknown character stands for itself, one entry each (the library documents a list; its types know only str).
        read = lazy_pinyin(word, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]
        letters = [each if len(each) < 2 else read[at][:1] for at, each in enumerate(letters)]
    return "".join(letters)


@lru_cache(maxsize=30_000)
def _of_one(character: str) -> str:
    """Every letter with which a character's readings may begin."""
    from pypinyin import Style, pinyin

    readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return "".join(sorted({reading[0] for reading in readings if reading and reading[0].isascii()}))


def _simplified(text: str) -> str:
    return text if text.isascii() else str(_converter().convert(text))


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Loaded with the first name that needs it: a portal in which nobody adds a customer carries no dictionaries.
    import opencc

    return opencc.OpenCC("t2s")
