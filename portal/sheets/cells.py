"""What stands in a cell, as the text that was meant: no ".0" behind a telephone number, no shortened digits taken for whole."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.i18n import N_

# A number in a cell is a float: beyond fifteen digits the rest is made up.
MOST_DIGITS = 15
SHORTENED = N_("The spreadsheet has shortened this number. Format the column as text and type the number in full.")
_SCIENTIFIC = re.compile(r"[+-]?(\d(?:[.,]\d+)?)[eE]\+?(\d{1,3})")
# What a spreadsheet shows in a narrow column: six digits at most, the rest is rounded away.
_SHOWN_DIGITS = 7
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_ZERO = date(1899, 12, 30)  # by which Excel counts days
_DAYS = range(18_264, 73_051)  # 1950 to 2099
NOT_A_DATE = N_("This is not a date. Write it like 2026-03-01.")


class UnreadableCell(ValueError):
    """What stands in a cell cannot be what was meant; `args[0]` is the catalogue entry that says why."""


def text_of(value: Any) -> str:
    """A cell's value as text: whole numbers without a decimal point, moments as 2026-03-01 or 2026-03-01 08:30."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value) if not isinstance(value, timedelta) else str(value.total_seconds())


def whole(text: str) -> str:
    """A number kept as text, in full. Raises UnreadableCell where the spreadsheet has rounded its end away."""
    plain = text.strip()
    if plain.endswith(".0") and plain[:-2].isdigit():
        plain = plain[:-2]
    scientific = _SCIENTIFIC.fullmatch(plain)
    if scientific:
        digits, exponent = re.sub(r"\D", "", scientific[1]), int(scientific[2])
        if len(digits) <= min(_SHOWN_DIGITS, exponent) or exponent >= MOST_DIGITS or len(digits) > exponent + 1:
            raise UnreadableCell(SHORTENED)
        return digits.ljust(exponent + 1, "0")
    return plain


def was_rounded(value: Any) -> bool:
    """Whether a number has more digits than a spreadsheet keeps."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**MOST_DIGITS


def day_of(text: str) -> date:
    """The day that somebody wrote: 2026-03-01, 2026/3/1, 2026年3月1日, 20260301, Excel's number of it. Raises UnreadableCell."""
    plain = text.strip()
    found = _DATE.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError as impossible:
            raise UnreadableCell(NOT_A_DATE) from impossible
    if plain.isascii() and plain.isdigit() and int(plain) in _DAYS:
        return _DAY_ZERO + timedelta(days=int(plain))
    raise UnreadableCell(NOT_A_DATE)
