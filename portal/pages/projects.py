"""Projects: all that are on their way from Implementation to the department, and every project there is (rules A-02 to A-05)."""

from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.ui import gate, list_filters, lists, screen
from portal.ui.project import board, listing
from portal.ui.project.new_project import new_project
from portal.ui.views import chosen_view

with gate.looking(Right.SEE_PROJECTS) as look:
    screen.heading(
        _("Projects"), _("From implementation to take-over: documents handed in, joint period, and what is due for take-over.")
    )
    new_project(look)
    asked = listing.filters(look)
    values = list_filters.asked(listing.NAME, asked)
    list_filters.draw(listing.NAME, asked, values)
    if chosen_view("view", N_("View"), {"board": _("On their way"), "all": _("All projects")}, first="board") == "all":
        lists.show_rows(listing.all_projects(look, asked), look, values)
    else:
        board.board(look, listing.narrowed(values))
