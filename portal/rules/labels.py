"""Enumerations that know what they are called on screen."""

from enum import StrEnum
from typing import Self

from portal.i18n import translate


class Labelled(StrEnum):
    """A choice stored by value and shown by a catalogue entry: `PHONE = "phone", N_("Telephone")`."""

    _message: str

    def __new__(cls, value: str, message: str = "") -> Self:
        """Make a member of its stored value and its catalogue entry."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._message = message
        return member

    @property
    def message(self) -> str:
        """The catalogue entry: English, untranslated."""
        return self._message

    @property
    def label(self) -> str:
        """What the choice is called in the reader's language."""
        return translate(self._message)
