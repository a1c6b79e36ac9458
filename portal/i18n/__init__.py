"""Chinese and English: gettext catalogues, English as the message id.

The language is asked for on every call, never kept in a global: several people are served by one process. A screen registers
where its language comes from (`language_from`); anything else (a PDF, a mail, a test) says it with `speaking(...)`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "zh_CN"

_spoken: ContextVar[Language | None] = ContextVar("language", default=None)
_source: list[Callable[[], Language | None]] = []


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for the catalogues where it is declared; it is translated where it is shown."""
    return message


def language_from(source: Callable[[], Language | None]) -> None:
    """Register where the language of the present screen is found. The last registered source wins."""
    _source[:] = [source]


def language() -> Language:
    """The language of whoever reads what is being made now."""
    return _spoken.get() or (_source[0]() if _source else None) or DEFAULT


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """Word everything inside the block in this language."""
    token = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(token)


def translate(message: str) -> str:
    """The message in the reader's language; unknown messages (a customer's own words) come back unchanged."""
    return catalogue(language()).gettext(message) if message else ""


def translate_count(one: str, many: str, count: int) -> str:
    """The singular or plural message for `count`, in the reader's language, with `{count}` filled in."""
    return catalogue(language()).ngettext(one, many, count).format(count=count)


_ = translate


@lru_cache
def catalogue(spoken: Language) -> NullTranslations:
    """The compiled catalogue of a language, compiled from its .po file on first use."""
    source = Path(__file__).parent / spoken / "LC_MESSAGES" / "portal.po"
    if not source.exists():
        return NullTranslations()
    return _compiled(source)


def _compiled(source: Path) -> GNUTranslations:
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        messages = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
