"""The answers behind the figures, with marks and words, each leading to its ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.db.queries import satisfaction
from portal.db.queries.figures import ticket_owners
from portal.db.queries.satisfaction import AnswerFilter, AnswerRow
from portal.db.queries.shared import shared
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.surveys import is_satisfied
from portal.rules.tickets import Category
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Mark, Values
from portal.ui.satisfaction.spans import span
from portal.ui.status import exact

MARKS = {"satisfied": True, "not": False}
COUNTED = 10_000


def all_answers(look: Look, chosen: str) -> Listing:
    """The list of answers whose customer was asked in the chosen months."""
    people = {str(id): name for id, name in ticket_owners(look.session).items()}

    def asked(looking: Look, values: Values) -> AnswerFilter:
        since, until = span(chosen, looking.now).moments
        return AnswerFilter(
            since=since,
            until=until,
            owner_id=int(values["owner"]) if values["owner"] else None,
            category=Category(values["category"]) if values["category"] else None,
            satisfied=MARKS.get(values["mark"]),
        )

    def rows(looking: Look, values: Values, after: Any, limit: int) -> Sequence[AnswerRow]:
        return satisfaction.answers(looking.session, asked(looking, values), _place_of(after), limit)

    def count(looking: Look, values: Values) -> Count:
        wanted = asked(looking, values)
        number = shared(looking.session, "answers", wanted, lambda: satisfaction.count_answers(looking.session, wanted, COUNTED))
        return Count(number, number >= COUNTED)

    return Listing(
        name="answers",
        columns=[
            Column(name="verdict", title=N_("Result"), kind="mark", value=_verdict, width=90),
            Column(name="overall", title=N_("Overall"), kind="number", width=78),
            Column(name="marks", title=N_("Speed, ability, attitude"), value=_marks, width=132, exported=False),
            Column(name="speed", title=N_("Speed"), kind="number", shown=False),
            Column(name="ability", title=N_("Ability"), kind="number", shown=False),
            Column(name="attitude", title=N_("Attitude"), kind="number", shown=False),
            Column(name="customer", title=N_("Customer"), width=105),
            Column(name="owner", title=N_("Judged"), width=75),
            Column(name="symptom", title=N_("Symptom"), width=140),
            # Where the screen is narrow the end of its words is cut off, and nothing else.
            Column(name="comment", title=N_("In the customer's words")),
            Column(
                name="through",
                title=N_("Asked"),
                value=lambda row: row.answered_through.label if row.answered_through else "",
                shown=False,
            ),
            Column(name="answered_at", title=N_("Answered at"), value=lambda row: exact(row.answered_at)[:-3], width=125),
            Column(name="ticket_number", title=N_("Ticket"), width=115),
        ],
        filters=[
            Filter(name="mark", title=N_("Result"), choices=lambda: {"satisfied": _("Satisfied"), "not": _("Not satisfied")}),
            Filter(name="owner", title=N_("Person"), choices=lambda: people),
            Filter(name="category", title=N_("Category"), choices=Category),
        ],
        rows=rows,
        place=lambda row: (row.sent_at.isoformat(), row.id),
        count=count,
        words=lambda number: translate_count("{count} answer", "{count} answers", number),
        opens=lambda row: ("ticket", row.ticket_number),
        empty=_("No answer matches. Answers appear here as customers give them."),
    )


def _place_of(after: Any) -> tuple[datetime, int] | None:
    return (datetime.fromisoformat(after[0]), after[1]) if after else None


def _marks(row: AnswerRow) -> str:
    return " · ".join("–" if mark is None else str(mark) for mark in (row.speed, row.ability, row.attitude))


def _verdict(row: AnswerRow) -> Mark:
    satisfied = row.overall is not None and is_satisfied(row.overall)
    return Mark(_("Satisfied"), "green") if satisfied else Mark(_("Not satisfied"), "red")
