"""Every arrow from every state: allowed ones work and do what their row of the table says, all others are refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import col, select, update

from portal.actions.deed import Actor, Work
from portal.actions.ticket_needs import Given
from portal.actions.ticket_steps import step
from portal.db.models.people import Person
from portal.db.models.tickets import Callback, Consultation, Promise, Ticket
from portal.db.session import writing
from portal.errors import NotAllowed, Refusal
from portal.rules.permissions import WHO_MAY, Role
from portal.rules.tickets import ARROWS, FROM, OPEN, Arrow, Backup, FaultLevel, Need, PromiseKind, StepNotPossible, TicketStatus
from tests.cast import NOW, Cast
from tests.desk import HOUR, register

NAMES = sorted({taken.name for taken in ARROWS})
EVERYTHING = Given(reason="因为", answer="已答复", agreed=True)


@contextmanager
def ready(cast: Cast, ticket_id: int, status: TicketStatus, *roles: Role, by: str = "sun") -> Iterator[tuple[Work, Ticket]]:
    """A ticket brought to a state with all its needs met, and somebody with these roles at work; nothing is kept afterwards."""
    with writing() as session:
        ticket = session.get_one(Ticket, ticket_id)
        ticket.status, ticket.is_open = status, status in OPEN
        ticket.cause, ticket.solution, ticket.backup, ticket.written_report = "缓存", "清缓存", Backup.DONE, True
        session.add(
            Callback(ticket_id=ticket_id, holder_id=cast.ids["li"], promised_at=NOW, due_at=NOW, made_at=NOW, reached=True)
        )
        session.add(Consultation(ticket_id=ticket_id, called_by_id=cast.ids["li"], called_at=NOW, ended_at=NOW, solved=False))
        session.flush()
        person = session.exec(select(Person).where(col(Person.sign_in_name) == by)).one()
        yield Work(session, Actor(person.id, person.name, frozenset(roles or Role)), NOW + HOUR), ticket
        session.rollback()


@pytest.mark.rule("H-13")
@pytest.mark.parametrize("status", TicketStatus)
def test_a_state_allows_its_arrows_and_no_other(database: str, cast: Cast, status: TicketStatus) -> None:
    id = register(cast)
    for name in NAMES:
        with ready(cast, id, status) as (work, ticket):
            if name in FROM[status]:
                step(work, ticket, name, EVERYTHING)
                assert ticket.status is FROM[status][name].end, name
                assert ticket.is_open is (ticket.status in OPEN), name
            else:
                with pytest.raises(StepNotPossible):
                    step(work, ticket, name, EVERYTHING)
                assert ticket.status is status, name


@pytest.mark.parametrize("taken", ARROWS, ids=lambda taken: f"{taken.start.value}-{taken.name}")
def test_an_arrow_does_to_the_promises_what_its_row_says(sqlite_database: str, cast: Cast, taken: Arrow) -> None:
    id = register(cast)
    with ready(cast, id, taken.start) as (work, ticket):
        step(work, ticket, taken.name, EVERYTHING)
        work.session.flush()
        kept = work.session.exec(select(Promise).where(col(Promise.ticket_id) == id)).all()
        unsettled = {promise.kind for promise in kept if promise.settled_at is None}
        assert not unsettled & (taken.settles - taken.opens)
        assert taken.opens <= unsettled
        assert all(promise.withdrawn for promise in kept) is taken.withdraws
        paused = {promise.kind for promise in kept if promise.paused_at is not None}
        assert paused == ({PromiseKind.SOLUTION} if taken.pauses else set())


@pytest.mark.parametrize("taken", ARROWS, ids=lambda taken: f"{taken.start.value}-{taken.name}")
def test_an_arrow_is_refused_to_every_role_without_its_right(sqlite_database: str, cast: Cast, taken: Arrow) -> None:
    id = register(cast)
    for role in Role:
        with ready(cast, id, taken.start, role, by="li") as (work, ticket):
            if role in WHO_MAY[taken.right]:
                step(work, ticket, taken.name, EVERYTHING)
                assert ticket.status is taken.end
            else:
                with pytest.raises(NotAllowed):
                    step(work, ticket, taken.name, EVERYTHING)
                assert ticket.status is taken.start


UNMET: dict[Need, dict[str, object]] = {
    Need.WRITTEN_REPORT: {"written_report": False},
    Need.BACKUP_ANSWER: {"backup": None},
    Need.SOLUTION: {"solution": ""},
}


@pytest.mark.parametrize(
    ("taken", "need"),
    [(taken, need) for taken in ARROWS for need in sorted(taken.needs)],
    ids=lambda part: part.value if isinstance(part, Need) else f"{part.start.value}-{part.name}",
)
def test_an_arrow_is_refused_while_a_need_is_not_met(sqlite_database: str, cast: Cast, taken: Arrow, need: Need) -> None:
    id = register(cast, by=cast.zhao)
    roles = {Role.AGENT} if need is Need.OWNER else set(Role)
    with ready(cast, id, taken.start, *roles, by="li") as (work, ticket):
        work.session.flush()
        for name, value in UNMET.get(need, {}).items():
            setattr(ticket, name, value)
        if need is Need.CALLBACK_MADE:
            work.session.exec(update(Callback).values(made_at=None, reached=None))
        if need is Need.CONSULTED:
            work.session.exec(update(Consultation).values(solved=True))
        given = Given() if need in (Need.REASON, Need.ANSWER, Need.CALLBACK_TIME) else EVERYTHING
        with pytest.raises(Refusal) as refused:
            step(work, ticket, taken.name, given)
        assert not isinstance(refused.value, (NotAllowed, StepNotPossible))
        assert ticket.status is taken.start


@pytest.mark.rule("L-04")
@pytest.mark.parametrize("level", FaultLevel)
def test_a_severe_fault_needs_no_callback_before_the_meeting_and_no_meeting_before_the_dispatch(
    sqlite_database: str, cast: Cast, level: FaultLevel
) -> None:
    id = register(cast)
    for name in ("consult", "request_dispatch"):
        with ready(cast, id, TicketStatus.IN_PROGRESS, Role.AGENT, by="li") as (work, ticket):
            ticket.level = level
            work.session.exec(update(Callback).values(made_at=None, reached=None))
            work.session.exec(update(Consultation).values(solved=True))
            if level is FaultLevel.THREE:
                with pytest.raises(Refusal):
                    step(work, ticket, name, EVERYTHING)
            else:
                step(work, ticket, name, EVERYTHING)
