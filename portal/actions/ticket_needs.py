"""What a step of a ticket needs before it is taken, and how it is refused without it (needs of rules/tickets.py)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from portal.actions.deed import Work
from portal.db.base import Table
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.tickets import Callback, Consultation, Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Role
from portal.rules.tickets import Category, FaultLevel, Need


class NotYours(Refusal):
    """Somebody else owns the ticket (rule H-05)."""

    message = N_("This ticket belongs to {owner}. Nothing was changed; ask for it to be handed over to you.")


class CustomerMustAgree(Refusal):
    """Parking needs the customer's word that they rang off and wait for the call (rule H-07)."""

    message = N_("Park a ticket only when the customer agreed to ring off and be called back within the promised time.")
    field = "agreed"


class CallBackFirst(Refusal):
    """A consultation comes after a callback that did not solve it (rule H-08)."""

    message = N_("Call the customer back first: a consultation is called when it is still open after the callback.")


class ConsultFirst(Refusal):
    """A dispatch is requested after a consultation that did not solve it (rule H-09)."""

    message = N_("Hold a consultation first: an engineer is requested when it could not be solved there.")


class WrittenReportMissing(Refusal):
    """Level 3 is dispatched only on the customer's written report (rule L-05)."""

    message = N_("A level 3 fault needs the customer's written report before anyone is sent. Record it, then request again.")


class BackupNotAsked(Refusal):
    """The customer was not asked to back up before the fault was handled (rule L-06)."""

    message = N_("Ask the customer to back up first, and record whether it was done or refused.")
    field = "backup"


class SolutionMissing(Refusal):
    """Cause and solution are not recorded (rule H-06)."""

    message = N_("Write down the cause and the solution first.")
    field = "solution"


class ReasonMissing(Refusal):
    """A step without the reason it needs."""

    message = N_("Give a reason.")
    field = "reason"


class AnswerMissing(Refusal):
    """There is no answer yet."""

    message = N_("Write down what was answered.")
    field = "answer"


@dataclass(frozen=True)
class Given:
    """What a deed brings along that an arrow may need."""

    reason: str = ""
    answer: str = ""
    agreed: bool = False


NOTHING = Given()


def must_own(work: Work, ticket: Ticket, given: Given = NOTHING) -> None:
    """Refuse unless the acting person owns the ticket or is a service manager."""
    if work.actor.id in (None, ticket.owner_id) or Role.SUPERVISOR in work.actor.roles:
        return
    owner = work.session.get(Person, ticket.owner_id)
    raise NotYours(owner=owner.name if owner else "–")


def _exists(work: Work, table: type[Table], *conditions: ColumnElement[bool]) -> bool:
    work.session.flush()
    return work.session.exec(select(table).where(*conditions).limit(1)).first() is not None


def _meeting_is_due_at_once(ticket: Ticket) -> bool:
    return ticket.level in (FaultLevel.ONE, FaultLevel.TWO)


def _called_back(work: Work, ticket: Ticket, given: Given) -> None:
    made = (col(Callback.ticket_id) == ticket.id, col(Callback.reached).is_(True))
    if not _meeting_is_due_at_once(ticket) and not _exists(work, Callback, *made):
        raise CallBackFirst


def _consulted(work: Work, ticket: Ticket, given: Given) -> None:
    unsolved = (col(Consultation.ticket_id) == ticket.id, col(Consultation.solved).is_(False))
    if not _meeting_is_due_at_once(ticket) and not _exists(work, Consultation, *unsolved):
        raise ConsultFirst


def _reported_in_writing(work: Work, ticket: Ticket, given: Given) -> None:
    if ticket.level is FaultLevel.THREE and not ticket.written_report:
        raise WrittenReportMissing


def _backup_answered(work: Work, ticket: Ticket, given: Given) -> None:
    if ticket.category is not Category.TECHNICAL or ticket.backup is not None:
        return
    if not _exists(work, DispatchOrder, col(DispatchOrder.ticket_id) == ticket.id, col(DispatchOrder.backup).is_not(None)):
        raise BackupNotAsked


def _solution_written(work: Work, ticket: Ticket, given: Given) -> None:
    if not (ticket.cause.strip() and ticket.solution.strip()):
        raise SolutionMissing


def _agreed(work: Work, ticket: Ticket, given: Given) -> None:
    if not given.agreed:
        raise CustomerMustAgree


def _reasoned(work: Work, ticket: Ticket, given: Given) -> None:
    if not given.reason.strip():
        raise ReasonMissing


def _answered(work: Work, ticket: Ticket, given: Given) -> None:
    if not given.answer.strip():
        raise AnswerMissing


CHECKS: Mapping[Need, Callable[[Work, Ticket, Given], None]] = {
    Need.OWNER: must_own,
    Need.CALLBACK_TIME: _agreed,
    Need.CALLBACK_MADE: _called_back,
    Need.CONSULTED: _consulted,
    Need.WRITTEN_REPORT: _reported_in_writing,
    Need.BACKUP_ANSWER: _backup_answered,
    Need.SOLUTION: _solution_written,
    Need.REASON: _reasoned,
    Need.ANSWER: _answered,
}
