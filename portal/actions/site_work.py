"""What an engineer does at the customer's: arrive, the steps of conduct, backup, work, and the end (rules D-04, D-05, L-06)."""

from typing import ClassVar

from sqlmodel import Field

from portal.actions.command import Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.order_steps import OrderCommand, mark_step, step, steps_behind, take_own, tell, ticket_of
from portal.actions.promises import settle
from portal.db.models.customers import Customer
from portal.db.models.dispatch import DispatchOrder
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.conduct import BY_RECORDING, StepByRecording, check_complete, check_step, minutes_late
from portal.rules.dispatch import Conduct, OrderStatus
from portal.rules.permissions import Right
from portal.rules.tickets import Backup, PromiseKind, StepNotPossible


class RefusalNotAcknowledged(Refusal):
    """A customer who does not back up acknowledges it (rule L-06)."""

    message = N_("A refusal counts only when the customer acknowledges it; it is printed on the service record.")
    field = "acknowledged"


class SignedAlready(Refusal):
    """What the customer signed does not change any more (rule D-07)."""

    message = N_("The customer has signed this record; it cannot be changed any more.")


class WorkNotRecorded(Refusal):
    """A service record says what was found and what was done."""

    message = N_("Write down the cause and the work done first.")
    field = "work_done"


class Arrive(OrderCommand):
    """The engineer is at the customer's."""


class TickStep(OrderCommand):
    """One step of conduct, done, or left out for a reason where it may be."""

    step: Conduct = Field(title=N_("Step"))
    skipped_because: Line = Field(default="", title=N_("Skipped because"), max_length=200)


class SkipStep(TickStep):
    """Leaving a step out: a form of its own, so that an empty reason never ticks the step as done."""

    skipped_because: Line = Field(title=N_("Skipped because"), min_length=1, max_length=200)


class RecordSiteBackup(OrderCommand):
    """The customer's answer when asked to back up before anything is touched."""

    personal: ClassVar[frozenset[str]] = frozenset({"said_by"})

    backup: Backup = Field(title=N_("Backup"))
    said_by: Line = Field(title=N_("Said by"), min_length=1, max_length=60)
    acknowledged: bool = Field(
        default=False,
        title=N_("The customer acknowledges the refusal"),
        description=N_("Loss of data is then the customer's own risk"),
    )


class RecordWork(OrderCommand):
    """What was found and done."""

    personal: ClassVar[frozenset[str]] = frozenset({"cause", "work_done", "outcome"})

    cause: Paragraph = Field(title=N_("Cause"), min_length=1, max_length=4000)
    work_done: Paragraph = Field(title=N_("Work done"), min_length=1, max_length=8000)
    outcome: Paragraph = Field(default="", title=N_("Outcome"), max_length=4000)


class FinishOrder(OrderCommand):
    """The problem is solved and the record signed."""


class FailOrder(OrderCommand):
    """The visit ended without a solution."""

    reason: Paragraph = Field(title=N_("Why it is not solved"), min_length=1, max_length=2000)


@deed(Right.CARRY_OUT_ORDER)
def arrive(work: Work, command: Arrive) -> Outcome:
    """Be at the customer's: the promise of an engineer on site is settled, the arrival compared with the appointment."""
    order = take_own(work, command)
    step(work, order, "arrive")
    assert order.starts_at is not None
    order.arrived_at = work.now
    work.find(Customer, order.customer_id).last_visit_at = work.now
    settle(work, ticket_of(work, order), [PromiseKind.ON_SITE])
    late = minutes_late(order.starts_at, work.now)
    tell(work, order, "arrived", minutes_late=late)
    return Outcome("order", command.id, order.number, {"minutes_late": late})


@deed(Right.CARRY_OUT_ORDER)
def tick_step(work: Work, command: TickStep) -> Outcome:
    """Tick a step of conduct in its order, or leave an optional one out with a reason."""
    order = _on_site(work, command)
    check_step(command.step, steps_behind(work, order), command.skipped_because)
    if command.step in BY_RECORDING:
        raise StepByRecording(step=command.step.message)
    mark_step(work, order, command.step, command.skipped_because)
    tell(work, order, "step_ticked", command.skipped_because, step=command.step.value)
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def record_site_backup(work: Work, command: RecordSiteBackup) -> Outcome:
    """Record whether the customer backed up; a refusal needs the customer's acknowledgement."""
    order = _on_site(work, command)
    check_step(Conduct.BACK_UP, steps_behind(work, order))
    if command.backup is Backup.REFUSED and not command.acknowledged:
        raise RefusalNotAcknowledged
    order.backup, order.backup_said_by, order.backup_at = command.backup, command.said_by, work.now
    mark_step(work, order, Conduct.BACK_UP)
    tell(work, order, "site_backup_answered", answer=command.backup.value)
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def record_work(work: Work, command: RecordWork) -> Outcome:
    """Write down what was found and done; it can be rewritten until the customer signs."""
    order = _on_site(work, command)
    if Conduct.BACK_UP not in (behind := steps_behind(work, order)):
        check_step(Conduct.SOLVE, behind)
    order.cause, order.work_done, order.outcome = command.cause, command.work_done, command.outcome
    tell(work, order, "site_work_recorded", command.work_done)
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def finish_order(work: Work, command: FinishOrder) -> Outcome:
    """Leave with the problem solved: all steps behind, the record signed."""
    order = take_own(work, command)
    step(work, order, "finish")
    check_complete(steps_behind(work, order))
    order.left_at = work.now
    tell(work, order, "order_finished")
    return Outcome("order", command.id, order.number)


@deed(Right.CARRY_OUT_ORDER)
def fail_order(work: Work, command: FailOrder) -> Outcome:
    """Leave without a solution. Where anything was touched, the record is signed all the same."""
    order = take_own(work, command)
    step(work, order, "fail", command.reason)
    if order.backup is not None or order.work_done:
        check_complete(steps_behind(work, order))
    order.not_solved_because = command.reason
    order.left_at = work.now
    tell(work, order, "order_failed", command.reason)
    return Outcome("order", command.id, order.number)


def _on_site(work: Work, command: OrderCommand) -> DispatchOrder:
    """The engineer's own order while the visit lasts and nothing is signed."""
    order = take_own(work, command)
    if order.status is not OrderStatus.ON_SITE:
        raise StepNotPossible(status=order.status.message)
    if order.signed_at is not None:
        raise SignedAlready
    return order
