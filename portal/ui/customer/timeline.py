"""The time line on a customer's page: narrowed by kind and period, page by page; a line opens the record it is about."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from portal.db.queries import timeline as questions
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.tickets import Count
from portal.db.queries.timeline import StoryKind, TimelineEntry, TimelineFilter
from portal.i18n import N_, _, translate_count
from portal.navigation import PAGES
from portal.ui import list_filters, lists, status, story
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.periods import period

# The page of a record, by the subject of what happened; where there is none, the ticket it belongs to.
PLACES = {
    "ticket": "ticket", "order": "dispatch-order", "first_visit": "first-visit", "demand": "demands", "project": "project",
    "plan": "plan", "upgrade": "entitlement",
}  # fmt: skip
THERE = {page.address for page in PAGES}
PAGE = 30  # what one reads before narrowing it; a customer's page is long without it
FILTERS = (
    Filter(name="kind", title=N_("Show"), choices=StoryKind),
    Filter(name="period", title=N_("Period"), kind="period"),
)


def show(look: Look, customer: CustomerFacts) -> None:
    """Everything that happened, the latest first."""
    name = f"timeline.{customer.id}"
    values = list_filters.asked(name, FILTERS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(_("Time line"), anchor=False)
        list_filters.draw(name, FILTERS, values)
    lists.show_rows(_listing(look, name, customer), look, values)


def _listing(look: Look, name: str, customer: CustomerFacts) -> Listing:
    return Listing(
        name=name,
        columns=(
            Column(name="at", title=N_("When"), width=125),
            Column(name="what", title=N_("What happened"), width=210),
            Column(name="text", title=N_("In words"), width=260),
            Column(name="person", title=N_("Who"), width=70),
            Column(name="number", title=N_("Record"), width=125),
        ),
        rows=partial(_rows, customer),
        place=lambda line: line.id,
        count=partial(_count, customer),
        words=lambda number: translate_count("{count} entry", "{count} entries", number),
        empty=_("Calls, visits, surveys and changes will stand here, each with who and when."),
        opens=lambda line: line.opens,
        page=PAGE,
    )


@dataclass(frozen=True)
class Line:
    """An entry as it stands in the table."""

    id: int
    at: str
    what: str
    text: str
    person: str
    number: str
    opens: tuple[str, str]


def _wanted(look: Look, customer: CustomerFacts, values: Values) -> TimelineFilter:
    since, until = period(values["period"], look.now) or (None, None)
    kind = StoryKind(values["kind"]) if values["kind"] else None
    return TimelineFilter((customer.id, *customer.merged_ids), kind, since, until)


def _rows(customer: CustomerFacts, look: Look, values: Values, before: Any, limit: int) -> list[Line]:
    entries = questions.timeline(look.session, _wanted(look, customer, values), before, limit)
    people, portal = story.people_in(look, entries), _("Portal")
    return [
        Line(
            entry.id, status.exact(entry.at)[:-3], story.in_words(entry, people), entry.text, entry.person or portal,
            entry.number, _opens(customer, entry),
        )
        for entry in entries
    ]  # fmt: skip


def _count(customer: CustomerFacts, look: Look, values: Values) -> Count:
    number = questions.count_entries(look.session, _wanted(look, customer, values))
    return Count(number, number >= questions.COUNTED_TO)


def _opens(customer: CustomerFacts, entry: TimelineEntry) -> tuple[str, str]:
    place = PLACES.get(entry.subject)
    if place in THERE and entry.number:
        return place, entry.number
    return ("ticket", entry.ticket) if entry.ticket else ("customer", customer.number)
