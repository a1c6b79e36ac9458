"""Every dispatch order as a list with filters, pages and Excel."""

from collections.abc import Collection, Sequence
from typing import Any

from portal.db.queries import orders
from portal.db.queries.orders import OrderFilter, OrderRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.dispatch import WITH_ENGINEER, OrderStatus
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.order.marks import order_mark
from portal.ui.periods import period
from portal.ui.status import exact

ON_THEIR_WAY = "with_engineers"


def all_orders(look: Look) -> Listing:
    """The list, with the engineers there are to choose from."""
    engineers = {str(engineer.id): engineer.name for engineer in orders.engineers(look.session)}
    return Listing(
        name="orders",
        columns=[
            Column(name="status", title=N_("State"), kind="mark", value=lambda row: order_mark(row.status), width=120),
            Column(name="number", title=N_("Order"), width=115),
            Column(name="ticket_number", title=N_("Ticket"), width=115),
            Column(name="customer", title=N_("Customer"), width=95),
            Column(name="symptom", title=N_("Symptom"), width=190),
            Column(name="engineer", title=N_("Engineer"), width=65),
            Column(name="starts_at", title=N_("Appointment"), value=lambda row: exact(row.starts_at)[:-3], width=125),
            Column(name="arrived_at", title=N_("Arrived"), value=lambda row: exact(row.arrived_at)[:-3], width=125),
            Column(name="left_at", title=N_("Left"), value=lambda row: exact(row.left_at)[:-3], width=125),
        ],
        filters=[
            Filter(name="state", title=N_("State"), choices=_states),
            Filter(name="engineer", title=N_("Engineer"), choices=lambda: engineers),
            Filter(name="period", title=N_("Appointment"), kind="period"),
            Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Number of order or ticket"), width=1.4),
        ],
        rows=_rows,
        place=lambda row: row.id,
        count=lambda looking, values: Count(*orders.count_orders(looking.session, _filter(looking, values))),
        words=lambda number: translate_count("{count} order matches", "{count} orders match", number),
        opens=lambda row: ("dispatch-order", row.number),
        empty=_("No order matches. Widen the filters."),
    )


def _states() -> dict[str, str]:
    return {ON_THEIR_WAY: _("With engineers"), **{status.value: status.label for status in OrderStatus}}


def _asked_states(state: str) -> Collection[OrderStatus]:
    if state == ON_THEIR_WAY:
        return WITH_ENGINEER
    return [OrderStatus(state)] if state else []


def _filter(look: Look, values: Values) -> OrderFilter:
    within = period(values["period"], look.now)
    return OrderFilter(
        states=_asked_states(values["state"]),
        engineer_id=int(values["engineer"]) if values["engineer"] else None,
        since=within[0] if within else None,
        until=within[1] if within else None,
        number=values["find"],
    )


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[OrderRow]:
    return orders.orders_matching(look.session, _filter(look, values), after, limit)
