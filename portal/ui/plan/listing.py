"""The plans of a year as a list, and the projects that have none (rule A-08)."""

from collections.abc import Mapping, Sequence
from functools import partial

from portal import clock
from portal.db.queries import plan_lists
from portal.db.queries.plan_lists import COUNTED_TO, PlanFilter, PlanRow, UnplannedRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.plans import PlanStatus, Progress
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Mark, Values
from portal.ui.plan.overview import plan_mark, progress_words

PLANS, UNPLANNED = "plans", "unplanned"


def plans_of(look: Look, year: int) -> Listing:
    """The plans of a year with what is done and overdue."""
    people = {str(id): name for id, name in plan_lists.responsible_people(look.session).items()}
    return Listing(
        name=PLANS,
        columns=[
            Column(name="customer", title=N_("Customer"), width=160),
            Column(name="project", title=N_("Project"), width=200),
            Column(name="importance", title=N_("Importance"), value=lambda row: row.importance.label, width=105),
            Column(name="status", title=N_("State"), kind="mark", value=lambda row: plan_mark(row.status), width=90),
            Column(name="progress", title=N_("Progress"), value=_progress, width=120),
            Column(name="overdue", title=N_("Overdue"), kind="mark", value=_overdue, width=90),
            Column(name="responsible", title=N_("Responsible"), width=90),
            Column(name="number", title=N_("Plan"), width=115),
        ],
        filters=[
            Filter(name="state", title=N_("State"), choices=PlanStatus),
            Filter(name="responsible", title=N_("Responsible"), choices=lambda: people),
            Filter(name="late", title=N_("Only with overdue items"), kind="switch"),
        ],
        rows=partial(_plans, year),
        place=lambda row: row.id,
        count=partial(_count_plans, year),
        words=lambda number: translate_count("{count} plan matches", "{count} plans match", number),
        opens=lambda row: ("plan", row.number),
        empty=_("No plan matches. Plans are proposed for projects that the department has taken over."),
    )


def _progress(row: PlanRow) -> str:
    return progress_words(Progress(planned=row.planned, done=row.done))


def _overdue(row: PlanRow) -> Mark | None:
    return Mark(_("{count} overdue").format(count=row.overdue), "red") if row.overdue else None


def _asked(year: int, values: Values) -> PlanFilter:
    return PlanFilter(
        year,
        status=PlanStatus(values["state"]) if values["state"] else None,
        responsible_id=int(values["responsible"]) if values["responsible"] else None,
        overdue=bool(values["late"]),
    )


def _plans(year: int, look: Look, values: Values, after: int | None, limit: int) -> Sequence[PlanRow]:
    return plan_lists.plans_of_year(look.session, _asked(year, values), clock.at_the_office(look.now).date(), after, limit)


def _count_plans(year: int, look: Look, values: Values) -> Count:
    number = plan_lists.count_plans(look.session, _asked(year, values), clock.at_the_office(look.now).date())
    return Count(number, number >= COUNTED_TO)


def without_plan(year: int) -> Listing:
    """The projects that were taken over and have no plan of a year."""
    return Listing(
        name=UNPLANNED,
        columns=[
            Column(name="customer", title=N_("Customer"), width=200),
            Column(name="project", title=N_("Project"), width=260),
            Column(name="importance", title=N_("Importance"), value=lambda row: row.importance.label, width=120),
            Column(name="taken_over_on", title=N_("Taken over on"), width=120),
            Column(name="responsible", title=N_("Responsible"), width=110),
            Column(name="planned_year", title=N_("Last planned"), value=lambda row: row.planned_year or "", width=110),
        ],
        rows=partial(_unplanned, year),
        place=lambda row: (row.planned_year, row.id),
        count=partial(_count_unplanned, year),
        words=lambda number: translate_count("{count} project without a plan", "{count} projects without a plan", number),
        opens=lambda row: ("entitlement", row.customer_number),
        empty=_("Every project that was taken over has a plan."),
    )


def _unplanned(
    year: int, look: Look, values: Mapping[str, str], after: tuple[int, int] | None, limit: int
) -> Sequence[UnplannedRow]:
    return plan_lists.projects_without_plan(look.session, year, after, limit)


def _count_unplanned(year: int, look: Look, values: Mapping[str, str]) -> Count:
    number = plan_lists.count_without_plan(look.session, year)
    return Count(number, number >= COUNTED_TO)
