"""A plan at a glance: its state, how far it has come, and the year month by month (rule A-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from portal.db.queries.plans import PlanFacts
from portal.i18n import N_, _
from portal.rules.plans import ItemState, PlanKind, PlanStatus, Progress, progress_by_kind, state_of
from portal.ui import status
from portal.ui.plan.months import NAMES
from portal.ui.status import Badge
from portal.ui.tables import Column, Mark, table

COLOURS: Mapping[ItemState, status.Colour] = {
    ItemState.DONE: "green",
    ItemState.OVERDUE: "red",
    ItemState.DUE: "orange",
    ItemState.PLANNED: "gray",
}
# A month's column has room for one short word.
SHORT: Mapping[ItemState, str] = {
    ItemState.DONE: N_("✓ done"),
    ItemState.OVERDUE: N_("Late"),
    ItemState.DUE: N_("due now"),
    ItemState.PLANNED: N_("Plan"),
}


@dataclass(frozen=True)
class Line:
    """One kind of thing over the year."""

    kind: PlanKind
    states: Mapping[int, ItemState]
    progress: Progress


def plan_mark(state: PlanStatus) -> Mark:
    """Where a plan stands, for a table."""
    return Mark(state.label, "green" if state is PlanStatus.AGREED else "orange")


def progress_words(of: Progress) -> str:
    """How far something has come: "5 of 12 done"."""
    return _("{done} of {planned} done").format(done=of.done, planned=of.planned)


def badges(plan: PlanFacts, today: date) -> Iterator[Badge]:
    """State and progress."""
    agreed = plan.status is PlanStatus.AGREED
    yield Badge(plan.status.label, "green" if agreed else "orange", "handshake" if agreed else "draft")
    come = plan.progress(today)
    yield Badge(progress_words(come), "gray", "checklist")
    if come.overdue:
        yield Badge(_("{count} overdue").format(count=come.overdue), "red", "timer_off")


def _come(line: Line) -> str:
    return progress_words(line.progress) if line.progress.planned else ""


def _mark(month: int, line: Line) -> Mark | None:
    state = line.states.get(month)
    return Mark(_(SHORT[state]), COLOURS[state]) if state else None


def year(plan: PlanFacts, today: date) -> None:
    """The grid of the year: each kind of thing by month, coloured by how it stands."""
    by_kind = progress_by_kind(plan.items, today)
    lines = [
        Line(
            kind,
            {item.month: state_of(item.due_on, item.done_on, today) for item in plan.items if item.kind is kind},
            by_kind.get(kind, Progress()),
        )
        for kind in PlanKind
    ]
    columns = [Column(name="kind", title=N_("Intended"), value=lambda line: line.kind.label, width=185)]
    columns += [
        Column(name=f"month_{month}", title=name, kind="mark", value=partial(_mark, month), width=62)
        for month, name in enumerate(NAMES, 1)
    ]
    columns.append(Column(name="progress", title=N_("Progress"), value=_come, width=80))
    table(f"plan.{plan.id}.year", columns, lines)
