"""Changing a service standard: a new value with the day from which it holds; old cases keep the standard of their day (Q-09)."""

from datetime import date
from typing import Any

from sqlmodel import Field

from portal import clock
from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.standards import Standard
from portal.db.queries.standards import standards_on
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.standards import DEFINITIONS, is_possible


class DayIsPast(Refusal):
    """A standard cannot be changed for days that have been worked already."""

    message = N_("A standard changes from today on at the earliest: what was promised before keeps the standard of its day.")
    field = "valid_from"


class NotPossible(Refusal):
    """The value does not fit the standard."""

    message = N_("“{standard}” cannot have this value. Nothing was changed.")
    field = "value"


class SetStandard(Command):
    """Any standard's new value, in the form in which it is kept."""

    key: Line = Field(title=N_("Standard"), max_length=60)
    value: dict[str, Any] = Field(title=N_("Value"))
    valid_from: date = Field(title=N_("Valid from"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


class SetDuration(Command):
    """A promised time."""

    key: Line = Field(title=N_("Standard"), max_length=60)
    minutes: int = Field(title=N_("Minutes"), ge=1, le=527_040)
    working_time: bool = Field(
        default=False, title=N_("In working time"), description=N_("Otherwise the clock runs day and night")
    )
    valid_from: date = Field(title=N_("Valid from"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


class SetNumber(Command):
    """A target, a number of days, or another plain number."""

    key: Line = Field(title=N_("Standard"), max_length=60)
    value: int = Field(title=N_("Value"), ge=0, le=10_000)
    valid_from: date = Field(title=N_("Valid from"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


@deed(Right.SET_STANDARDS)
def set_standard(work: Work, command: SetStandard) -> Outcome:
    """Give a standard a new value from a day on."""
    return _set(work, command.key, command.value, command.valid_from, command.reason)


@deed(Right.SET_STANDARDS)
def set_duration(work: Work, command: SetDuration) -> Outcome:
    """Change a promised time from a day on; running promises keep theirs."""
    value = {"minutes": command.minutes, "working_time": command.working_time}
    return _set(work, command.key, value, command.valid_from, command.reason)


@deed(Right.SET_STANDARDS)
def set_number(work: Work, command: SetNumber) -> Outcome:
    """Change a target or a number of days from a day on."""
    return _set(work, command.key, {"value": command.value}, command.valid_from, command.reason)


def _set(work: Work, key: str, value: dict[str, Any], valid_from: date, reason: str) -> Outcome:
    definition = DEFINITIONS.get(key)
    if definition is None:
        raise NotFound
    if valid_from < clock.at_the_office(work.now).date():
        raise DayIsPast
    if not is_possible(definition.kind, value):
        raise NotPossible(standard=definition.label)
    before = standards_on(work.session, valid_from).values.get(key)
    standard = work.add(
        Standard(key=key, value=value, valid_from=valid_from, set_by_id=work.actor.id, set_at=work.now, reason=reason)
    )
    id = id_of(standard)
    work.happened("standard_set", "standard", id, text=reason, key=key, old=before, new=value, valid_from=valid_from.isoformat())
    return Outcome("standard", id, facts={"key": key})
