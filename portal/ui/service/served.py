"""Work under contract and work without any right, ticket by ticket and by month (rule A-07)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from portal.db.queries import served_tickets
from portal.db.queries.served_tickets import COUNTED_TO, PAID_WORK, ServedFilter, ServedRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.entitlement import EntitlementKind
from portal.ui import charts, list_filters
from portal.ui.charts import Axis, Chart, Series
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.service.endings import today_of
from portal.ui.service.spans import BACK, moments, month_of, month_words, months_from
from portal.ui.status import exact

SERVED = "served"
MEANINGS = {EntitlementKind.CONTRACT: "accent", EntitlementKind.NONE: "broken"}


def without_right(look: Look) -> int:
    """How many tickets of this month were registered for customers without any right, counted to COUNTED_TO."""
    since, until = moments(today_of(look).replace(day=1))
    return served_tickets.count_served(look.session, ServedFilter(EntitlementKind.NONE, since, until))


def listing(look: Look) -> Listing:
    """The tickets of a month by the right they were served by."""
    months = [month_words(first) for first, _last in reversed(months_from(today_of(look).replace(day=1), -2 * BACK))]
    return Listing(
        name=SERVED,
        columns=[
            Column(name="registered_at", title=N_("Registered"), value=lambda row: exact(row.registered_at)[:-3], width=130),
            Column(name="customer", title=N_("Customer"), width=130),
            Column(name="symptom", title=N_("Symptom"), width=195),
            Column(name="owner", title=N_("Owner"), width=70),
            Column(name="responsible", title=N_("Responsible"), width=75),
            Column(name="number", title=N_("Ticket"), width=115),
        ],
        filters=[
            Filter(name="by", title=N_("Served by"), kind="segments", choices=_rights, first=EntitlementKind.NONE.value),
            Filter(name="in", title=N_("Month"), choices=lambda: {month: month for month in months}),
        ],
        rows=_rows,
        place=lambda row: (row.registered_at, row.id),
        count=_count,
        words=lambda number: translate_count("{count} ticket matches", "{count} tickets match", number),
        opens=lambda row: ("ticket", row.number),
        empty=_("No ticket of this time was served so."),
    )


def _rights() -> dict[str, str]:
    return {kind.value: kind.label for kind in PAID_WORK}


def _asked(look: Look, values: Values) -> ServedFilter:
    month = month_of(values["in"])
    this_month = today_of(look).replace(day=1)
    if month is not None:
        since, until = moments(month)
    else:
        since, until = moments(months_from(this_month, -BACK)[0][0])[0], moments(this_month)[1]
    return ServedFilter(EntitlementKind(values["by"]), since, until)


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[ServedRow]:
    return served_tickets.served_tickets(look.session, _asked(look, values), after, limit)


def _count(look: Look, values: Values) -> Count:
    number = served_tickets.count_served(look.session, _asked(look, values))
    return Count(number, number >= COUNTED_TO)


def narrow(month: str, kind: EntitlementKind = EntitlementKind.NONE) -> None:
    """Show the rows behind a figure or a bar. A callback's work."""
    st.query_params["show"] = SERVED
    list_filters.put(SERVED, {"by": kind.value, "in": month})


def narrow_to_this_month(today: date) -> None:
    """The tickets of this month without any right."""
    narrow(month_words(today))


def chart(look: Look) -> None:
    """Tickets under contract and without any right, by month."""
    firsts = [first for first, _last in months_from(today_of(look).replace(day=1), -BACK)]
    spans = [moments(first) for first in firsts]
    counted = served_tickets.tickets_by_month(look.session, spans)
    rows: dict[str, dict[str, object]] = {
        month_words(first): {"month": month_words(first), **{kind.value: 0 for kind in PAID_WORK}} for first in firsts
    }
    for since, kind, number in counted:
        rows[month_words(since.date())][kind.value] = number
    st.subheader(_("Tickets under contract and without a right"), anchor=False)
    charts.stacked_bars(
        Chart(
            key="entitlement.served",
            rows=list(rows.values()),
            along=Axis("month", _("Month"), "nominal"),
            series=[Series(kind.value, kind.label, MEANINGS[kind]) for kind in PAID_WORK],
            unit=_("tickets"),
            alt=_("Bars: tickets registered under contract and without any right in each of the last months"),
            picked=narrow,
        )
    )
    if any(number >= served_tickets.A_BAR_COUNTS_TO for _since, _kind, number in counted):
        st.caption(_("Counted to {number} a bar.").format(number=served_tickets.A_BAR_COUNTS_TO))
