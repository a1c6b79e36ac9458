"""A sheet before it is brought in: how it was understood, what it would change, every row that cannot be taken (rule A-10)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from portal.actions.archive_sheet import contradictions
from portal.actions.arrival import Arrival
from portal.actions.imports import ImportCustomers
from portal.actions.sheet_columns import Understood, headings_of, is_heading, reason_heading
from portal.actions.sheet_matching import Conflict, Matched, Terms, match
from portal.actions.sheet_rows import BadRow, check_rows, wrong_as_a_whole
from portal.db.models.imports import SheetImport
from portal.settings import settings
from portal.sheets import writing
from portal.sheets.reading import Sheet, SheetRow, read_sheet

FIRST = 10


@dataclass(frozen=True)
class Preview:
    """One sheet, read and compared with the archive; nothing was changed. `before` is the import that took the same file."""

    name: str
    content: bytes
    digest: str
    terms: Terms
    understood: Understood
    first: Sequence[SheetRow]
    rows: int
    arrivals: Sequence[Arrival]
    bad_cells: Sequence[BadRow]
    matched: Matched
    bad: Sequence[BadRow]
    before: str

    @property
    def good(self) -> int:
        """How many rows would be brought in or are there already."""
        return len(self.matched.new) + len(self.matched.changed) + len(self.matched.unchanged)

    def command(self, *, only_good: bool) -> ImportCustomers:
        """What brings it in."""
        return ImportCustomers(
            kind=self.terms.kind, file_name=self.name, digest=self.digest, rows=self.rows, refused=len(self.bad_cells),
            only_good=only_good, others=self.terms.others, arrivals=self.arrivals,
        )  # fmt: skip


def preview(session: Session, name: str, content: bytes, terms: Terms) -> Preview:
    """Read a file, check every row, compare with the archive. Raises the refusals of a file that cannot be used."""
    sheet = _read(name, content, terms)
    checked = check_rows(sheet, terms.kind.row, contradictions)
    arrivals = [Arrival.of(command, row.number) for row, command in checked.good]
    digest = hashlib.sha256(content).hexdigest()
    before = select(SheetImport.number).where(col(SheetImport.digest) == digest).order_by(col(SheetImport.id).desc())
    matched = match(session, arrivals, terms)
    return Preview(
        name=sheet.name,
        content=content,
        digest=digest,
        terms=terms,
        understood=checked.understood,
        first=sheet.rows[:FIRST],
        rows=len(sheet.rows),
        arrivals=arrivals,
        bad_cells=checked.bad,
        matched=matched,
        bad=_all_bad(sheet.rows, checked.understood, checked.bad, matched.conflicts),
        before=session.exec(before.limit(1)).first() or "",
    )


def on_other_terms(session: Session, was: Preview, terms: Terms) -> Preview:
    """The same sheet compared on other terms."""
    matched = match(session, was.arrivals, terms)
    return replace(was, terms=terms, matched=matched, bad=bad_after(was, matched.conflicts))


def bad_after(was: Preview, conflicts: Sequence[Conflict]) -> list[BadRow]:
    """The rows that were not taken after all: the archive may have changed since the preview."""
    return _all_bad(_read(was.name, was.content, was.terms).rows, was.understood, was.bad_cells, conflicts)


def _read(name: str, content: bytes, terms: Terms) -> Sheet:
    def knows(cell: str) -> bool:
        return is_heading(terms.kind.row, cell)

    return read_sheet(name, content, most_megabytes=settings().upload_megabytes, knows=knows)


def _all_bad(
    rows: Sequence[SheetRow], understood: Understood, bad_cells: Iterable[BadRow], conflicts: Iterable[Conflict]
) -> list[BadRow]:
    why = {conflict.line: conflict for conflict in conflicts}
    found = [wrong_as_a_whole(row, understood, why[row.number].field, why[row.number].why) for row in rows if row.number in why]
    return sorted([*bad_cells, *found], key=lambda bad: bad.row.number)


def refused_rows(understood: Understood, bad: Sequence[BadRow]) -> bytes:
    """The bad rows as an Excel file, whole as they came, with the reason in the first column."""
    old = reason_heading()
    kept = [place for place, column in enumerate(understood.columns) if column.heading != old]
    headings = [old, *(understood.columns[place].heading for place in kept)]
    return writing.excel(headings, _with_reasons(bad, kept))


def _with_reasons(bad: Sequence[BadRow], kept: Sequence[int]) -> Iterator[list[str]]:
    for each in bad:
        cells = each.row.cells
        yield [each.sentence(), *(cells[place] if place < len(cells) else "" for place in kept)]


def template(terms: Terms) -> bytes:
    """An empty sheet with the headings that are understood."""
    return writing.excel(headings_of(terms.kind.row), [])
