"""A sheet as people bring it: .xlsx of Excel, WPS or LibreOffice, .csv in the encodings and with the separators they write.

Every cell becomes text. Nothing is calculated, no link is followed; what would fill the memory is refused before it is unfolded.
"""

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import python_calamine
from charset_normalizer import from_bytes

from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.files import KindNotTaken, NotWhatItSays, UnfoldsTooLarge, check_file, clean_name
from portal.sheets.cells import text_of, was_rounded
from portal.sheets.writing import FORMULA

MOST_ROWS = 100_000
MOST_COLUMNS = 100
ENDINGS = ("xlsx", "csv")
SEPARATORS = ",;\t|，"
ENCODINGS = ("utf-8", "gb18030", "big5")
HEADING_WITHIN = 10
# A cell far outside: the reader would lay out every empty one before it. Columns from DA on, rows from 200,000 on.
_FAR_AWAY = re.compile(rb' r="(?:[D-Z][A-Z]\d+|[A-Z]{3,}\d+|[A-Z]+(?:[2-9]\d{5}|\d{7,}))"')
_CHUNK = 1 << 20
_OVERLAP = 32

Knows = Callable[[str], bool]


class TooManyRows(Refusal):
    """More than one import takes."""

    message = N_("“{name}” has more than {limit} rows. Split it into several files; nothing was imported.")


class DamagedSheet(Refusal):
    """A file that the reader cannot make sense of."""

    message = N_("“{name}” is damaged or protected and cannot be read. Save it anew as .xlsx or .csv and choose it again.")


class NoRows(Refusal):
    """A file without a line below its headings."""

    message = N_("“{name}” has no rows below its headings. Nothing was imported.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: its number in the file (the first is 1), its cells as text, and the cells whose numbers were cut short."""

    number: int
    cells: tuple[str, ...]
    rounded: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A sheet: the file's cleaned name, the headings and in which line they stand, the rows below that are not empty."""

    name: str
    headings: tuple[str, ...]
    headings_at: int
    rows: Sequence[SheetRow]


def read_sheet(name: str, content: bytes, *, most_megabytes: int, knows: Knows) -> Sheet:
    """The first sheet of a file; `knows` tells a heading. Raises the refusals of rules/files.py and those above."""
    ending = clean_name(name).rpartition(".")[2]
    if ending not in ENDINGS:
        raise KindNotTaken(ending=ending or "–", kinds=", ".join(f".{each}" for each in ENDINGS))
    name = check_file(name, content, most_megabytes=most_megabytes).name
    lines = _of_excel(name, content) if ending == "xlsx" else _of_text(name, content, knows)
    return _with_headings(name, lines, knows)


def _with_headings(name: str, lines: Iterator[SheetRow], knows: Knows) -> Sheet:
    rows = [line for line in lines if any(cell.strip() for cell in line.cells)]
    if not rows:
        raise NoRows(name=name)
    # People put a title above their headings: the line with the most known words holds them.
    at = max(range(min(HEADING_WITHIN, len(rows))), key=lambda place: (sum(map(knows, rows[place].cells)), -place))
    headings, below = rows[at], rows[at + 1 :]
    if not below:
        raise NoRows(name=name)
    if len(below) > MOST_ROWS:
        raise TooManyRows(name=name, limit=MOST_ROWS)
    return Sheet(name, tuple(cell.strip() for cell in headings.cells), headings.number, below)


def _of_excel(name: str, content: bytes) -> Iterator[SheetRow]:
    _refuse_far_away(name, content)
    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        first = sheet.start[0] if sheet.start else 0
        for number, values in enumerate(sheet.to_python(skip_empty_area=True), first + 1):
            rounded = frozenset(place for place, value in enumerate(values) if was_rounded(value))
            yield SheetRow(number, tuple([text_of(value) for value in values]), rounded)
    except (python_calamine.CalamineError, IndexError, ValueError, OSError) as unreadable:
        raise DamagedSheet(name=name) from unreadable


def _refuse_far_away(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                if member.startswith("xl/worksheets/") and _has(archive, member, _FAR_AWAY):
                    raise UnfoldsTooLarge(name=name)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error) as unreadable:
        raise DamagedSheet(name=name) from unreadable


def _has(archive: zipfile.ZipFile, member: str, pattern: re.Pattern[bytes]) -> bool:
    before = b""
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            if pattern.search(before + chunk):
                return True
            before = chunk[-_OVERLAP:]
    return False


def _of_text(name: str, content: bytes, knows: Knows) -> Iterator[SheetRow]:
    text = _decoded(name, content, knows)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    number = 1
    try:
        for cells in reader:
            yield SheetRow(number, tuple([_unquoted(cell) for cell in cells]))
            number += 1
    except csv.Error as unreadable:
        raise DamagedSheet(name=name) from unreadable


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe by which a text that looks like a formula is kept from being one."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _decoded(name: str, content: bytes, knows: Knows) -> str:
    """The text in the encoding in which its headings are words: a GB 18030 file is often valid in others too."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _in(content, encoding) or _unreadable(name)
    readings = [text for encoding in ENCODINGS if (text := _in(content, encoding)) is not None]
    for text in readings:
        if _names_a_column(text, knows):
            return text
    if readings:
        return readings[0]
    best = from_bytes(content[:_CHUNK]).best()
    return (_in(content, best.encoding) if best else None) or _unreadable(name)


def _in(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _unreadable(name: str) -> str:
    raise NotWhatItSays(name=name)


def _names_a_column(text: str, knows: Knows) -> bool:
    lines = text[:_CHUNK].splitlines()[:HEADING_WITHIN]
    return any(knows(cell) for line in lines for cell in re.split(rf'[{SEPARATORS}"]', line))


def _separator(text: str) -> str:
    """The separator that stands in most of the first lines; of two the one that stands there more often."""
    outside_quotes = re.sub(r'"[^"]*"', "", "\n".join(text[:_CHUNK].splitlines()[:HEADING_WITHIN]))
    lines = outside_quotes.splitlines()

    def weight(mark: str) -> tuple[int, int, int]:
        return sum(mark in line for line in lines), outside_quotes.count(mark), -SEPARATORS.index(mark)

    return max(SEPARATORS, key=weight)


def as_sheet(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """A sheet from values at hand, as if it had been read from a file."""
    lines = [SheetRow(number, tuple(map(text_of, cells))) for number, cells in enumerate(rows, 2)]
    return Sheet("", tuple(headings), 1, lines)
