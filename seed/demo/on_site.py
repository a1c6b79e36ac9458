"""What becomes of a call that nobody can solve from afar: requested, ordered, appointed, nine steps, signed, written off."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from portal import clock
from portal.actions.appointments import (
    Appoint,
    AppointmentClash,
    ConfirmOrder,
    Reappoint,
    appoint,
    confirm_order,
    reappoint,
)
from portal.actions.command import Command
from portal.actions.deed import Action, Outcome
from portal.actions.dispatch import (
    OrderEngineer,
    RequestDispatch,
    ReturnRequest,
    order_engineer,
    request_dispatch,
    return_request,
)
from portal.actions.problems import CloseProblem, RecordAnswer, close_problem, record_others_answer
from portal.actions.signing import SignOrder, sign_order
from portal.actions.site_work import (
    Arrive,
    FailOrder,
    FinishOrder,
    RecordSiteBackup,
    RecordWork,
    TickStep,
    arrive,
    fail_order,
    finish_order,
    record_site_backup,
    record_work,
    tick_step,
)
from portal.actions.tickets import RecordWrittenReport, record_written_report
from portal.actions.write_off import WriteOff, write_off
from portal.db.models.problems import ProblemEntry
from portal.rules.dispatch import Conduct, Decision
from portal.rules.tickets import Backup, FaultLevel
from seed.demo.desk import Desk
from seed.demo.hotline import afterwards
from seed.demo.problem_base import publish
from seed.demo.signatures import signature
from seed.demo.stage import Engineer, Life

SLOTS = ((9, 30), (10, 30), (14, 0), (15, 30))


class Trip:
    """One dispatch order and whoever carries it out."""

    def __init__(self, desk: Desk, order: int, engineer: Engineer) -> None:
        self.desk, self.order, self.engineer = desk, order, engineer
        self.starts_at = desk.call.at

    def do(self, action: Action[Any], command: type[Command], at: datetime, **more: Any) -> Outcome:
        """The engineer does something with the order."""
        return self.desk.stage.do(action, command(**self.desk.stage.order(self.order), **more), self.engineer.id, at)

    def manager_does(self, action: Action[Any], command: type[Command], at: datetime, **more: Any) -> Outcome:
        """A service manager does something with the order."""
        return self.desk.stage.do(action, command(**self.desk.stage.order(self.order), **more), self.desk.manager(), at)


def send_out(desk: Desk, at: datetime) -> Life:
    """From the request to the write-off, and what the customer says about it."""
    at = yield from _up_to_request(desk, at)
    yield at
    trip = request(desk, at)
    if desk.chance.random() < 0.08:
        at = desk.wait(at, 10, 60)
        yield at
        trip.manager_does(return_request, ReturnRequest, at, reason="请补充服务器环境和报错截图，说明为什么远程不能解决。")
        at = desk.wait(at, 20, 90)
        yield at
        trip = request(desk, at)
    at = desk.wait(at, 10, 90)
    yield at
    trip.manager_does(order_engineer, OrderEngineer, at, engineer_id=trip.engineer.id)
    yield from _travel(trip, at, failures=1 if desk.chance.random() < 0.16 else 0)


def _up_to_request(desk: Desk, at: datetime) -> Generator[datetime, None, datetime]:
    """A severe fault is requested after its meeting; any other is parked, called back and consulted about first."""
    if desk.call.case.level is FaultLevel.THREE:
        at = desk.wait(at, 5, 15)
        yield at
        desk.park(at)
        at = desk.wait(at, 20, 55)
        yield at
        desk.call_back(at)
        at = desk.wait(at, 5, 20)
        yield at
        desk.consult(at)
        at = desk.wait(at, 30, 150)
        yield at
        desk.end_consultation(at, solved=False)
        report = RecordWrittenReport(**desk.seen(), text=f"客户来函说明：{desk.call.case.description}")
        desk.stage.do(record_written_report, report, desk.me, at)
    return desk.wait(at, 5, 30)


def request(desk: Desk, at: datetime) -> Trip:
    """The request for an engineer, and who will be sent."""
    case = desk.call.case
    command = RequestDispatch(
        **desk.seen(), reason=desk.talk.phrase("conclusions_open"), suggestion=desk.talk.phrase("suggestions"), skill=case.skill
    )
    return Trip(desk, desk.stage.do(request_dispatch, command, desk.me, at).id, engineer_for(desk))


def engineer_for(desk: Desk) -> Engineer:
    """Whoever knows the field, from the customer's region if there is one."""
    fitting = [engineer for engineer in desk.stage.engineers if desk.call.case.skill in engineer.skills] or desk.stage.engineers
    near = [engineer for engineer in fitting if engineer.region == desk.call.client.region]
    return desk.chance.choice(near or fitting)


def _travel(trip: Trip, at: datetime, failures: int) -> Life:
    desk, chance = trip.desk, trip.desk.chance
    at = desk.wait(at, 5, 45)
    yield at
    agree(trip, at)
    if chance.random() < 0.07:
        at = min(desk.wait(at, 10, 60), trip.starts_at - timedelta(minutes=90))
        yield at
        _agree_anew(trip, at)
    at = trip.starts_at + timedelta(minutes=chance.choice((-8, -5, -3, 0, 0, 2, 5, 12, 25)))
    yield at
    come_in(trip, at)
    at += timedelta(minutes=chance.randint(25, 110))
    yield at
    if failures:
        trip.do(fail_order, FailOrder, at, reason="现场复现后判断需要更换部件或由研发出补丁，当天无法完成，已向客户说明。")
        yield from _decide_after_failure(trip, desk.wait(at, 60, 300))
        return
    work(trip, at)
    at = desk.wait(at, 60, 500)
    yield at
    new = desk.call.case.cause not in desk.stage.articles and chance.random() < 0.6
    decided = {"decision": Decision.ARCHIVE, "remark": "服务记录完整，客户已签字。", "propose": new}
    outcome = trip.manager_does(write_off, WriteOff, at, **decided)
    if new:
        desk.stage.articles[desk.call.case.cause] = 0
        desk.stage.enters(publish(desk, str(outcome.facts["article"]), at))
    yield from afterwards(desk, at)


def agree(trip: Trip, at: datetime) -> None:
    """The engineer confirms the order and agrees a time with the customer."""
    trip.do(confirm_order, ConfirmOrder, at, problem=True, solution=True, contact=True, address=True)
    _appoint(trip, at, at)


def _appoint(trip: Trip, at: datetime, earliest: datetime, **more: Any) -> None:
    """The first time at which the engineer is free; overlapping appointments are refused, as on any day."""
    for starts_at in _free_times(trip, earliest):
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1, minutes=15)}
        try:
            if more:
                trip.do(reappoint, Reappoint, at, agreed_with=trip.desk.call.contact[1], **times, **more)
            else:
                trip.do(appoint, Appoint, at, agreed_with=trip.desk.call.contact[1], **times)
        except AppointmentClash:
            continue
        trip.starts_at = starts_at
        return


def _agree_anew(trip: Trip, at: datetime) -> None:
    _appoint(trip, at, trip.starts_at + timedelta(hours=2), reason="客户临时有会，约定另一时间。")


def _free_times(trip: Trip, after: datetime) -> Life:
    day = clock.at_the_office(after).date()
    for _ in range(30):
        for hour, minute in SLOTS if trip.desk.stage.calendar.is_working_day(day) else ():
            moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.office_zone())
            if moment > after + timedelta(hours=2):
                yield moment
        day += timedelta(days=1)


def come_in(trip: Trip, at: datetime) -> None:
    """Arrive, knock, introduce oneself, see the problem."""
    trip.do(arrive, Arrive, at)
    for minutes, step in enumerate((Conduct.KNOCK, Conduct.INTRODUCE, Conduct.REPRODUCE), 1):
        trip.do(tick_step, TickStep, at + timedelta(minutes=minutes), step=step)


def work(trip: Trip, at: datetime) -> None:
    """Back up, solve, explain, have it signed, leave."""
    desk, case, name = trip.desk, trip.desk.call.case, trip.desk.call.contact[1]
    backup = Backup.REFUSED if desk.chance.random() < 0.08 else Backup.DONE
    trip.do(record_site_backup, RecordSiteBackup, at, backup=backup, said_by=name, acknowledged=backup is Backup.REFUSED)
    trip.do(record_work, RecordWork, at, cause=case.cause, work_done=case.solution, outcome="客户逐项验证，系统运行正常。")
    trip.do(tick_step, TickStep, at, step=Conduct.SOLVE)
    trip.do(tick_step, TickStep, at, step=Conduct.EXPLAIN)
    trip.do(sign_order, SignOrder, at, signed_by=name, signature=signature(name))
    trip.do(finish_order, FinishOrder, at)


def _decide_after_failure(trip: Trip, at: datetime) -> Life:
    """A further order in the same chain, or a question to headquarters that is followed to its end."""
    yield at
    desk = trip.desk
    if desk.chance.random() < 0.65:
        further = trip.manager_does(
            write_off, WriteOff, at, decision=Decision.FURTHER_ORDER, engineer_id=trip.engineer.id, remark="备件到位后再次上门。"
        )
        yield from _travel(Trip(desk, int(further.facts["further_order_id"]), trip.engineer), at, failures=0)
        return
    question = desk.talk.phrase("others")
    outcome = trip.manager_does(write_off, WriteOff, at, decision=Decision.HEADQUARTERS, question=question, remark="转总部处理。")
    at = desk.wait(at, 400, 1500)
    yield at
    seen = desk.stage.version(ProblemEntry, int(outcome.facts["problem_id"]))
    answer = RecordAnswer(**seen, answer=desk.talk.phrase("others_answered"), answered_by="总部 技术中心")
    desk.stage.do(record_others_answer, answer, desk.me, at)
    at = desk.wait(at, 30, 200)
    yield at
    desk.solve(at)
    desk.stage.do(close_problem, CloseProblem(**desk.stage.version(ProblemEntry, seen["id"])), desk.me, at)
    yield from afterwards(desk, at)
