"""Commands: what a person asks for, typed and limited once, for the form, the import and the API alike."""

import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from sqlmodel import SQLModel

from portal import clock
from portal.errors import InvalidInput
from portal.i18n import N_, translate

KEPT_CONTROLS = "\n\t"
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
LONGEST_CLEANED = 100_000
JOINERS = "\u200d\ufe0f"  # emoji are made with them


def _clean(value: Any) -> Any:
    """Text without outer blanks, Windows line ends or invisible characters that hide what it says."""
    # What is longer than any limit is refused by its limit: cleaning ten pasted megabytes first would hold everybody up.
    if not isinstance(value, str) or len(value) > LONGEST_CLEANED:
        return value
    # Most of what people type, and of what sheets hold: everything in it can be seen, so there is nothing to take out.
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        return value.strip()
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        for character in text
        if character in KEPT_CONTROLS or character in JOINERS or unicodedata.category(character) not in INVISIBLE
    ).strip()


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) and len(value) <= LONGEST_CLEANED else value


def _at_a_place(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=clock.office_zone())).astimezone(UTC)


class Area:
    """Marks a text field that wants several lines on a form."""

    def __init__(self, height: int = 90) -> None:
        self.height = height


class WhileTyping:
    """Marks a line whose words are wanted while it is still being typed: what is similar appears beside it."""


# A short text of one line, and a longer one; limits stand on the field.
Line = Annotated[str, BeforeValidator(_one_line), BeforeValidator(_clean)]
Paragraph = Annotated[str, Area(), BeforeValidator(_clean)]
# A date and time: without a zone it is the office's wall clock, as people write it down.
Moment = Annotated[datetime, AfterValidator(_at_a_place)]


class Command(SQLModel):
    """The base of all commands: unknown fields are refused, texts are cleaned before their limits are checked.

    Titles and help are catalogue entries marked with N_; `personal` names the fields that must not reach the audit trail.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)  # type: ignore[assignment]
    personal: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, **values: Any) -> "Command":
        """The command with these values. Raises InvalidInput with one sentence a field, all at once."""
        try:
            return cls.model_validate(values)
        except ValidationError as invalid:
            raise InvalidInput(problems(invalid)) from invalid


SENTENCES = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please fill this in."),
    "too_short": N_("Please choose at least one."),
    "string_too_long": N_("At most {max_length} characters; these are {length}."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
    "greater_than": N_("More than {gt}."),
    "less_than": N_("Less than {lt}."),
    "enum": N_("Please choose one of the list."),
    "literal_error": N_("Please choose one of the list."),
    "string_pattern_mismatch": N_("This is not in the expected form."),
    "int_parsing": N_("A whole number, please."),
    "extra_forbidden": N_("There is no such field."),
}


def problems(invalid: ValidationError) -> dict[str, str]:
    """One sentence in the reader's language for each field that breaks its limits."""
    found: dict[str, str] = {}
    for error in invalid.errors():
        field = str(error["loc"][0]) if error["loc"] else ""
        facts = dict(error.get("ctx", {}))
        if isinstance(error.get("input"), str):
            facts["length"] = len(error["input"])
        if error["type"] == "string_too_short" and facts.get("min_length", 1) > 1:
            sentence = N_("At least {min_length} characters.")
        elif error["type"] == "value_error":
            sentence = str(facts.get("error", "")) or N_("This is not in the expected form.")
        else:
            sentence = SENTENCES.get(error["type"], N_("This is not in the expected form."))
        found.setdefault(field, translate(sentence).format(**facts))
    return found


def field_title(name: str) -> str:
    """The catalogue entry by which forms call a field of this name; the name itself where none does."""
    return _field_titles().get(name, name)


@lru_cache
def _field_titles() -> dict[str, str]:
    found: dict[str, str] = {"address": N_("Address"), "locked": N_("Locked"), "name": N_("Name")}
    waiting = list(Command.__subclasses__())
    for command in waiting:
        waiting += command.__subclasses__()
        found |= {name: field.title for name, field in command.model_fields.items() if field.title and name not in found}
    return found


def title(field: FieldInfo, name: str) -> str:
    """What a field is called in the reader's language. Raises TypeError for one that people are not meant to be asked for."""
    if field.title is None:
        raise TypeError(f"The field {name} is asked for and has no title.")
    return translate(field.title)
