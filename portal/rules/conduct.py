"""Conduct on site: nine steps in their order, the obligatory ones never skipped (rule D-05)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.dispatch import OBLIGATORY, Conduct

# These are ticked by recording what they are about, never by a mere tick.
BY_RECORDING = frozenset({Conduct.CONFIRM, Conduct.APPOINT, Conduct.BACK_UP, Conduct.SIGN})
LONGEST_VISIT = timedelta(hours=14)


class StepsInOrder(Refusal):
    """An earlier step is still open."""

    message = N_("First comes the step “{step}”. Nothing was ticked.")


class StepDone(Refusal):
    """The step is behind us."""

    message = N_("The step “{step}” is ticked already.")


class StepObligatory(Refusal):
    """Backup and signature, confirmation and appointment are never left out."""

    message = N_("The step “{step}” cannot be skipped.")
    field = "skipped_because"


class StepByRecording(Refusal):
    """Ticked by recording what it is about, not by hand."""

    message = N_("The step “{step}” is ticked by itself when you record it.")
    field = "step"


class StepsMissing(Refusal):
    """The order cannot end before these steps."""

    message = N_("Still missing: {step}. What you recorded is kept.")


def next_step(behind: Collection[Conduct]) -> Conduct | None:
    """The step that comes now; None when all nine are behind us."""
    return next((step for step in Conduct if step not in behind), None)


def check_step(step: Conduct, behind: Collection[Conduct], skipped_because: str = "") -> None:
    """Refuse a step out of its order, a second time, or skipped although it is obligatory."""
    if step in behind:
        raise StepDone(step=step.message)
    if skipped_because and step in OBLIGATORY:
        raise StepObligatory(step=step.message)
    due = next_step(behind)
    if due is not None and due is not step:
        raise StepsInOrder(step=due.message)


def check_complete(behind: Collection[Conduct]) -> None:
    """Refuse the end of a visit while a step is open."""
    missing = next_step(behind)
    if missing is not None:
        raise StepsMissing(step=missing.message)


class AppointmentImpossible(Refusal):
    """The times do not make a visit."""

    message = N_("The visit must end after it begins, within 14 hours, and begin in the future.")
    field = "starts_at"


def check_appointment(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse an appointment that ends before it begins, lasts for days, or lies in the past."""
    if not (now < starts_at < ends_at <= starts_at + LONGEST_VISIT):
        raise AppointmentImpossible


def minutes_late(appointed: datetime, arrived: datetime) -> int:
    """How many minutes after the appointment the engineer arrived; negative when early (rule D-04)."""
    return round((arrived - appointed).total_seconds() / 60)
