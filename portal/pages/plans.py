"""Service plans: how far each project's year has come, what waits to be agreed, who has no plan yet (rule A-08)."""

from datetime import date
from functools import partial

import streamlit as st

from portal import clock
from portal.actions.deed import Outcome
from portal.actions.plans import ProposePlans, propose_plans
from portal.db.queries import plan_lists
from portal.db.queries.plan_lists import COUNTED_TO, PlanFilter
from portal.db.queries.shared import shared
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right
from portal.rules.plans import PlanStatus
from portal.ui import forms, gate, list_filters, lists, screen
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look
from portal.ui.plan import listing
from portal.ui.told import told
from portal.ui.views import chosen_view

AT_ONCE = 100


def shown(number: int) -> str:
    """A count that may have stopped at its cap."""
    return f"{number}+" if number >= COUNTED_TO else str(number)


def _narrow(values: dict[str, str]) -> None:
    st.query_params["list"] = listing.PLANS
    list_filters.put(listing.PLANS, {"state": "", "responsible": "", "late": "", **values})


def _show_unplanned() -> None:
    st.query_params["list"] = listing.UNPLANNED


def figures(look: Look, year: int, today: date, without: int) -> None:
    """What needs somebody: overdue items, plans to agree, projects without a plan."""

    def count(**asked: object) -> str:
        which = PlanFilter(year, **asked)  # type: ignore[arg-type]
        name = f"plans {'overdue' if which.overdue else which.status}"
        return shown(shared(look.session, name, (year, today), lambda: plan_lists.count_plans(look.session, which, today)))

    late, proposed, agreed = {"late": "1"}, {"state": PlanStatus.PROPOSED.value}, {"state": PlanStatus.AGREED.value}
    of_year = _("plans of {year}").format(year=year)
    four = [
        Figure("late", _("Overdue"), count(overdue=True), _("plans with overdue items"), partial(_narrow, late)),
        Figure("agree", _("To be agreed"), count(status=PlanStatus.PROPOSED), _("proposed"), partial(_narrow, proposed)),
        Figure("agreed", _("Agreed"), count(status=PlanStatus.AGREED), of_year, partial(_narrow, agreed)),
        Figure("without", _("Without a plan"), shown(without), _("projects taken over"), _show_unplanned),
    ]
    figure_row("plan-figures", four)


def proposing(look: Look, year: int) -> None:
    """Plans for several projects at once; the person sees for which before it is done."""
    popover = st.popover(
        _("Propose plans"), icon=":material/auto_awesome:", type="primary", key=f"plans.propose.{year}.open", on_change="rerun"
    )
    if not popover.open:
        return
    rows = plan_lists.projects_without_plan(look.session, year, limit=AT_ONCE)
    with popover:
        st.caption(_("Proposed from the customer's importance and right to service; each can be adjusted before it is agreed."))
        forms.command_form(
            f"plans.propose.{year}", ProposePlans, propose_plans, fixed={"year": year},
            options={"project_ids": {str(row.id): f"{row.customer} · {row.project}" for row in rows}},
            initial={"project_ids": [row.id for row in rows]},
            submit=_("Propose the chosen plans"), done=proposed,
        )  # fmt: skip


def proposed(outcome: Outcome) -> str:
    """How many were made."""
    return translate_count("{count} plan is proposed.", "{count} plans are proposed.", int(outcome.facts["made"]))


with gate.looking(Right.SEE_PLANS) as look:
    screen.heading(_("Service plans"), _("What is intended for each project this year, month by month, and how far it has come."))
    today = clock.at_the_office(look.now).date()
    years = {str(year): str(year) for year in (today.year - 1, today.year, today.year + 1)}
    with st.container(horizontal=True, vertical_alignment="center"):
        year = int(chosen_view("year", N_("Year"), years, first=str(today.year)))
        without = shared(look.session, "unplanned", year, lambda: plan_lists.count_without_plan(look.session, year))
        if without and look.actor.may(Right.PLAN_SERVICE):
            proposing(look, year)
    told(f"plans.propose.{year}", proposed)
    figures(look, year, today, without)
    views = {listing.PLANS: _("Plans"), listing.UNPLANNED: _("Without a plan")}
    if chosen_view("list", N_("Show"), views, first=listing.PLANS) == listing.PLANS:
        lists.show(listing.plans_of(look, year), look)
    else:
        lists.show(listing.without_plan(year), look)
