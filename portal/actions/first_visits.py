"""The first call to a customer that Sales handed over: taken, tried, told, closed (rules F-03, F-04).

A visit belongs to the agent who took it, and only they write in it. So its deeds carry no version: what is ticked here does not
make a correction stale that the same agent is typing two lines below.
"""

from typing import Any, ClassVar

from sqlmodel import Field, col, func, select

from portal import clock
from portal.actions.command import Command, Line, Moment, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.models.demands import Demand
from portal.db.models.first_visits import ContactAttempt, FirstVisit, FirstVisitItem, FirstVisitTold
from portal.db.models.people import Person
from portal.db.queries.standards import standards_on, working_calendar
from portal.errors import NotFound, Refusal
from portal.i18n import N_
from portal.rules.checklists import points_of
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, Progress, VisitItem, missing, next_attempt
from portal.rules.permissions import Right
from portal.rules.standards import Standards
from portal.rules.tickets import StepNotPossible


class WithSomebodyElse(Refusal):
    """Only who has taken a visit writes in it."""

    message = N_("{name} has this first visit now. Take it over before you go on; what you typed is kept.")


class NotTaken(Refusal):
    """A visit is taken before anything is written in it."""

    message = N_("Take this first visit before you go on.")


class NeedsAnotherTime(Refusal):
    """Somebody who was not reached is called again."""

    message = N_("Say when to try again.")
    field = "next_at"


class VisitIncomplete(Refusal):
    """An unfinished visit cannot be closed as complete (rule F-04)."""

    message = N_("This first visit is not complete yet. {missing} Everything recorded so far is kept.")


class DemandsRecorded(Refusal):
    """A customer with demands does not have none."""

    message = N_("There are demands of this customer already: {count}. “Has none” does not fit.")


class TakeFirstVisit(Command):
    """Taking a visit, or taking it over from a colleague."""

    id: int
    seen: int


class FirstVisitCommand(Command):
    """Something done in the own visit."""

    id: int


class RecordAttempt(FirstVisitCommand):
    """An attempt to reach the customer."""

    personal: ClassVar[frozenset[str]] = frozenset({"talked_to", "remark"})

    reached: bool = Field(default=False, title=N_("Reached"))
    talked_to: Line = Field(default="", title=N_("Talked to"), max_length=60)
    next_at: Moment | None = Field(default=None, title=N_("Try again at"))
    remark: Line = Field(default="", title=N_("Remark"), max_length=500)


class TellItem(FirstVisitCommand):
    """A tick, set or cleared: the customer knows this now."""

    item: Line = Field(title=N_("Point"), min_length=1, max_length=40)
    told: bool = Field(default=True, title=N_("Told"))


class StateNoDemands(FirstVisitCommand):
    """The customer was asked for demands."""

    none: bool = Field(default=True, title=N_("The customer was asked and has none"))


class CloseFirstVisit(FirstVisitCommand):
    """Everything is done."""

    personal: ClassVar[frozenset[str]] = frozenset({"remark"})

    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=2000)


class CancelFirstVisit(FirstVisitCommand):
    """The visit will not take place."""

    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def take_first_visit(work: Work, command: TakeFirstVisit) -> Outcome:
    """Take a visit: from now on it is in the own list."""
    visit = work.take(FirstVisit, command.id, seen=command.seen)
    _must_be_open(visit)
    before, visit.agent_id = visit.agent_id, work.me
    from_colleague: dict[str, Any] = {"before": before} if before not in (None, work.me) else {}
    _tell(work, visit, "visit_taken", **from_colleague)
    return Outcome("first_visit", command.id, visit.number)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def reveal_first_visit(work: Work, command: FirstVisitCommand) -> Outcome:
    """Write down that the agent of a visit has its telephone and address before them (rule X-02)."""
    visit = own_visit(work, command.id, change=False)
    _tell(work, visit, "visit_revealed")
    return Outcome("first_visit", command.id, visit.number)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def record_attempt(work: Work, command: RecordAttempt) -> Outcome:
    """Write down an attempt; not reached, the visit comes back at the time agreed, within working hours (rule F-03)."""
    visit = own_visit(work, command.id)
    if not command.reached and command.next_at is None:
        raise NeedsAnotherTime
    if command.next_at is not None:
        calendar = working_calendar(work.session, clock.at_the_office(work.now).date())
        visit.next_at = next_attempt(command.next_at, work.now, calendar)
    visit.attempts += 1
    if command.reached:
        visit.talked_to = command.talked_to or visit.talked_to
    work.add(
        ContactAttempt(
            first_visit_id=command.id,
            at=work.now,
            by_id=work.me,
            reached=command.reached,
            remark=command.remark,
            next_at=visit.next_at if command.next_at else None,
        )
    )
    again: dict[str, Any] = {"due": visit.next_at.isoformat()} if command.next_at else {}
    _tell(work, visit, "visit_reached" if command.reached else "visit_not_reached", **again)
    return Outcome("first_visit", command.id, visit.number, {"reached": command.reached, "next_at": visit.next_at.isoformat()})


@deed(Right.CARRY_OUT_FIRST_VISIT)
def tell_item(work: Work, command: TellItem) -> Outcome:
    """Tick a point that the customer knows now, or clear the tick."""
    visit = own_visit(work, command.id)
    if command.item not in {point.key for point in points_of(standards_of(work, visit).value("first_visit.told"))}:
        raise NotFound
    known = work.session.get(FirstVisitTold, (command.id, command.item))
    if command.told and known is None:
        work.add(FirstVisitTold(first_visit_id=command.id, item=command.item, told_at=work.now, told_by_id=work.me))
    elif not command.told and known is not None:
        work.session.delete(known)
    _tell(work, visit, "visit_told" if command.told else "visit_not_told", point=command.item)
    return Outcome("first_visit", command.id, visit.number)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def state_no_demands(work: Work, command: StateNoDemands) -> Outcome:
    """Write down that the customer was asked for demands and has none, or take that back."""
    visit = own_visit(work, command.id)
    demands = _demands(work, visit)
    if command.none and demands:
        raise DemandsRecorded(count=demands)
    visit.no_demands = command.none
    _tell(work, visit, "visit_no_demands" if command.none else "visit_demands_open")
    return Outcome("first_visit", command.id, visit.number)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def close_first_visit(work: Work, command: CloseFirstVisit) -> Outcome:
    """Close a complete visit; an incomplete one is refused with what is missing."""
    visit = own_visit(work, command.id)
    standards = standards_of(work, visit)
    items = [VisitItem(item) for item in standards.value("first_visit.items")["items"]]
    lacking = missing(_progress(work, visit), items, points_of(standards.value("first_visit.told")))
    if lacking:
        raise VisitIncomplete(missing=" ".join(lacking))
    visit.status, visit.remark = FirstVisitStatus.CLOSED, command.remark or visit.remark
    visit.closed_at, visit.closed_by_id = work.now, work.me
    _tell(work, visit, "visit_closed", command.remark)
    return Outcome("first_visit", command.id, visit.number)


@deed(Right.CARRY_OUT_FIRST_VISIT)
def cancel_first_visit(work: Work, command: CancelFirstVisit) -> Outcome:
    """Call a visit off with the reason: a double, a customer who withdrew."""
    visit = own_visit(work, command.id)
    visit.status, visit.close_reason = FirstVisitStatus.CANCELLED, command.reason
    visit.closed_at, visit.closed_by_id = work.now, work.me
    _tell(work, visit, "visit_cancelled", command.reason)
    return Outcome("first_visit", command.id, visit.number)


def own_visit(work: Work, id: int, *, change: bool = True) -> FirstVisit:
    """The acting agent's open visit, locked. Raises WithSomebodyElse, NotTaken, and StepNotPossible for one that is over."""
    visit = work.find(FirstVisit, id)
    _must_be_open(visit)
    if visit.agent_id is None:
        raise NotTaken
    if visit.agent_id != work.me:
        holder = work.session.get(Person, visit.agent_id)
        raise WithSomebodyElse(name=holder.name if holder else "–")
    if change:
        work.touch(visit)
    return visit


def standards_of(work: Work, visit: FirstVisit) -> Standards:
    """The standards of the day on which Sales handed the customer over: a visit keeps them to its end (rule Q-09)."""
    return standards_on(work.session, clock.at_the_office(visit.submitted_at).date())


def _must_be_open(visit: FirstVisit) -> None:
    if visit.status is not FirstVisitStatus.OPEN:
        raise StepNotPossible(status=visit.status.message)


def _demands(work: Work, visit: FirstVisit) -> int:
    return work.session.exec(select(func.count(col(Demand.id))).where(col(Demand.first_visit_id) == visit.id)).one()


def _progress(work: Work, visit: FirstVisit) -> Progress:
    session, id = work.session, visit.id
    reached = select(ContactAttempt.id).where(col(ContactAttempt.first_visit_id) == id, col(ContactAttempt.reached))
    verdicts = select(FirstVisitItem.item, FirstVisitItem.verdict).where(col(FirstVisitItem.first_visit_id) == id)
    told = select(FirstVisitTold.item).where(col(FirstVisitTold.first_visit_id) == id)
    return Progress(
        reached=session.exec(reached.limit(1)).first() is not None,
        verdicts={VisitItem(item): ItemVerdict(verdict) for item, verdict in session.exec(verdicts) if verdict is not None},
        told=set(session.exec(told)),
        demands=_demands(work, visit),
        no_demands=visit.no_demands,
    )


def _tell(work: Work, visit: FirstVisit, kind: str, text: str = "", **facts: Any) -> None:
    work.happened(kind, "first_visit", visit.id or 0, customer_id=visit.customer_id, text=text, number=visit.number, **facts)
