"""Dispatch: requests, orders, appointments and the visit itself (rules D-01 to D-05, L-06)."""

import threading
import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from portal.actions import appointments, dispatch, site_work, tickets
from portal.actions.command import Command
from portal.actions.deed import Action
from portal.actions.order_steps import NoLongerYours, OrderStillOpen
from portal.actions.ticket_needs import ReasonMissing, WrittenReportMissing
from portal.db.models.customers import Customer
from portal.db.models.dispatch import OrderStep
from portal.db.models.people import Absence
from portal.db.models.records import Event
from portal.db.models.tickets import Promise, PromiseLeg
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound, Refusal
from portal.rules.conduct import (
    AppointmentImpossible,
    StepByRecording,
    StepDone,
    StepObligatory,
    StepsInOrder,
    StepsMissing,
)
from portal.rules.dispatch import Conduct, OrderStatus
from portal.rules.tickets import Backup, FaultLevel, PromiseKind, StepNotPossible, TicketStatus
from tests.actions.on_site import (
    VISIT,
    a_request,
    a_ticket,
    act,
    an_order,
    an_order_that_is,
    appoint,
    back_up,
    confirm,
    order_of,
    sign,
    tick,
    ticket_of,
    work_on,
)
from tests.cast import NOW, Cast, do

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.rule("D-01")
def test_a_clear_request_becomes_an_order(cast: Cast) -> None:
    order_id = an_order(cast)
    order = order_of(order_id)
    assert order.number == "D-2026-000001"
    assert (order.status, order.engineer_id) == (OrderStatus.ORDERED, cast.ids["wang"])
    assert (order.contact_id, order.address) == (cast.zhang, "上海市浦东新区世纪大道100号")
    assert order.problem == "工资计算报错\n三月工资计算到一半停止"
    assert ticket_of(order.ticket_id).status is TicketStatus.DISPATCHED


@pytest.mark.rule("D-01")
def test_an_unclear_request_goes_back_with_a_reason(cast: Cast) -> None:
    order_id = a_request(cast)
    act(dispatch.return_request, dispatch.ReturnRequest, order_id, cast.sun, reason="请先说明版本")
    order = order_of(order_id)
    assert (order.status, order.returned_reason) == (OrderStatus.RETURNED, "请先说明版本")
    ticket = ticket_of(order.ticket_id)
    assert (ticket.status, ticket.owner_id) == (TicketStatus.IN_PROGRESS, cast.ids["li"])
    assert a_request(cast, order.ticket_id) != order_id


@pytest.mark.rule("D-01")
def test_a_request_is_not_returned_without_a_reason(cast: Cast) -> None:
    order_id = a_request(cast)
    with pytest.raises(InvalidInput):
        act(dispatch.return_request, dispatch.ReturnRequest, order_id, cast.sun, reason=" \n ")
    assert order_of(order_id).status is OrderStatus.REQUESTED


@pytest.mark.rule("D-01")
def test_only_the_service_manager_decides_a_request(cast: Cast) -> None:
    order_id = a_request(cast)
    for caller in (cast.li, cast.wang, cast.zhou, cast.admin):
        with pytest.raises(NotAllowed):
            act(dispatch.order_engineer, dispatch.OrderEngineer, order_id, caller, engineer_id=cast.ids["wang"])


@pytest.mark.rule("D-01")
def test_the_second_of_two_deciding_managers_is_told(cast: Cast) -> None:
    order_id = a_request(cast)
    seen = order_of(order_id).version
    do(dispatch.order_engineer, dispatch.OrderEngineer(id=order_id, seen=seen, engineer_id=cast.ids["wang"]), cast.sun)
    with pytest.raises(ChangedMeanwhile, match="ChangedMeanwhile") as told:
        do(dispatch.return_request, dispatch.ReturnRequest(id=order_id, seen=seen, reason="不清楚"), cast.sun)
    assert "孙丽" in told.value.sentence()
    assert order_of(order_id).status is OrderStatus.ORDERED


@pytest.mark.rule("D-01")
def test_a_level_3_fault_is_dispatched_only_on_a_written_report(cast: Cast) -> None:
    ticket_id = a_ticket(cast, FaultLevel.THREE)
    with pytest.raises(Refusal) as refused:
        a_request(cast, ticket_id)
    assert refused.value.code in ("ConsultFirst", WrittenReportMissing.__name__)


@pytest.mark.rule("D-03")
def test_nobody_is_sent_without_contact_and_address(cast: Cast) -> None:
    command = tickets.RegisterTicket(
        customer_id=cast.donghai, caller_name="新来电", category="technical", symptom="登录失败", level=FaultLevel.TWO
    )
    ticket_id = do(tickets.register_ticket, command, cast.li).id
    with pytest.raises(dispatch.NoWayToTheCustomer) as refused:
        a_request(cast, ticket_id)
    assert refused.value.field == "address"
    assert ticket_of(ticket_id).status is TicketStatus.REGISTERED


@pytest.mark.rule("D-03")
def test_a_contact_of_another_customer_is_refused(cast: Cast) -> None:
    command = tickets.RegisterTicket(
        customer_id=cast.donghai, caller_name="新来电", category="technical", symptom="登录失败", level=FaultLevel.TWO
    )
    ticket_id = do(tickets.register_ticket, command, cast.li).id
    request = dispatch.RequestDispatch(
        id=ticket_id, seen=ticket_of(ticket_id).version, reason="x", contact_id=cast.zhang, address="x"
    )
    with pytest.raises(dispatch.NoWayToTheCustomer):
        do(dispatch.request_dispatch, request, cast.li)


@pytest.mark.rule("D-02")
def test_the_proposal_that_the_manager_saw_is_kept_with_its_reasons(cast: Cast) -> None:
    proposal = order_of(an_order(cast)).proposal
    assert [candidate["name"] for candidate in proposal] == ["王志强", "陈静"]
    assert any("experienced" in str(reason) for reason in proposal[0]["reasons"])  # type: ignore[attr-defined]


@pytest.mark.rule("D-02")
@pytest.mark.parametrize("who", ["li", "sun", "zhou"])
def test_only_field_engineers_are_ordered(cast: Cast, who: str) -> None:
    order_id = a_request(cast)
    with pytest.raises(dispatch.NotAnEngineer):
        act(dispatch.order_engineer, dispatch.OrderEngineer, order_id, cast.sun, engineer_id=cast.ids[who])


@pytest.mark.rule("D-02")
def test_ordering_hands_the_clocks_to_the_engineer(cast: Cast) -> None:
    an_order(cast)
    with reading() as session:
        holders = session.exec(select(Promise.holder_id).where(col(Promise.settled_at).is_(None))).all()
        legs = session.exec(select(PromiseLeg.holder_id).where(col(PromiseLeg.until).is_(None))).all()
    assert len(holders) >= 2
    assert set(holders) == {cast.ids["wang"]} == set(legs)


@pytest.mark.rule("D-02")
def test_overlapping_appointments_of_one_engineer_are_refused(cast: Cast) -> None:
    first, second = an_order_that_is("confirmed", cast), an_order_that_is("confirmed", cast)
    appoint(first, cast.wang)
    with pytest.raises(appointments.AppointmentClash) as clash:
        appoint(second, cast.wang, VISIT + timedelta(hours=2))
    assert clash.value.facts["number"] == order_of(first).number
    appoint(second, cast.wang, VISIT + timedelta(hours=3))
    assert order_of(second).status is OrderStatus.APPOINTED


@pytest.mark.rule("D-02")
def test_of_two_overlapping_appointments_made_at_once_one_is_refused(cast: Cast) -> None:
    orders = [an_order_that_is("confirmed", cast) for _ in range(3)]
    results: list[str] = []
    ready = threading.Barrier(len(orders))

    def make(order_id: int) -> None:
        command = appointments.Appoint(
            id=order_id, seen=order_of(order_id).version, starts_at=VISIT, ends_at=VISIT + timedelta(hours=1), agreed_with="张"
        )
        ready.wait()
        try:
            do(appointments.appoint, command, cast.wang)
            results.append("appointed")
        except appointments.AppointmentClash:
            results.append("refused")

    threads = [threading.Thread(target=make, args=(order_id,)) for order_id in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["appointed", "refused", "refused"]


@pytest.mark.rule("D-02")
def test_two_engineers_may_be_out_at_the_same_time(cast: Cast) -> None:
    for engineer in ("wang", "chen"):
        order_id = an_order_that_is("appointed", cast, engineer)
        assert order_of(order_id).starts_at == VISIT


@pytest.mark.rule("D-02")
def test_nobody_is_appointed_on_a_day_of_absence(cast: Cast) -> None:
    with writing() as session:
        session.add(Absence(person_id=cast.ids["wang"], first_day=date(2026, 3, 12), last_day=date(2026, 3, 13)))
    with pytest.raises(appointments.AwayOnThatDay):
        an_order_that_is("appointed", cast)


@pytest.mark.rule("D-03")
@pytest.mark.parametrize("wrong", ["problem", "solution", "contact", "address"])
def test_an_order_is_confirmed_only_when_all_four_are_right(cast: Cast, wrong: str) -> None:
    order_id = an_order(cast)
    facts = {"problem": True, "solution": True, "contact": True, "address": True} | {wrong: False}
    with pytest.raises(appointments.NotAllConfirmed):
        act(appointments.confirm_order, appointments.ConfirmOrder, order_id, cast.wang, **facts)
    assert order_of(order_id).status is OrderStatus.ORDERED


@pytest.mark.rule("D-03")
def test_wrong_data_goes_back_is_corrected_and_ordered_again(cast: Cast) -> None:
    order_id = an_order_that_is("confirmed", cast)
    act(appointments.hand_back_order, appointments.HandBackOrder, order_id, cast.wang, reason="地址不对")
    order = order_of(order_id)
    assert (order.status, order.engineer_id, order.confirmed_at) == (OrderStatus.REQUESTED, None, None)
    assert ticket_of(order.ticket_id).status is TicketStatus.DISPATCH_REQUESTED
    act(
        dispatch.correct_request,
        dispatch.CorrectRequest,
        order_id,
        cast.sun,
        problem=order.problem,
        address="上海市徐汇区漕溪北路1号",
        contact_id=cast.zhang,
    )
    act(dispatch.order_engineer, dispatch.OrderEngineer, order_id, cast.sun, engineer_id=cast.ids["chen"])
    confirm(order_id, cast.chen)
    order = order_of(order_id)
    assert (order.status, order.address) == (OrderStatus.CONFIRMED, "上海市徐汇区漕溪北路1号")
    assert _steps(order_id) == [Conduct.CONFIRM]


@pytest.mark.rule("D-04")
@pytest.mark.parametrize(("starts", "hours"), [(NOW - timedelta(hours=1), 3), (NOW, 3), (VISIT, 0), (VISIT, -1), (VISIT, 15)])
def test_an_appointment_lies_ahead_and_is_a_visit(cast: Cast, starts: datetime, hours: int) -> None:
    order_id = an_order_that_is("confirmed", cast)
    with pytest.raises(AppointmentImpossible):
        appoint(order_id, cast.wang, starts, hours)


@pytest.mark.rule("D-04")
def test_a_time_without_zone_is_the_offices() -> None:
    command = appointments.Appoint(
        id=1, seen=1, starts_at=datetime(2026, 3, 12, 9, 30), ends_at=datetime(2026, 3, 12, 11, 0), agreed_with="张"
    )
    assert command.starts_at.isoformat() == "2026-03-12T01:30:00+00:00"


@pytest.mark.rule("D-04")
def test_a_changed_appointment_keeps_its_reason_and_the_old_time(cast: Cast) -> None:
    order_id = an_order_that_is("appointed", cast)
    _reappoint(cast, order_id, NOW + timedelta(hours=1), VISIT + timedelta(days=1))
    assert order_of(order_id).starts_at == VISIT + timedelta(days=1)
    event = _events(order_id)[-1]
    assert (event.kind, event.text, event.facts["before"]) == ("reappointed", "客户临时有会", VISIT.isoformat())


@pytest.mark.rule("D-04")
def test_a_change_after_the_old_time_is_refused(cast: Cast) -> None:
    order_id = an_order_that_is("appointed", cast)
    with pytest.raises(appointments.AnnouncedTooLate):
        _reappoint(cast, order_id, VISIT + timedelta(minutes=1), VISIT + timedelta(days=1))
    assert order_of(order_id).starts_at == VISIT


@pytest.mark.rule("D-04")
def test_the_arrival_is_compared_with_the_appointment(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    assert _events(order_id)[-1].facts["minutes_late"] == 4


@pytest.mark.rule("H-02")
def test_the_archive_says_when_somebody_was_last_there(cast: Cast) -> None:
    an_order_that_is("on site", cast)
    with reading() as session:
        assert session.exec(select(col(Customer.last_visit_at)).where(col(Customer.id) == cast.huayuan)).one() is not None


@pytest.mark.rule("D-04")
def test_arriving_keeps_the_promise_of_an_engineer_on_site(cast: Cast) -> None:
    ticket_id = a_ticket(cast, FaultLevel.ONE)
    order_id = a_request(cast, ticket_id)
    act(dispatch.order_engineer, dispatch.OrderEngineer, order_id, cast.sun, engineer_id=cast.ids["wang"])
    confirm(order_id, cast.wang)
    appoint(order_id, cast.wang, NOW + timedelta(hours=5))
    act(site_work.arrive, site_work.Arrive, order_id, cast.wang, NOW + timedelta(hours=5))
    with reading() as session:
        moments = select(col(Promise.settled_at), col(Promise.due_at)).where(col(Promise.kind) == PromiseKind.ON_SITE)
        settled_at, due_at = session.exec(moments).one()
    assert settled_at == NOW + timedelta(hours=5) <= due_at


@pytest.mark.rule("D-05")
def test_the_steps_are_ticked_in_their_order(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    with pytest.raises(StepsInOrder) as refused:
        tick(order_id, cast.wang, Conduct.REPRODUCE)
    assert "Knock" in refused.value.sentence()
    tick(order_id, cast.wang, Conduct.KNOCK)
    with pytest.raises(StepDone):
        tick(order_id, cast.wang, Conduct.KNOCK)
    assert _steps(order_id) == [Conduct.CONFIRM, Conduct.APPOINT, Conduct.KNOCK]


@pytest.mark.rule("D-05")
def test_an_optional_step_is_left_out_with_its_reason(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    tick(order_id, cast.wang, Conduct.KNOCK, "客户在门口等候")
    with reading() as session:
        assert session.get_one(OrderStep, (order_id, Conduct.KNOCK)).skipped_because == "客户在门口等候"


@pytest.mark.rule("D-05")
def test_the_backup_cannot_be_skipped_nor_merely_ticked(cast: Cast) -> None:
    order_id = an_order_that_is("reproduced", cast)
    with pytest.raises(StepObligatory):
        tick(order_id, cast.wang, Conduct.BACK_UP, "客户没有磁盘")
    with pytest.raises(StepByRecording):
        tick(order_id, cast.wang, Conduct.BACK_UP)
    with pytest.raises(StepsInOrder):
        tick(order_id, cast.wang, Conduct.SOLVE)
    with pytest.raises(StepsInOrder):
        work_on(order_id, cast.wang)


@pytest.mark.rule("D-05")
def test_an_engineer_cannot_leave_without_a_signature(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    with pytest.raises(StepsMissing):
        act(site_work.finish_order, site_work.FinishOrder, order_id, cast.wang, VISIT)
    with pytest.raises(StepsMissing):
        act(site_work.fail_order, site_work.FailOrder, order_id, cast.wang, VISIT, reason="缺少备件")
    assert order_of(order_id).status is OrderStatus.ON_SITE


@pytest.mark.rule("D-05")
def test_a_visit_in_vain_ends_without_signature(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    act(site_work.fail_order, site_work.FailOrder, order_id, cast.wang, VISIT, reason="客户不在")
    order = order_of(order_id)
    assert (order.status, order.not_solved_because) == (OrderStatus.NOT_SOLVED, "客户不在")


@pytest.mark.rule("L-06")
def test_a_refused_backup_is_acknowledged(cast: Cast) -> None:
    order_id = an_order_that_is("reproduced", cast)
    with pytest.raises(site_work.RefusalNotAcknowledged):
        act(
            site_work.record_site_backup,
            site_work.RecordSiteBackup,
            order_id,
            cast.wang,
            VISIT,
            backup=Backup.REFUSED,
            said_by="张会计",
        )
    back_up(order_id, cast.wang, Backup.REFUSED)
    order = order_of(order_id)
    assert (order.backup, order.backup_said_by, order.backup_at) == (Backup.REFUSED, "张会计", VISIT)


@pytest.mark.rule("D-05")
def test_nothing_is_recorded_after_the_signature(cast: Cast) -> None:
    order_id = an_order_that_is("signed", cast)
    with pytest.raises(site_work.SignedAlready):
        work_on(order_id, cast.wang)


def test_a_foreign_order_is_as_good_as_none(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    for action, command, facts in (
        (site_work.tick_step, site_work.TickStep, {"step": Conduct.KNOCK}),
        (site_work.finish_order, site_work.FinishOrder, {}),
        (appointments.hand_back_order, appointments.HandBackOrder, {"reason": "x"}),
    ):
        with pytest.raises(NotFound):
            do(action, command(id=order_id, seen=order_of(order_id).version, **facts), cast.chen)
        with pytest.raises(NotFound):
            do(action, command(id=999_999, seen=1, **facts), cast.chen)


@pytest.mark.rule("D-11")
def test_an_engineer_whose_order_was_taken_away_meanwhile_is_told_so(cast: Cast) -> None:
    order_id = an_order_that_is("appointed", cast)
    seen = order_of(order_id).version
    act(dispatch.reassign_order, dispatch.ReassignOrder, order_id, cast.sun, engineer_id=cast.ids["chen"], reason="就近安排")
    with pytest.raises(NoLongerYours) as told:
        do(site_work.arrive, site_work.Arrive(id=order_id, seen=seen), cast.wang, VISIT)
    assert order_of(order_id).number in told.value.sentence()
    order = order_of(order_id)
    assert (order.status, order.engineer_id, order.starts_at, _steps(order_id)) == (
        OrderStatus.ORDERED,
        cast.ids["chen"],
        None,
        [],
    )


@pytest.mark.rule("D-11")
def test_an_order_is_reassigned_to_somebody_else_or_not_at_all(cast: Cast) -> None:
    order_id = an_order(cast)
    with pytest.raises(dispatch.SameEngineer):
        act(dispatch.reassign_order, dispatch.ReassignOrder, order_id, cast.sun, engineer_id=cast.ids["wang"], reason="x")
    on_site = an_order_that_is("on site", cast)
    with pytest.raises(StepNotPossible):
        act(dispatch.reassign_order, dispatch.ReassignOrder, on_site, cast.sun, engineer_id=cast.ids["chen"], reason="x")


def test_an_order_nobody_needs_any_more_is_called_off(cast: Cast) -> None:
    order_id = an_order_that_is("appointed", cast)
    act(dispatch.withdraw_order, dispatch.WithdrawOrder, order_id, cast.sun, reason="客户自行恢复")
    order = order_of(order_id)
    assert order.status is OrderStatus.RETURNED
    assert ticket_of(order.ticket_id).status is TicketStatus.IN_PROGRESS


def test_one_ticket_has_one_open_order(cast: Cast) -> None:
    order = order_of(a_request(cast))
    with pytest.raises((OrderStillOpen, StepNotPossible)):
        a_request(cast, order.ticket_id)


def test_a_double_tap_ticks_once_and_answers_twice_alike(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    command = site_work.TickStep(id=order_id, seen=order_of(order_id).version, step=Conduct.KNOCK)
    key = uuid.uuid4().hex
    answers = [do(site_work.tick_step, command, cast.wang, VISIT, key) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert _steps(order_id).count(Conduct.KNOCK) == 1


@pytest.mark.parametrize(
    ("stage", "action", "command"),
    [
        ("confirmed", appointments.confirm_order, appointments.ConfirmOrder),
        ("on site", appointments.confirm_order, appointments.ConfirmOrder),
        ("confirmed", site_work.arrive, site_work.Arrive),
        ("confirmed", site_work.finish_order, site_work.FinishOrder),
        ("done", site_work.arrive, site_work.Arrive),
        ("done", site_work.finish_order, site_work.FinishOrder),
    ],
)
def test_a_step_that_does_not_lead_from_here_changes_nothing(
    cast: Cast, stage: str, action: Action[Command], command: type[Command]
) -> None:
    order_id = an_order_that_is(stage, cast)
    before = order_of(order_id)
    with pytest.raises(StepNotPossible):
        act(action, command, order_id, cast.wang, VISIT + timedelta(hours=4))
    assert order_of(order_id) == before


def test_a_reason_of_blanks_is_none(cast: Cast) -> None:
    order_id = an_order(cast)
    with pytest.raises((InvalidInput, ReasonMissing)):
        act(appointments.hand_back_order, appointments.HandBackOrder, order_id, cast.wang, reason="   ")


def test_every_deed_of_a_visit_stands_in_the_story_of_order_and_ticket(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    events = _events(order_id)
    kinds = [event.kind for event in events]
    assert kinds[:5] == ["dispatch_requested", "engineer_ordered", "order_confirmed", "appointed", "arrived"]
    assert kinds[-2:] == ["order_signed", "order_finished"]
    assert {event.ticket_id for event in events} == {order_of(order_id).ticket_id}


def test_signing_needs_the_record_of_the_work(cast: Cast) -> None:
    order_id = an_order_that_is("backed up", cast)
    for step in (Conduct.SOLVE, Conduct.EXPLAIN):
        tick(order_id, cast.wang, step)
    with pytest.raises(Refusal) as refused:
        sign(order_id, cast.wang)
    assert refused.value.code == "WorkNotRecorded"


def _reappoint(cast: Cast, order_id: int, at: datetime, starts_at: datetime) -> None:
    act(
        appointments.reappoint,
        appointments.Reappoint,
        order_id,
        cast.wang,
        at,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        agreed_with="张会计",
        reason="客户临时有会",
    )


def _steps(order_id: int) -> list[Conduct]:
    with reading() as session:
        ticked = set(session.exec(select(OrderStep.step).where(col(OrderStep.order_id) == order_id)))
    return [step for step in Conduct if step in ticked]


def _events(order_id: int) -> list[Event]:
    with reading() as session:
        told = select(Event).where(col(Event.subject) == "order", col(Event.subject_id) == order_id)
        events = list(session.exec(told.order_by(col(Event.id))))
        session.expunge_all()
    return events
