"""The rows of a sheet as commands: each good one checked, each bad one with every cell that is wrong and why (rule A-10)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from portal.actions.command import Command, field_title
from portal.actions.progress import come_to
from portal.actions.sheet_columns import Understood, understand
from portal.errors import InvalidInput, Refusal
from portal.i18n import LANGUAGES, N_, _, speaking, translate
from portal.rules.labels import Labelled
from portal.sheets.cells import SHORTENED, UnreadableCell, day_of, whole
from portal.sheets.reading import Sheet, SheetRow

# Numbers that identify: a digit lost is another telephone.
IDENTIFYING = frozenset({"phone", "dongle_number", "qq", "number"})
TELL_EVERY = 500
# What people also write for a choice.
ALSO_SAID = {"重点": "key", "重要": "key", "一般": "normal", "普通": "normal", "小": "small", "次要": "small", "vip": "key"}


class ColumnsMissing(Refusal):
    """A sheet without the columns that have to be there."""

    message = N_("“{name}” has no column for: {columns}. Name it as in the template; nothing was imported.")


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One thing that is wrong: the column's heading, what stands there, and why it cannot be taken."""

    heading: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken, whole as it came, with everything that is wrong."""

    row: SheetRow
    wrong: tuple[WrongCell, ...]

    def sentence(self) -> str:
        """All reasons, as they stand in the first column of the file that goes back."""
        return " ".join(
            _("{column}: {why}").format(column=each.heading, why=each.why) if each.heading else each.why for each in self.wrong
        )


@dataclass
class Checked:
    """A sheet whose rows were read: how its headings were understood, the good rows' commands by line, the bad rows."""

    sheet: Sheet
    understood: Understood
    good: list[tuple[SheetRow, Command]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


Rule = Callable[[Any], Mapping[str, str]]


def check_rows(sheet: Sheet, command: type[Command], rule: Rule | None = None) -> Checked:
    """Check every row by a command's types and limits, and by a further rule: field -> what is wrong. Raises ColumnsMissing."""
    understood = understand(command, sheet.headings)
    if understood.missing:
        raise ColumnsMissing(
            name=sheet.name, columns=", ".join(translate(field_title_of(command, name)) for name in understood.missing)
        )
    readers = [
        (place, column.field, _reader(command, column.field)) for place, column in enumerate(understood.columns) if column.field
    ]
    checked = Checked(sheet, understood)
    for number, row in enumerate(sheet.rows, 1):
        outcome = _check(row, command, understood, readers, rule)
        if isinstance(outcome, BadRow):
            checked.bad.append(outcome)
        else:
            checked.good.append((row, outcome))
        if number % TELL_EVERY == 0 or number == len(sheet.rows):
            come_to(number, len(sheet.rows))
    return checked


def field_title_of(command: type[Command], name: str) -> str:
    """The catalogue entry of a field's title."""
    return command.model_fields[name].title or field_title(name)


Reader = Callable[[str], Any]


def _check(
    row: SheetRow, command: type[Command], understood: Understood, readers: Sequence[tuple[int, str, Reader]], rule: Rule | None
) -> Command | BadRow:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    cells = len(row.cells)
    for place, name, read in readers:
        text = row.cells[place] if place < cells else ""
        if not text or text.isspace():
            continue
        try:
            if row.rounded and place in row.rounded and name in IDENTIFYING:
                raise UnreadableCell(SHORTENED)
            values[name] = read(text)
        except UnreadableCell as unreadable:
            wrong[name] = translate(str(unreadable.args[0]))
    try:
        made = command.of(**values)
    except InvalidInput as invalid:
        return _bad(row, understood, {**invalid.problems, **wrong})
    if not wrong and rule is not None:
        wrong = dict(rule(made))
    return _bad(row, understood, wrong) if wrong else made


def _bad(row: SheetRow, understood: Understood, problems: Mapping[str, str]) -> BadRow:
    return BadRow(row, tuple(_wrong_cells(row, understood, problems)))


def _wrong_cells(row: SheetRow, understood: Understood, problems: Mapping[str, str]) -> Iterator[WrongCell]:
    cells = {column.field: text for column, text in zip(understood.columns, row.cells, strict=False) if column.field}
    for name, why in problems.items():
        yield WrongCell(understood.heading_of(name) or translate(field_title(name)), cells.get(name, ""), why)


def wrong_as_a_whole(row: SheetRow, understood: Understood, field: str, why: str) -> BadRow:
    """A row that is right in itself but cannot be taken, named by one of its fields."""
    return _bad(row, understood, {field: why})


def _reader(command: type[Command], name: str) -> Reader:
    """How a cell of a column becomes the field's value."""
    info = command.model_fields[name]
    kinds = {info.annotation, *get_args(info.annotation)}
    if date in kinds:
        return day_of
    choices = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Labelled)), None)
    if choices is not None:
        return _choice_of(choices)
    return whole if name in IDENTIFYING else _as_it_is


def _as_it_is(text: str) -> str:
    return text


def _choice_of(choices: type[Labelled]) -> Reader:
    """A choice by its label in either language, or by its value; anything else is left for the command to refuse."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            known |= {member.label.casefold(): member.value for member in choices}
    known |= {member.value.casefold(): member.value for member in choices}
    values = {member.value for member in choices}
    known |= {said: value for said, value in ALSO_SAID.items() if value in values}
    return lambda text: known.get(text.strip().casefold(), text)
