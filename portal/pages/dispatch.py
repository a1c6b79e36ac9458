"""Dispatch: what waits for the service manager's decision, who is where this week, and every order."""

from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.ui import gate, list_filters, lists, screen
from portal.ui.order import board, week
from portal.ui.order.listing import all_orders

VIEW = lists.Filter(
    name="view",
    title=N_("View"),
    kind="segments",
    choices=lambda: {"week": _("Week by engineer"), "orders": _("All orders")},
    first="week",
)

with gate.looking(Right.SEE_DISPATCH) as look:
    screen.heading(_("Dispatch"), _("Requests to check, orders on their way, visits to write off."))
    board.decisions()
    values = list_filters.asked("dispatch", [VIEW])
    list_filters.draw("dispatch", [VIEW])
    if values["view"] == "orders":
        lists.show(all_orders(look), look)
    else:
        week.week(look)
