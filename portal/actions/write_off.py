"""Back at the company: the service manager writes an order off and decides how the problem goes on (rules D-08 to D-10)."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from sqlmodel import Field, col, select

from portal.actions.articles import propose_from_order
from portal.actions.command import Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.dispatch import engineer_named, give_order
from portal.actions.numbers import next_number
from portal.actions.order_steps import OrderCommand, move_ticket, step, take, tell, ticket_of
from portal.actions.problems import hand_over_problem
from portal.actions.promises import hand_promises
from portal.actions.solving import ticket_solved
from portal.actions.surveys import open_survey
from portal.actions.ticket_steps import step as step_ticket
from portal.db.base import id_of
from portal.db.models.articles import Article
from portal.db.models.dispatch import DispatchOrder
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.dispatch import Decision, OrderStatus
from portal.rules.permissions import Right
from portal.rules.problems import Neighbour


class NotSolvedOnSite(Refusal):
    """An order that ended without a solution cannot be archived as solved."""

    message = N_("The engineer could not solve it: decide a further order, or hand the problem to headquarters.")
    field = "decision"


class EngineerMissing(Refusal):
    """A further order needs an engineer."""

    message = N_("Choose who carries out the further order.")
    field = "engineer_id"


class QuestionMissing(Refusal):
    """Headquarters is asked a question."""

    message = N_("Write down what headquarters is asked.")
    field = "question"


class WriteOff(OrderCommand):
    """The manager's check of an order, and the decision."""

    personal: ClassVar[frozenset[str]] = frozenset({"remark", "question"})

    decision: Decision = Field(title=N_("Decision"))
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=500)
    engineer_id: int | None = Field(default=None, title=N_("Engineer of the further order"))
    question: Paragraph = Field(default="", title=N_("Question to headquarters"), max_length=4000)
    propose: bool = Field(default=True, title=N_("Propose for the problem base"))


class ArchiveOrder(OrderCommand):
    """Putting a written-off order into the archive."""


@deed(Right.WRITE_OFF)
def write_off(work: Work, command: WriteOff) -> Outcome:
    """Write the order off. Solved: archived with its chain; not solved: a further order, or a problem entry at headquarters."""
    order = take(work, command)
    solved = order.status is OrderStatus.DONE
    step(work, order, "write_off")
    if command.decision is Decision.ARCHIVE and not solved:
        raise NotSolvedOnSite
    order.written_off_by_id, order.written_off_at, order.write_off_remark = work.me, work.now, command.remark
    tell(work, order, "order_written_off", command.remark, decision=command.decision.value)
    return Outcome("order", command.id, order.number, CARRY_ON[command.decision](work, order, command))


@deed(Right.WRITE_OFF)
def archive_order(work: Work, command: ArchiveOrder) -> Outcome:
    """Archive a written-off order whose problem went another way."""
    order = take(work, command)
    _archive(work, order)
    return Outcome("order", command.id, order.number)


def _solved(work: Work, order: DispatchOrder, command: WriteOff) -> dict[str, object]:
    """The ticket is solved by what was done on site; the whole chain of orders goes to the archive."""
    ticket = ticket_of(work, order)
    ticket.cause, ticket.solution = order.cause, order.work_done
    ticket.backup, ticket.backup_at, ticket.backup_by_id = order.backup, order.backup_at, order.engineer_id
    step_ticket(work, ticket, "solve_on_site")
    ticket_solved(work, ticket)
    open_survey(work, ticket, owner_id=order.engineer_id)
    for archived in (order, *_earlier(work, order)):
        _archive(work, archived)
    article = propose_from_order(work, order) if command.propose else None
    return {"article": article.number} if isinstance(article, Article) else {}


def _further_order(work: Work, order: DispatchOrder, command: WriteOff) -> dict[str, object]:
    """Another order for the same problem, with what the last visit found."""
    if command.engineer_id is None:
        raise EngineerMissing
    engineer = engineer_named(work, command.engineer_id)
    further = work.add(
        DispatchOrder(
            number=next_number(work.session, "D", work.now),
            ticket_id=order.ticket_id,
            customer_id=order.customer_id,
            previous_id=order.id,
            requested_by_id=work.me,
            requested_at=work.now,
            reason="\n".join(filter(None, (order.not_solved_because, command.remark))),
            suggestion=order.suggestion,
            skill=order.skill,
            contact_id=order.contact_id,
            address=order.address,
            problem=order.problem,
            proposed_solution="\n".join(filter(None, (order.proposed_solution, order.outcome))),
            changed_at=work.now,
            changed_by_id=work.me,
        )
    )
    tell(work, further, "dispatch_requested", further.reason, previous=order.number)
    step(work, further, "order")
    give_order(work, further, engineer)
    move_ticket(work, order, "end_dispatch")
    ticket = move_ticket(work, further, "order_again")
    hand_promises(work, ticket, command.engineer_id)
    tell(work, further, "engineer_ordered", engineer=command.engineer_id)
    return {"further_order": further.number, "further_order_id": id_of(further)}


def _to_headquarters(work: Work, order: DispatchOrder, command: WriteOff) -> dict[str, object]:
    """An entry of the problem list at headquarters; the ticket waits for the answer."""
    if not command.question:
        raise QuestionMissing
    ticket = move_ticket(work, order, "end_dispatch")
    hand_promises(work, ticket, ticket.owner_id)
    entry = hand_over_problem(work, ticket, Neighbour.HEADQUARTERS, command.question)
    entry.order_id = order.id
    return {"problem": entry.number, "problem_id": entry.id}


CARRY_ON: Mapping[Decision, Callable[[Work, DispatchOrder, WriteOff], dict[str, object]]] = {
    Decision.ARCHIVE: _solved,
    Decision.FURTHER_ORDER: _further_order,
    Decision.HEADQUARTERS: _to_headquarters,
}


def _archive(work: Work, order: DispatchOrder) -> None:
    step(work, order, "archive")
    tell(work, order, "order_archived")


def _earlier(work: Work, order: DispatchOrder) -> list[DispatchOrder]:
    """The written-off orders for the same ticket before this one."""
    work.session.flush()
    before = select(DispatchOrder).where(
        col(DispatchOrder.ticket_id) == order.ticket_id,
        col(DispatchOrder.id) < order.id,
        col(DispatchOrder.status) == OrderStatus.WRITTEN_OFF,
    )
    earlier = list(work.session.exec(before.order_by(col(DispatchOrder.id))))
    for written_off in earlier:
        work.touch(written_off)
    return earlier
