"""Dispatch: what waits for the service manager's decision, who is where this week, and every order."""

from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.live import live
from portal.ui.order import board
from portal.ui.order.listing import all_orders
from portal.ui.order.week import week
from portal.ui.views import chosen_view


@live(seconds=5)
def orders() -> None:
    """What waits, and where everybody is."""
    with gate.looking(Right.SEE_DISPATCH) as look:
        board.figures(look)
        board.waiting(look)
        views = {"week": _("Week by engineer"), "orders": _("All orders")}
        if chosen_view("view", N_("View"), views, first="week") == "orders":
            lists.show(all_orders(look), look)
        else:
            week(look)


with gate.looking(Right.SEE_DISPATCH):
    screen.heading(_("Dispatch"), _("Requests to check, orders on their way, visits to write off."))
    orders()
