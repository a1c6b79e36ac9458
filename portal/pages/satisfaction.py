"""Satisfaction: how many customers were content, against target; the answers behind each figure; and who is still to be asked."""

from portal.i18n import _, translate
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.satisfaction import answers, asking, figures
from portal.ui.satisfaction.spans import SPANS
from portal.ui.views import chosen_view

with gate.looking(Right.SEE_SATISFACTION) as look:
    screen.heading(_("Satisfaction"), _("What customers say after their request was solved; 4 and 5 of 5 count as satisfied."))
    spans = {name: translate(title) for name, title in SPANS.items()}
    span = chosen_view("span", _("Customers asked in"), spans, first="month")
    figures.figures(span)
    lists.show(answers.all_answers(look, span), look)
    if look.actor.may(Right.ASK_SURVEY):
        asking.asking(look)
