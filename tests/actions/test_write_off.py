"""Back at the company: write-off, further orders, headquarters, the archive (rules D-08 to D-10)."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from portal.actions import write_off as writing_off
from portal.actions.dispatch import NotAnEngineer
from portal.actions.order_steps import OrderStillOpen
from portal.actions.problems import RecordAnswer, record_others_answer
from portal.actions.site_work import FailOrder, fail_order
from portal.actions.tickets import CloseTicket, close_ticket
from portal.actions.write_off import ArchiveOrder, WriteOff, archive_order, write_off
from portal.db.models.articles import Article
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.problems import ProblemEntry
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Promise
from portal.db.session import reading
from portal.errors import ChangedMeanwhile, NotAllowed
from portal.rules.articles import ArticleStatus
from portal.rules.dispatch import Decision, OrderStatus
from portal.rules.problems import Neighbour
from portal.rules.tickets import Backup, StepNotPossible, TicketStatus
from tests.actions.on_site import (
    VISIT,
    WAY,
    act,
    an_order_that_is,
    appoint,
    back_up,
    confirm,
    order_of,
    ticket_of,
)
from tests.cast import Cast, do

pytestmark = pytest.mark.usefixtures("database")
BACK = VISIT + timedelta(hours=5)


def an_unsolved_order(cast: Cast) -> int:
    """Wang comes back without a solution, the record signed."""
    order_id = an_order_that_is("signed", cast)
    act(fail_order, FailOrder, order_id, cast.wang, VISIT + timedelta(hours=3), reason="需要总部补丁")
    return order_id


@pytest.mark.rule("D-08")
@pytest.mark.parametrize("stage", ["confirmed", "on site", "signed"])
def test_an_order_is_written_off_only_when_the_engineer_is_back(cast: Cast, stage: str) -> None:
    order_id = an_order_that_is(stage, cast)
    with pytest.raises(StepNotPossible):
        act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE)


@pytest.mark.rule("D-08")
def test_engineers_and_agents_do_not_write_off(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    for caller in (cast.wang, cast.li, cast.zhou):
        with pytest.raises(NotAllowed):
            act(write_off, WriteOff, order_id, caller, BACK, decision=Decision.ARCHIVE)


@pytest.mark.rule("D-10")
def test_a_solved_order_solves_the_ticket_and_goes_to_the_archive(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    outcome = act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE, remark="已核对")
    order, ticket = order_of(order_id), ticket_of(order_of(order_id).ticket_id)
    assert (order.status, order.written_off_by_id, order.write_off_remark) == (OrderStatus.ARCHIVED, cast.ids["sun"], "已核对")
    assert (ticket.status, ticket.cause, ticket.solution) == (TicketStatus.SOLVED, "日志磁盘写满", "清理日志并扩容")
    assert (ticket.backup, ticket.backup_by_id) == (Backup.DONE, cast.ids["wang"])
    assert outcome.facts["article"] == "K-2026-000001"
    with reading() as session:
        article = session.exec(select(Article)).one()
        assert (article.status, article.solution, article.source_order_id) == (
            ArticleStatus.CANDIDATE,
            "清理日志并扩容",
            order_id,
        )
        assert session.exec(select(Promise.id).where(col(Promise.settled_at).is_(None))).all() == []


@pytest.mark.rule("S-01")
def test_the_customer_of_a_visit_is_asked_about_the_engineer(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE)
    with reading() as session:
        survey = session.exec(select(Survey)).one()
        assert (survey.ticket_id, survey.owner_id, survey.sent_at) == (order_of(order_id).ticket_id, cast.ids["wang"], None)


@pytest.mark.rule("D-10")
def test_the_manager_may_leave_the_problem_base_alone(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE, propose=False)
    with reading() as session:
        assert session.exec(select(Article)).all() == []


@pytest.mark.rule("D-09")
def test_an_unsolved_order_is_not_archived_as_solved(cast: Cast) -> None:
    order_id = an_unsolved_order(cast)
    with pytest.raises(writing_off.NotSolvedOnSite):
        act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE)
    assert order_of(order_id).status is OrderStatus.NOT_SOLVED


@pytest.mark.rule("D-09")
def test_a_further_order_continues_the_chain(cast: Cast) -> None:
    order_id = an_unsolved_order(cast)
    decided = {"decision": Decision.FURTHER_ORDER, "remark": "带补丁再去", "engineer_id": cast.ids["chen"]}
    outcome = act(write_off, WriteOff, order_id, cast.sun, BACK, **decided)
    first, further = order_of(order_id), order_of(int(outcome.facts["further_order_id"]))
    assert (first.status, further.status) == (OrderStatus.WRITTEN_OFF, OrderStatus.ORDERED)
    assert (further.previous_id, further.ticket_id, further.engineer_id) == (order_id, first.ticket_id, cast.ids["chen"])
    assert further.reason == "需要总部补丁\n带补丁再去"
    assert (further.contact_id, further.address, further.problem) == (first.contact_id, first.address, first.problem)
    assert ticket_of(first.ticket_id).status is TicketStatus.DISPATCHED
    with reading() as session:
        holders = session.exec(select(Promise.holder_id).where(col(Promise.settled_at).is_(None))).all()
    assert set(holders) == {cast.ids["chen"]}


@pytest.mark.rule("D-09")
def test_when_the_further_order_solves_it_the_whole_chain_is_archived(cast: Cast) -> None:
    first = an_unsolved_order(cast)
    outcome = act(write_off, WriteOff, first, cast.sun, BACK, decision=Decision.FURTHER_ORDER, engineer_id=cast.ids["wang"])
    further = int(outcome.facts["further_order_id"])
    again = VISIT + timedelta(days=1)
    confirm(further, cast.wang)
    appoint(further, cast.wang, again)
    for _name, step in WAY[2:]:
        step(further, cast.wang)
    act(write_off, WriteOff, further, cast.sun, again + timedelta(hours=5), decision=Decision.ARCHIVE)
    assert {order_of(first).status, order_of(further).status} == {OrderStatus.ARCHIVED}


@pytest.mark.rule("D-09")
def test_a_further_order_needs_an_engineer(cast: Cast) -> None:
    order_id = an_unsolved_order(cast)
    with pytest.raises(writing_off.EngineerMissing):
        act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.FURTHER_ORDER)
    with pytest.raises(NotAnEngineer):
        act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.FURTHER_ORDER, engineer_id=cast.ids["li"])
    assert order_of(order_id).status is OrderStatus.NOT_SOLVED


@pytest.mark.rule("D-09")
def test_headquarters_is_asked_and_its_answer_comes_back_to_the_ticket(cast: Cast) -> None:
    order_id = an_unsolved_order(cast)
    with pytest.raises(writing_off.QuestionMissing):
        act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.HEADQUARTERS)
    act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.HEADQUARTERS, question="8.3 是否有补丁？")
    ticket_id = order_of(order_id).ticket_id
    assert ticket_of(ticket_id).status is TicketStatus.WITH_OTHERS
    with reading() as session:
        entry = session.exec(select(ProblemEntry)).one()
        assert (entry.handed_to, entry.order_id, entry.question) == (Neighbour.HEADQUARTERS, order_id, "8.3 是否有补丁？")
        assert all(paused for paused in session.exec(select(Promise.paused_at).where(col(Promise.settled_at).is_(None))))
        answer = RecordAnswer(id=entry.id, seen=entry.version, answer="有，8.3.7", answered_by="总部 研发")
    do(record_others_answer, answer, cast.sun, BACK + timedelta(days=1))
    assert ticket_of(ticket_id).status is TicketStatus.IN_PROGRESS
    act(archive_order, ArchiveOrder, order_id, cast.sun, BACK + timedelta(days=2))
    assert order_of(order_id).status is OrderStatus.ARCHIVED


@pytest.mark.rule("D-08")
def test_of_two_managers_writing_off_at_once_one_is_told(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    command = WriteOff(id=order_id, seen=order_of(order_id).version, decision=Decision.ARCHIVE)
    results: list[str] = []
    ready = threading.Barrier(2)

    def decide() -> None:
        ready.wait()
        try:
            do(write_off, command, cast.sun, BACK)
            results.append("done")
        except (ChangedMeanwhile, StepNotPossible):
            results.append("told")

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "told"]
    with reading() as session:
        assert len(session.exec(select(Survey)).all()) == 1
        assert len(session.exec(select(DispatchOrder)).all()) == 1


@pytest.mark.rule("L-06")
def test_a_refused_backup_goes_with_the_solved_ticket(cast: Cast) -> None:
    order_id = an_order_that_is("reproduced", cast)
    back_up(order_id, cast.wang, Backup.REFUSED)
    for _name, step in WAY[5:]:
        step(order_id, cast.wang)
    act(write_off, WriteOff, order_id, cast.sun, BACK, decision=Decision.ARCHIVE)
    assert ticket_of(order_of(order_id).ticket_id).backup is Backup.REFUSED


def test_a_ticket_is_not_closed_behind_an_engineers_back(cast: Cast) -> None:
    order_id = an_order_that_is("appointed", cast)
    ticket = ticket_of(order_of(order_id).ticket_id)
    with pytest.raises(OrderStillOpen):
        do(close_ticket, CloseTicket(id=ticket.id, seen=ticket.version, reason="重复登记"), cast.sun)
