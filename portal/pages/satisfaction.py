"""Satisfaction: how many customers were content, against target; the answers behind each figure; and who is still to be asked."""

from functools import partial

import streamlit as st

from portal.i18n import N_, _, translate
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.folded import folded
from portal.ui.live import live
from portal.ui.satisfaction.answers import all_answers
from portal.ui.satisfaction.asking import asking
from portal.ui.satisfaction.figures import figures
from portal.ui.satisfaction.spans import SPANS, span
from portal.ui.views import chosen_view


@live(seconds=5)
def results() -> None:
    """Figures, charts and the answers behind them; an answer given anywhere shows here."""
    with gate.looking(Right.SEE_SATISFACTION) as look:
        spans = {name: translate(title) for name, title in SPANS.items()}
        chosen = chosen_view("span", N_("Customers asked in"), spans, first="month")
        figures(look, span(chosen, look.now))
        lists.show(all_answers(look, chosen), look)


with gate.looking(Right.SEE_SATISFACTION) as look:
    screen.heading(_("Satisfaction"), _("What customers say after their request was solved; 4 and 5 of 5 count as satisfied."))
    results()
    if look.actor.may(Right.ASK_SURVEY):
        by_link = "ask" in st.query_params
        folded(_("Ask the customer"), partial(asking, look), key="asking", icon="outgoing_mail", opened=by_link)
