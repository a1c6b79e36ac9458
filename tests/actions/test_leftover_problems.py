"""Problems that Implementation left over, followed until each is closed (rule A-06)."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from portal.actions import leftover_problems as deeds
from portal.actions.leftover_problems import CloseLeftover, EditLeftover, RecordLeftover, ReopenLeftover
from portal.db.models.records import Event
from portal.db.session import reading
from portal.errors import ChangedMeanwhile, InvalidInput, NotFound
from tests.actions.projects import a_project, leftover_of
from tests.cast import Cast, do
from tests.desk import register

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("A-06")]


def left_over(cast: Cast, **more: Any) -> int:
    values = {"problem": "加班规则未配置", "responsible": "郭强", "due_on": date(2026, 4, 1)}
    project = more.pop("project_id", None) or a_project(cast)
    return do(deeds.record_leftover, RecordLeftover.of(**{**values, "project_id": project, **more}), cast.li).id


def test_a_problem_is_recorded_with_who_solves_it_who_follows_it_and_until_when(cast: Cast) -> None:
    left = leftover_of(left_over(cast, followed_by_id=cast.ids["zhao"]))
    assert (left.problem, left.responsible, left.due_on) == ("加班规则未配置", "郭强", date(2026, 4, 1))
    assert (left.followed_by_id, left.customer_id, left.closed_at) == (cast.ids["zhao"], cast.donghai, None)


def test_a_problem_is_closed_with_its_result_and_can_be_reopened_with_a_reason(cast: Cast) -> None:
    id = left_over(cast)
    with pytest.raises(InvalidInput):
        CloseLeftover.of(id=id, seen=1, result="")
    do(deeds.close_leftover, CloseLeftover(id=id, seen=1, result="已配置并验证"), cast.zhao)
    assert leftover_of(id).result == "已配置并验证"
    assert leftover_of(id).closed_by_id == cast.ids["zhao"]
    with pytest.raises(deeds.ClosedAlready):
        do(deeds.close_leftover, CloseLeftover(id=id, seen=2, result="再关一次"), cast.li)
    with pytest.raises(deeds.ClosedAlready):
        do(deeds.edit_leftover, EditLeftover(id=id, seen=2, problem="改一下"), cast.li)
    do(deeds.reopen_leftover, ReopenLeftover(id=id, seen=2, reason="月末又出现"), cast.li)
    assert leftover_of(id).closed_at is None
    with pytest.raises(deeds.NotClosed):
        do(deeds.reopen_leftover, ReopenLeftover(id=id, seen=3, reason="再开"), cast.li)
    with reading() as session:
        told = session.exec(select(Event.kind, Event.text).where(col(Event.kind).like("leftover%")).order_by(col(Event.id))).all()
    assert told == [
        ("leftover_recorded", "加班规则未配置"),
        ("leftover_closed", "已配置并验证"),
        ("leftover_reopened", "月末又出现"),
    ]


def test_two_who_correct_the_same_problem_do_not_overwrite_each_other(cast: Cast) -> None:
    id = left_over(cast)
    do(deeds.edit_leftover, EditLeftover(id=id, seen=1, problem="加班规则缺节假日"), cast.li)
    with pytest.raises(ChangedMeanwhile):
        do(deeds.edit_leftover, EditLeftover(id=id, seen=1, problem="加班规则缺周末"), cast.zhao)
    assert leftover_of(id).problem == "加班规则缺节假日"


def test_a_problem_is_linked_to_a_ticket_of_the_same_customer_only(cast: Cast) -> None:
    own = register(cast, customer_id=cast.donghai, contact_id=None, caller_name="马科长")
    foreign = register(cast)
    with reading() as session:
        numbers = dict(session.exec(select(deeds.Ticket.id, deeds.Ticket.number)).all())
    assert leftover_of(left_over(cast, ticket=numbers[own].lower())).ticket_id == own
    for number in (numbers[foreign], "T-2026-999999", "' OR 1=1 --"):
        with pytest.raises(deeds.NoSuchTicket):
            left_over(cast, ticket=number)


def test_only_somebody_who_works_here_can_follow_it(cast: Cast) -> None:
    with pytest.raises(deeds.NobodyToFollowIt):
        left_over(cast, followed_by_id=999_999)
    with pytest.raises(NotFound):
        left_over(cast, project_id=999_999)
