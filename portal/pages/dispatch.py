"""Dispatch: what waits for the service manager's decision, who is where this week, and every order."""

from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.order import board, week
from portal.ui.order.listing import all_orders
from portal.ui.views import chosen_view

with gate.looking(Right.SEE_DISPATCH) as look:
    screen.heading(_("Dispatch"), _("Requests to check, orders on their way, visits to write off."))
    board.decisions()
    views = {"week": _("Week by engineer"), "orders": _("All orders")}
    if chosen_view("view", _("View"), views, first="week") == "orders":
        lists.show(all_orders(look), look)
    else:
        week.week(look)
