"""Yearly service plans: what is intended for a project, month by month, and how far it has come (rule A-08)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from portal.i18n import N_
from portal.rules.entitlement import Term, served_months
from portal.rules.labels import Labelled
from portal.rules.reasons import Reason
from portal.rules.tickets import Importance

MONTHS = range(1, 13)
MIDYEAR = 6
# What was done half a year from where it was intended is something else.
FARTHEST = 6


class PlanStatus(Labelled):
    """Where a plan stands."""

    PROPOSED = "proposed", N_("Proposed")
    AGREED = "agreed", N_("Agreed")


class PlanKind(Labelled):
    """What a plan intends."""

    TRAINING = "training", N_("Training")
    ENVIRONMENT = "environment", N_("Maintenance: environment")
    DATA = "data", N_("Maintenance: data")
    UPGRADE = "upgrade", N_("Version upgrade")
    RETURN_VISIT = "return_visit", N_("Return visit")


@dataclass(frozen=True, order=True)
class Intended:
    """One thing intended in one month."""

    month: int
    kind: PlanKind


@dataclass(frozen=True)
class Year:
    """The year that is planned for a customer: its periods of service, and the first month that can still be planned."""

    number: int
    terms: Sequence[Term]
    first_month: int = 1


@dataclass(frozen=True)
class Proposal:
    """A proposed plan with its reasons."""

    items: Sequence[Intended]
    reasons: Sequence[Reason]


def first_month(year: int, taken_over_on: date, today: date) -> int:
    """The first month of a year that can be planned: not before the take-over, and not in the past. 13: none is left."""
    begins = max(date(year, 1, 1), taken_over_on, today)
    return 1 if begins.year < year else begins.month if begins.year == year else 13


def propose(template: Mapping[str, Any], importance: Importance, year: Year) -> Proposal:
    """The plan that the template has for customers of this importance, fitted to the customer's right to service."""
    months = template.get(importance.value, {})
    wanted = [Intended(month, PlanKind(kind)) for kind, planned in months.items() for month in planned]
    reason = Reason(N_("{importance}: {count} items by the template."), {"importance": importance.message, "count": len(wanted)})
    return fit(wanted, year, [reason])


def next_year(number: str, items: Iterable[Intended], undone: int, year: Year) -> Proposal:
    """Next year's plan from this one's: the same things in the same months, fitted to the right to service of that year."""
    reasons = [Reason(N_("As in plan {number}."), {"number": number})]
    if undone:
        reasons.append(Reason(N_("Items of that plan not done so far: {count}."), {"count": undone}))
    return fit(list(items), year, reasons)


def fit(wanted: Sequence[Intended], year: Year, because: Sequence[Reason] = ()) -> Proposal:
    """What remains of a wish: nothing in months that are over; without a right to service only return visits, at least one."""
    reasons = list(because)
    kept = {item for item in wanted if item.month >= year.first_month}
    if len(kept) < len(set(wanted)):
        left_out = len(set(wanted)) - len(kept)
        facts = {"month": year.first_month - 1, "count": left_out}
        reasons.append(Reason(N_("Months up to {month} cannot be planned any more: {count} items left out."), facts))
    served = served_months(year.terms, year.number)
    unserved = {item for item in kept if item.month not in served and item.kind is not PlanKind.RETURN_VISIT}
    if unserved:
        where: dict[str, str | int] = {"months": spans({item.month for item in unserved}), "count": len(unserved)}
        reasons.append(Reason(N_("No right to service in months {months}: {count} items left out."), where))
    kept -= unserved
    if year.first_month <= 12 and not any(item.kind is PlanKind.RETURN_VISIT for item in kept):
        kept.add(Intended(max(year.first_month, MIDYEAR), PlanKind.RETURN_VISIT))
        reasons.append(Reason(N_("Every customer is visited again at least once a year.")))
    return Proposal(sorted(kept), reasons)


def spans(months: Collection[int]) -> str:
    """Months in brief: "1–3, 7"."""
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


class ItemState(Labelled):
    """How one item of a plan stands."""

    DONE = "done", N_("Carried out")
    OVERDUE = "overdue", N_("Overdue")
    DUE = "due", N_("Due this month")
    PLANNED = "planned", N_("Planned")


class Item(Protocol):
    """An item of a plan as it is followed."""

    @property
    def kind(self) -> PlanKind:
        """What is intended."""
        ...

    @property
    def due_on(self) -> date:
        """The last day of its month."""
        ...

    @property
    def done_on(self) -> date | None:
        """When it was done."""
        ...


def state_of(due_on: date, done_on: date | None, today: date) -> ItemState:
    """How an item stands: it may be done until the last day of its month."""
    if done_on is not None:
        return ItemState.DONE
    if due_on < today:
        return ItemState.OVERDUE
    return ItemState.DUE if (due_on.year, due_on.month) == (today.year, today.month) else ItemState.PLANNED


@dataclass(frozen=True)
class Progress:
    """How far something has come: done of planned, what should be done by today, and what of that is not."""

    planned: int = 0
    done: int = 0
    due_by_today: int = 0
    overdue: int = 0


def progress(items: Iterable[Item], today: date) -> Progress:
    """How far these items have come."""
    known = [(item.due_on < today, state_of(item.due_on, item.done_on, today)) for item in items]
    return Progress(
        planned=len(known),
        done=sum(1 for _, state in known if state is ItemState.DONE),
        due_by_today=sum(1 for is_over, _ in known if is_over),
        overdue=sum(1 for _, state in known if state is ItemState.OVERDUE),
    )


def progress_by_kind(items: Iterable[Item], today: date) -> dict[PlanKind, Progress]:
    """How far each kind of thing has come; kinds that are not planned are left out."""
    known = list(items)
    return {kind: progress(of_kind, today) for kind in PlanKind if (of_kind := [each for each in known if each.kind is kind])}


I = TypeVar("I", bound=Item)  # noqa: E741 - an item


def nearest_open(items: Iterable[I], kind: PlanKind, on: date) -> I | None:
    """The open item of a kind nearest to a day, the earlier of two alike; None where none lies within half a year."""

    def distance(item: I) -> int:
        return abs((item.due_on.year - on.year) * 12 + item.due_on.month - on.month)

    near = [item for item in items if item.kind is kind and item.done_on is None and distance(item) <= FARTHEST]
    return min(near, key=lambda item: (distance(item), item.due_on), default=None)


def is_template(value: Mapping[str, Any]) -> bool:
    """Whether a value says for each importance which kind of thing is done in which months."""
    importances, kinds = {each.value for each in Importance}, {each.value for each in PlanKind}
    return value.keys() == importances and all(
        isinstance(months, Mapping)
        and months.keys() <= kinds
        and all(_are_months(planned) for planned in months.values())
        for months in value.values()
    )  # fmt: skip


def _are_months(planned: object) -> bool:
    return (
        isinstance(planned, list)
        and all(isinstance(month, int) and not isinstance(month, bool) and month in MONTHS for month in planned)
        and len(set(planned)) == len(planned)
    )
