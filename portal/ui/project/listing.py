"""All projects as a list with filters, pages and Excel; the board is narrowed by the same filters."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal import clock
from portal.db.queries import projects
from portal.db.queries.archive import regions
from portal.db.queries.project_filters import ProjectFilter
from portal.db.queries.projects import ProjectRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.projects import ProjectStatus
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values
from portal.ui.project.marks import documents_word, joint_words, missing_words, stand_mark

NAME = "projects"


def filters(look: Look) -> list[Filter]:
    """By state, region, and whatever one knows of the customer or the project."""
    known = regions(look.session)
    return [
        Filter(name="state", title=N_("State"), choices=ProjectStatus),
        Filter(name="region", title=N_("Region"), choices=lambda: {region: region for region in known}),
        Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Customer, project, number, telephone"), width=2),
    ]


def today_at(look: Look) -> date:
    """The day on the office's calendar."""
    return clock.at_the_office(look.now).date()


def narrowed(values: Values) -> ProjectFilter:
    """What the filters ask for."""
    state = ProjectStatus(values["state"]) if values["state"] else None
    return ProjectFilter(status=state, region=values["region"], words=values["find"])


def columns(today: date) -> list[Column]:
    """What a line says of a project."""
    return [
        Column(name="stand", title=N_("State"), kind="mark", value=lambda row: stand_mark(row, today), width=125),
        Column(name="documents", title=N_("Documents"), value=documents_word, width=80),
        Column(name="customer", title=N_("Customer"), width=115),
        Column(name="name", title=N_("Project"), width=185),
        Column(name="manager", title=N_("Project manager"), width=85),
        Column(name="staff", title=N_("Implementation staff"), width=110),
        Column(name="joint", title=N_("Joint period"), value=joint_words, width=175),
        Column(name="missing", title=N_("Missing"), value=missing_words, width=180),
        Column(name="number", title=N_("Number"), width=115),
        Column(name="accepted_on", title=N_("Acceptance date"), shown=False),
        Column(name="free_until", title=N_("Free-service end"), shown=False),
        Column(name="taken_over_on", title=N_("Taken over on"), shown=False),
    ]


def opens(row: ProjectRow) -> tuple[str, str]:
    """The page and the record of a line."""
    return "project", row.number


def all_projects(look: Look, asked: Sequence[Filter]) -> Listing:
    """The list, newest projects first."""
    return Listing(
        name=NAME,
        columns=columns(today_at(look)),
        filters=asked,
        rows=_rows,
        place=lambda row: row.id,
        count=lambda looking, values: Count(*projects.count_projects(looking.session, narrowed(values), today_at(looking))),
        words=lambda number: translate_count("{count} project matches", "{count} projects match", number),
        opens=opens,
        empty=_("No project matches. Widen the filters, or open a new project."),
    )


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[ProjectRow]:
    return projects.projects_matching(look.session, narrowed(values), today_at(look), after, limit)
