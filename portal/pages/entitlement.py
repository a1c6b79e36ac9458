"""Rights and upgrades: what ends soon, what was served without a right, who runs which version (rules A-07, A-09)."""

import re
from functools import partial

import streamlit as st

from portal.db.queries import customers
from portal.db.queries import upgrades as upgrade_queries
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.service_ends import COUNTED_TO
from portal.db.queries.shared import shared
from portal.errors import NotFound
from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.rules.upgrades import OPEN_UPGRADES
from portal.ui import gate, lists, screen
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look
from portal.ui.service import customer, endings, served, upgrades, versions
from portal.ui.service.endings import Window
from portal.ui.views import chosen_view

CUSTOMER = re.compile(r"C-\d{4}-\d{4,12}", re.ASCII)
UPGRADE = re.compile(r"U-\d{4}-\d{4,12}", re.ASCII)


def asked_for(look: Look, number: str) -> CustomerFacts:
    """The customer that the address names by its own number or an upgrade's. Raises NotFound."""
    if UPGRADE.fullmatch(number):
        number = upgrade_queries.customer_of_upgrade(look.session, number) or ""
    if not CUSTOMER.fullmatch(number):
        raise NotFound
    return customers.customer_numbered(look.session, number)


def shown(number: int) -> str:
    """A count that may have stopped at its cap."""
    return f"{number}+" if number >= COUNTED_TO else str(number)


def _show_upgrades() -> None:
    st.query_params["show"] = upgrades.UPGRADES


def counted(look: Look, soon: Window, over: Window) -> tuple[int, int, int, int]:
    """How many end soon, have ended, were served without a right, are on their way; the same for everybody."""
    upgrades_open = upgrade_queries.count_upgrades(look.session, sorted(OPEN_UPGRADES))
    return endings.count(look, soon), endings.count(look, over), served.without_right(look), upgrades_open


def figures(look: Look) -> None:
    """What ends, what has ended, what was served without a right, what is on its way."""
    today = endings.today_of(look)
    soon, over = endings.soon(look), endings.over(look)
    ending, ended, without, on_their_way = shared(look.session, "rights", (soon, over), lambda: counted(look, soon, over))
    within = _("within {days} days").format(days=(soon.last - soon.first).days)
    ago = _("in the last {days} days").format(days=(today - over.first).days)
    four = [
        Figure("soon", _("Ending soon"), shown(ending), within, partial(endings.narrow, ends=endings.ENDING)),
        Figure("over", _("Ended"), shown(ended), ago, partial(endings.narrow, ends=endings.ENDED)),
        Figure(
            "without", _("Served without a right"), shown(without), _("tickets this month"),
            partial(served.narrow_to_this_month, today),
        ),
        Figure("upgrades", _("Upgrades on their way"), shown(on_their_way), _("offered or scheduled"), _show_upgrades),
    ]  # fmt: skip
    figure_row("entitlement", four)


def overview(look: Look) -> None:
    """The figures, and one of four views."""
    screen.heading(
        _("Rights and upgrades"),
        _("Who is served by what right and until when, who runs which version, what is on its way."),
    )
    figures(look)
    views = {
        endings.ENDINGS: _("Ending and ended"), served.SERVED: _("Work by right"), versions.INSTALLED: _("Versions"),
        upgrades.UPGRADES: _("Upgrades"),
    }  # fmt: skip
    view = chosen_view("show", N_("Show"), views, first=endings.ENDINGS)
    if view == versions.INSTALLED:
        versions.draw(look)
    elif view == upgrades.UPGRADES:
        lists.show(upgrades.listing(), look)
    else:
        part = served if view == served.SERVED else endings
        left, right = st.columns([3, 1.3], gap="large")
        with left:
            lists.show(part.listing(look), look)
        with right:
            part.chart(look)


with gate.looking(Right.SEE_UPGRADES) as look:
    number = st.query_params.get("id", "").strip().upper()
    if number:
        customer.draw(look, asked_for(look, number))
    else:
        overview(look)
