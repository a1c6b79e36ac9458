"""Demands as a list: by department, state and day (rule F-06)."""

from collections.abc import Sequence
from typing import Any

from portal.db.queries import demands
from portal.db.queries.demands import DemandFilter, DemandRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.demands import DemandStatus
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.periods import period
from portal.ui.status import Colour, Mark, exact, short

COLOURS: dict[DemandStatus, Colour] = {
    DemandStatus.RECORDED: "gray",
    DemandStatus.SENT: "blue",
    DemandStatus.IN_HAND: "orange",
    DemandStatus.DONE: "green",
    DemandStatus.DECLINED: "gray",
}


def all_demands(look: Look) -> Listing:
    """The list, with the departments there are to choose from."""
    departments = {str(row.id): row.name for row in demands.departments(look.session, gone=True)}
    return Listing(
        name="demands",
        columns=[
            Column(name="status", title=N_("State"), kind="mark", value=_mark, width=125),
            Column(name="department", title=N_("Department"), width=95),
            Column(name="customer", title=N_("Customer"), width=120),
            Column(name="due_on", title=N_("Wanted by"), value=lambda row: row.due_on and row.due_on.isoformat(), width=95),
            Column(name="recorded_at", title=N_("Recorded"), value=lambda row: short(row.recorded_at, look.now), width=95),
            Column(name="by", title=N_("By"), width=70),
            Column(name="day", title=N_("Digest"), value=lambda row: row.day and row.day.isoformat(), width=95),
            Column(name="answer", title=N_("Answer"), shown=False),
            Column(name="done_at", title=N_("Met"), value=lambda row: exact(row.done_at), shown=False),
            Column(name="number", title=N_("Number"), width=115),
            # Last: where the screen is narrow the end of its words is cut off, and nothing else.
            Column(name="wish", title=N_("What the customer asks for")),
        ],
        filters=[
            Filter(name="state", title=N_("State"), choices=DemandStatus),
            Filter(name="department", title=N_("Department"), choices=lambda: departments),
            Filter(name="period", title=N_("Recorded"), kind="period"),
            Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Number of the demand"), width=1.4),
        ],
        rows=_rows,
        place=lambda row: row.id,
        count=lambda looking, values: Count(*demands.count_demands(looking.session, _filter(looking, values))),
        words=lambda number: translate_count("{count} demand matches", "{count} demands match", number),
        opens=lambda row: ("demands", row.number),
        empty=_("No demand matches. Demands come up in first visits and on a customer's page."),
    )


def _mark(row: DemandRow) -> Mark:
    return Mark(row.status.label, COLOURS[row.status])


def _filter(look: Look, values: Values) -> DemandFilter:
    within = period(values["period"], look.now)
    return DemandFilter(
        department_id=int(values["department"]) if values["department"] else None,
        status=DemandStatus(values["state"]) if values["state"] else None,
        since=within[0] if within else None,
        until=within[1] if within else None,
        number=values["find"],
    )


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[DemandRow]:
    return demands.demands(look.session, _filter(look, values), after, limit)
