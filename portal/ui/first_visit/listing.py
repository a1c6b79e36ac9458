"""First visits as a list: what is due first stands first, what is overdue is marked."""

from collections.abc import Sequence
from typing import Any, cast

from portal.db.queries import first_visits
from portal.db.queries.first_visits import VisitRow, Whose
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate, translate_count
from portal.rules.due_words import due_words
from portal.rules.first_visits import FirstVisitStatus
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.status import Mark, short

WHOSE = {"mine": N_("Mine"), "free": N_("Not taken yet"), "open": N_("All to be called"), "over": N_("Over")}


def due_mark(row: VisitRow, look: Look) -> Mark:
    """How long until the next call, or how late it is; where the visit stands once it is over."""
    if row.status is not FirstVisitStatus.OPEN:
        return Mark(row.status.label, "green" if row.status is FirstVisitStatus.CLOSED else "gray")
    return Mark(due_words(row.next_at, look.now), "red" if row.next_at < look.now else "blue")


def all_visits(look: Look, first: str) -> Listing:
    """The list; `first` is what it shows at first."""
    return Listing(
        name="first-visits",
        columns=[
            Column(name="due", title=N_("Due"), kind="mark", value=lambda row: due_mark(row, look), width=130),
            Column(name="next_at", title=N_("Call at"), value=lambda row: short(row.next_at, look.now), width=95),
            Column(name="customer", title=N_("Customer"), width=230),
            Column(name="region", title=N_("Region"), width=70),
            Column(name="attempts", title=N_("Attempts"), kind="number", width=75),
            Column(name="agent", title=N_("Agent"), width=80),
            Column(name="submitted_by", title=N_("Handed over by"), width=95),
            Column(name="submitted_at", title=N_("Handed over"), value=lambda row: short(row.submitted_at, look.now), width=95),
            Column(name="number", title=N_("Number"), width=115),
        ],
        filters=[Filter(name="show", title=N_("Show"), kind="segments", choices=_whose, first=first)],
        rows=_rows,
        place=lambda row: (row.next_at, row.id),
        count=lambda looking, values: Count(*first_visits.count_first_visits(looking.session, _asked(values), looking.me)),
        words=lambda number: translate_count("{count} first visit", "{count} first visits", number),
        opens=lambda row: ("first-visit", row.number),
        empty=_("No first visit is here. New ones appear when Sales hands a customer over."),
    )


def _whose() -> dict[str, str]:
    return {value: translate(words) for value, words in WHOSE.items()}


def _asked(values: Values) -> Whose:
    return cast(Whose, values["show"])


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[VisitRow]:
    return first_visits.first_visits(look.session, _asked(values), look.me, after, limit)
