"""What a digest says: the day's demands for one department, in words for its head (rule F-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.i18n import _, translate_count

# A process that has been sending for longer than this was stopped: the mail server's own limits are shorter.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class DigestLine:
    """One demand of a digest; `recorded` is its moment on the office's clock, in words."""

    number: str
    customer: str
    wish: str
    due_on: date | None
    recorded: str
    by: str


def digest_subject(day: date, department: str, count: int) -> str:
    """The subject of the mail."""
    words = translate_count("{count} service demand", "{count} service demands", count)
    return _("{words} for {department}, {day}").format(words=words, department=department, day=day.isoformat())


def digest_text(day: date, department: str, head: str, lines: Sequence[DigestLine]) -> str:
    """The letter itself: greeting, every demand with its customer, and where to answer."""
    words = translate_count("{count} service demand", "{count} service demands", len(lines))
    parts = [
        _("Dear {head},").format(head=head or department),
        _("customer service recorded {words} for {department} by the end of {day}:").format(
            words=words, department=department, day=day.isoformat()
        ),
        *(_one(place, line) for place, line in enumerate(lines, 1)),
        _("Please let customer service know what becomes of each; its number is enough. This mail was sent by the portal."),
    ]
    return "\n\n".join(parts) + "\n"


def _one(place: int, line: DigestLine) -> str:
    said = [f"{place}. {line.number}  {line.customer}", f"   {line.wish.replace(chr(10), chr(10) + '   ')}"]
    if line.due_on:
        said.append("   " + _("Wanted by {day}").format(day=line.due_on.isoformat()))
    said.append("   " + _("Recorded by {name}, {time}").format(name=line.by, time=line.recorded))
    return "\n".join(said)
