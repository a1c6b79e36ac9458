"""Rights to service that end soon or have ended, as a list and by month (rule A-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import streamlit as st

from portal import clock
from portal.db.queries import plan_lists, service_ends
from portal.db.queries.service_ends import COUNTED_TO, EndingFilter, EndingRow, Place
from portal.db.queries.shared import shared
from portal.db.queries.standards import standards_on
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.entitlement import EntitlementKind
from portal.ui import charts, list_filters
from portal.ui.charts import Axis, Chart, Series
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Mark, Values
from portal.ui.service.spans import AHEAD, month_of, month_words, months_from

ENDINGS = "endings"
ENDING, ENDED = "ending", "ended"
MEANINGS = {EntitlementKind.JOINT: "third", EntitlementKind.FREE: "accent", EntitlementKind.CONTRACT: "second"}


@dataclass(frozen=True)
class Window:
    """The days that the list is about, and whether it begins with the latest."""

    first: date
    last: date
    latest_first: bool = False


def today_of(look: Look) -> date:
    """The office's day."""
    return clock.at_the_office(look.now).date()


def soon(look: Look) -> Window:
    """From today to the last day of which is warned."""
    today = today_of(look)
    return Window(today, today + timedelta(days=standards_on(look.session, today).number("entitlement.warn_days")))


def over(look: Look) -> Window:
    """What has ended lately; what ended longer ago is in the archive of each customer."""
    today = today_of(look)
    days = standards_on(look.session, today).number("entitlement.ended_days")
    return Window(today - timedelta(days=days), today - timedelta(days=1), latest_first=True)


def count(look: Look, window: Window) -> int:
    """How many rights end in a window, counted to COUNTED_TO."""
    return service_ends.count_endings(look.session, EndingFilter(window.first, window.last))


def listing(look: Look) -> Listing:
    """The endings with the days left and who is responsible."""
    people = {str(id): name for id, name in plan_lists.responsible_people(look.session).items()}
    today = today_of(look)
    return Listing(
        name=ENDINGS,
        columns=[
            Column(name="left", title=N_("Days left"), kind="mark", value=partial(_left, today, soon(look).last), width=112),
            Column(name="customer", title=N_("Customer"), width=130),
            Column(name="kind", title=N_("Right to service"), value=lambda row: row.kind.label, width=115),
            Column(name="ends_on", title=N_("Last day"), width=95),
            Column(name="name", title=N_("Project or contract"), width=125),
            Column(name="responsible", title=N_("Responsible"), width=92),
            Column(name="agreed", title=N_("What was agreed"), shown=False),
            Column(name="customer_number", title=N_("Customer number"), shown=False),
        ],
        filters=[
            Filter(name="ends", title=N_("Which"), kind="segments", choices=_which, first=ENDING),
            Filter(name="right", title=N_("Right to service"), choices=_rights),
            Filter(name="responsible", title=N_("Responsible"), choices=lambda: people),
            Filter(name="month", title=N_("Month"), kind="given", label=lambda text: text if month_of(text) else None),
        ],
        rows=_rows,
        place=service_ends.place_of,
        count=_count,
        words=lambda number: translate_count("{count} right to service", "{count} rights to service", number),
        opens=lambda row: ("entitlement", row.customer_number),
        empty=_("Nothing ends in this time without something following it."),
    )


def _which() -> dict[str, str]:
    return {ENDING: _("Ending soon"), ENDED: _("Ended")}


def _rights() -> dict[str, str]:
    return {kind.value: kind.label for kind in MEANINGS}


def _left(today: date, warned_until: date, row: EndingRow) -> Mark:
    days = (row.ends_on - today).days
    if days < 0:
        return Mark(translate_count("{count} day ago", "{count} days ago", -days), "red")
    words = _("last day today") if days == 0 else translate_count("{count} day left", "{count} days left", days)
    return Mark(words, "orange" if row.ends_on <= warned_until and not row.agreed else "gray")


def _window(look: Look, values: Values) -> Window:
    month = month_of(values["month"])
    if month is not None:
        first, last = months_from(month, 1)[0]
        return Window(max(first, today_of(look)) if month_words(today_of(look)) == values["month"] else first, last)
    return over(look) if values["ends"] == ENDED else soon(look)


def _asked(window: Window, values: Values) -> EndingFilter:
    return EndingFilter(
        window.first,
        window.last,
        kind=EntitlementKind(values["right"]) if values["right"] else None,
        responsible_id=int(values["responsible"]) if values["responsible"] else None,
    )


def _rows(look: Look, values: Values, after: Place | None, limit: int) -> Sequence[EndingRow]:
    window = _window(look, values)
    return service_ends.endings(look.session, _asked(window, values), after, limit, latest_first=window.latest_first)


def _count(look: Look, values: Values) -> Count:
    number = service_ends.count_endings(look.session, _asked(_window(look, values), values))
    return Count(number, number >= COUNTED_TO)


def narrow(**values: str) -> None:
    """Show the rows behind a figure or a bar. A callback's work."""
    st.query_params["show"] = ENDINGS
    list_filters.put(ENDINGS, {"ends": "", "right": "", "responsible": "", "month": "", **values})


def chart(look: Look) -> None:
    """What ends in the coming months, by kind."""
    today = today_of(look)
    months = months_from(today.replace(day=1), AHEAD)
    months[0] = (today, months[0][1])
    counted = shared(look.session, "endings", today, lambda: service_ends.endings_by_month(look.session, months))
    rows: dict[str, dict[str, object]] = {
        month_words(first): {"month": month_words(first), **{kind.value: 0 for kind in MEANINGS}} for first, _last in months
    }
    for bar in counted:
        rows[month_words(bar.month)][bar.kind.value] = bar.number
    st.subheader(_("Ends in the coming months"), anchor=False)
    charts.stacked_bars(
        Chart(
            key="entitlement.endings",
            rows=list(rows.values()),
            along=Axis("month", _("Month"), "nominal"),
            series=[Series(kind.value, kind.label, meaning) for kind, meaning in MEANINGS.items()],
            unit=_("rights to service"),
            alt=_("Bars: joint periods, free periods and contracts that end in each of the coming months"),
            picked=_pick,
        )
    )
    if any(bar.number >= service_ends.A_BAR_COUNTS_TO for bar in counted):
        st.caption(_("Counted to {number} a bar.").format(number=service_ends.A_BAR_COUNTS_TO))


def _pick(month: str) -> None:
    narrow(month=month)
