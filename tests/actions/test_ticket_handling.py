"""Answers, backups, reports, levels, waiting for the customer, and handing over."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col

from portal.actions.callbacks import ParkTicket, park_ticket
from portal.actions.correcting import EditTicket, edit_ticket
from portal.actions.handing_over import (
    AcceptTicket,
    CannotAccept,
    DeclineTicket,
    NotOffered,
    OfferTicket,
    accept_ticket,
    decline_ticket,
    offer_ticket,
)
from portal.actions.handling import (
    ChangeLevel,
    GoOn,
    RecordAnswer,
    RecordBackup,
    RecordWrittenReport,
    SameLevel,
    WaitForCustomer,
    change_level,
    go_on,
    record_answer,
    record_backup,
    record_written_report,
    wait_for_customer,
)
from portal.actions.standards import SetDuration, set_duration
from portal.actions.ticket_needs import NotYours
from portal.actions.tickets import CloseTicket, close_ticket
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Callback, Consultation, PromiseLeg, PromisePause
from portal.db.search import ids_matching
from portal.db.session import is_postgresql, reading, writing
from portal.rules.tickets import Backup, Category, Channel, FaultLevel, PromiseKind, StepNotPossible
from tests.cast import NOW, Cast, do
from tests.desk import HOUR, go, promises, register, rows, story, ticket

DAY = timedelta(days=1)
SPRING = datetime(2026, 2, 14, 9, 0, tzinfo=UTC)  # 17:00 on the made-up Saturday before the Spring Festival


def last_event(id: int) -> Event:
    return rows(Event, col(Event.ticket_id) == id)[-1]


@pytest.mark.rule("H-10")
def test_an_answer_is_logged_with_person_channel_and_words_and_the_first_one_is_the_response(database: str, cast: Cast) -> None:
    id = register(cast)
    go(record_answer, RecordAnswer, id, cast.zhao, at=NOW + HOUR, channel=Channel.CHAT, text="正在查，请稍候")
    answered = last_event(id)
    assert (answered.kind, answered.person_id, answered.at, answered.text) == (
        "answered",
        cast.ids["zhao"],
        NOW + HOUR,
        "正在查，请稍候",
    )
    assert (answered.facts["channel"], answered.facts["first"]) == ("chat", True)
    go(record_answer, RecordAnswer, id, cast.li, at=NOW + 2 * HOUR, text="已找到原因")
    assert last_event(id).facts["first"] is False
    assert ticket(id).responded_at == NOW + HOUR
    assert promises(id, PromiseKind.RESPONSE)[0].settled_at == NOW + HOUR


@pytest.mark.rule("L-06")
@pytest.mark.parametrize("answer", Backup)
def test_the_backup_answer_is_recorded_with_time_and_person(database: str, cast: Cast, answer: Backup) -> None:
    id = register(cast)
    go(record_backup, RecordBackup, id, cast.li, at=NOW + HOUR, backup=answer, said_by="张会计")
    asked = ticket(id)
    assert (asked.backup, asked.backup_at, asked.backup_by_id) == (answer, NOW + HOUR, cast.ids["li"])
    assert last_event(id).text == "张会计"


@pytest.mark.rule("L-05")
def test_the_customers_written_report_is_recorded(database: str, cast: Cast) -> None:
    id = register(cast)
    go(record_written_report, RecordWrittenReport, id, cast.li, text="见传真")
    assert ticket(id).written_report
    assert story(id)[-1] == "report_received"


@pytest.mark.rule("L-07")
def test_raising_the_level_keeps_old_due_times_and_starts_no_clock_anew(database: str, cast: Cast) -> None:
    id = register(cast)
    before = {promise.id: promise.due_at for promise in promises(id)}
    go(change_level, ChangeLevel, id, cast.li, at=NOW + HOUR, level=FaultLevel.ONE, reason="全员无法登录")
    assert {promise.id: promise.due_at for promise in promises(id) if promise.id in before} == before
    (on_site,) = promises(id, PromiseKind.ON_SITE)
    assert on_site.due_at == NOW + HOUR + DAY
    changed = last_event(id)
    assert changed.text == "全员无法登录"
    assert (changed.facts["old"], changed.facts["new"]) == ("3", "1")
    assert set(changed.facts["due_before"]) == {"response", "solution"}
    assert set(changed.facts["due_after"]) == {"response", "solution", "on_site", "consultation"}
    assert changed.facts["due_after"]["solution"] == changed.facts["due_before"]["solution"]
    assert (changed.facts["priority_before"], changed.facts["priority_after"]) == (3, 1)
    assert len(rows(Consultation)) == 1


@pytest.mark.rule("L-07")
def test_lowering_the_level_withdraws_the_engineers_promise_and_says_so(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.ONE)
    go(change_level, ChangeLevel, id, cast.li, at=NOW + HOUR, level=FaultLevel.THREE, reason="仅一台电脑")
    (on_site,) = promises(id, PromiseKind.ON_SITE)
    assert (on_site.settled_at, on_site.withdrawn) == (NOW + HOUR, True)
    assert "on_site" in last_event(id).facts["due_before"]
    assert "on_site" not in last_event(id).facts["due_after"]
    assert ticket(id).priority == 3


@pytest.mark.rule("L-07")
def test_the_same_level_is_refused(database: str, cast: Cast) -> None:
    id = register(cast)
    with pytest.raises(SameLevel):
        go(change_level, ChangeLevel, id, cast.li, level=FaultLevel.THREE, reason="再说一次")


@pytest.mark.rule("H-03")
@pytest.mark.rule("H-04")
def test_a_corrected_request_is_weighed_and_found_anew_and_its_story_keeps_what_was_there(database: str, cast: Cast) -> None:
    id = register(cast, category=Category.OTHER, description="旧描述")
    corrected = {"category": Category.ACCOUNT, "symptom": "口令泄露", "description": "新描述", "account_security": True}
    go(edit_ticket, EditTicket, id, cast.li, **corrected)
    now = ticket(id)
    assert (now.category, now.symptom, now.priority) == (Category.ACCOUNT, "口令泄露", 1)
    told = last_event(id).facts
    assert told["was"] == {"category": "other", "symptom": "薪酬计算报错", "description": "旧描述", "account_security": False}
    assert (told["priority_before"], told["priority_after"]) == (3, 1)
    with reading() as session:
        for asked, ids in (("口令泄露", [id]), ("薪酬计算", [])):
            statement = ids_matching("ticket_words", asked, postgresql=is_postgresql(session))
            assert statement is not None
            assert session.execute(statement).scalars().all() == ids
    with pytest.raises(NotYours):
        go(edit_ticket, EditTicket, id, cast.zhao, **corrected)


@pytest.mark.rule("L-09")
def test_clocks_stop_while_the_customer_is_waited_for_and_the_stop_is_visible(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    go(wait_for_customer, WaitForCustomer, id, cast.li, at=NOW + HOUR, reason="等客户提供数据")
    assert ticket(id).next_due_at is None
    go(go_on, GoOn, id, cast.li, at=NOW + 25 * HOUR)
    (stop,) = rows(PromisePause)
    assert (stop.since, stop.until, stop.reason) == (NOW + HOUR, NOW + 25 * HOUR, "等客户提供数据")
    assert ticket(id).next_due_at == NOW + 3 * DAY
    assert story(id)[-2:] == ["clocks_stopped", "clocks_go_on"]


@pytest.mark.rule("L-09")
def test_a_working_clock_paused_into_a_holiday_goes_on_with_the_hour_that_was_left(database: str, cast: Cast) -> None:
    standard = SetDuration(key="promise.solution", minutes=120, working_time=True, valid_from=SPRING.date(), reason="工作时间计")
    do(set_duration, standard, cast.sun, at=SPRING)
    id = register(cast, began=True, at=SPRING)
    assert ticket(id).next_due_at == datetime(2026, 2, 24, 1, 30, tzinfo=UTC)  # an hour before the holiday, an hour after
    go(wait_for_customer, WaitForCustomer, id, cast.li, at=SPRING + HOUR / 2, reason="等客户")
    go(go_on, GoOn, id, cast.li, at=datetime(2026, 2, 20, 2, 0, tzinfo=UTC))
    assert ticket(id).next_due_at == datetime(2026, 2, 24, 2, 0, tzinfo=UTC)


@pytest.mark.rule("L-09")
def test_a_first_response_and_a_promised_call_are_not_stopped_by_waiting(database: str, cast: Cast) -> None:
    id = register(cast)
    go(park_ticket, ParkTicket, id, cast.li, agreed=True)
    go(wait_for_customer, WaitForCustomer, id, cast.li, reason="等客户")
    assert {promise.kind for promise in promises(id) if promise.paused_at} == {PromiseKind.SOLUTION}
    assert ticket(id).next_promise is PromiseKind.CALLBACK


@pytest.mark.rule("H-05")
def test_ownership_moves_only_when_the_colleague_accepts(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    go(park_ticket, ParkTicket, id, cast.li, agreed=True)
    go(offer_ticket, OfferTicket, id, cast.li, to_id=cast.ids["zhao"], reason="我下班")
    assert (ticket(id).owner_id, ticket(id).offered_to_id) == (cast.ids["li"], cast.ids["zhao"])
    go(accept_ticket, AcceptTicket, id, cast.zhao, at=NOW + HOUR / 2)
    assert (ticket(id).owner_id, ticket(id).offered_to_id) == (cast.ids["zhao"], None)
    assert rows(Callback)[0].holder_id == cast.ids["zhao"]
    with pytest.raises(NotYours):
        go(offer_ticket, OfferTicket, id, cast.li, to_id=cast.ids["sun"], reason="反悔")


def test_a_change_of_hands_starts_a_leg_in_every_running_promise(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    go(offer_ticket, OfferTicket, id, cast.li, to_id=cast.ids["zhao"], reason="我下班")
    go(accept_ticket, AcceptTicket, id, cast.zhao, at=NOW + 5 * HOUR)
    (solution,) = promises(id, PromiseKind.SOLUTION)
    assert solution.holder_id == cast.ids["zhao"]
    assert solution.due_at == NOW + 2 * DAY
    legs = rows(PromiseLeg, col(PromiseLeg.promise_id) == solution.id)
    assert [(leg.holder_id, leg.since, leg.until) for leg in legs] == [
        (cast.ids["li"], NOW, NOW + 5 * HOUR),
        (cast.ids["zhao"], NOW + 5 * HOUR, None),
    ]


@pytest.mark.rule("H-05")
def test_nobody_accepts_what_was_not_offered_to_them(database: str, cast: Cast) -> None:
    id = register(cast)
    with pytest.raises(NotOffered):
        go(accept_ticket, AcceptTicket, id, cast.zhao)
    go(offer_ticket, OfferTicket, id, cast.li, to_id=cast.ids["zhao"], reason="我下班")
    for unseen in (id, 999_999):  # nor do they learn that it is there, or who changed it
        with pytest.raises(NotOffered):
            do(accept_ticket, AcceptTicket(id=unseen, seen=0), cast.wang)
    go(decline_ticket, DeclineTicket, id, cast.zhao, reason="我也忙")
    with pytest.raises(NotOffered):
        go(accept_ticket, AcceptTicket, id, cast.zhao)
    assert ticket(id).owner_id == cast.ids["li"]


@pytest.mark.rule("H-05")
@pytest.mark.parametrize("unfit", ["li", "zhou", "gone", "nobody"])
def test_a_ticket_is_offered_only_to_somebody_who_can_own_it(database: str, cast: Cast, unfit: str) -> None:
    id = register(cast)
    with writing() as session:
        session.get_one(Person, cast.ids["chen"]).active = False
    to = {"gone": cast.ids["chen"], "nobody": 999_999}.get(unfit) or cast.ids[unfit]
    with pytest.raises(CannotAccept):
        go(offer_ticket, OfferTicket, id, cast.li, to_id=to, reason="请接手")


@pytest.mark.parametrize(
    ("action", "command", "given"),
    [
        (record_backup, RecordBackup, {"backup": Backup.DONE, "said_by": "张"}),
        (record_written_report, RecordWrittenReport, {"text": "见附件"}),
        (change_level, ChangeLevel, {"level": FaultLevel.ONE, "reason": "升级"}),
        (wait_for_customer, WaitForCustomer, {"reason": "等"}),
        (go_on, GoOn, {}),
        (offer_ticket, OfferTicket, {"to_id": 2, "reason": "请接手"}),
        (edit_ticket, EditTicket, {"category": Category.OTHER, "symptom": "改"}),
    ],
)
def test_a_closed_ticket_is_not_handled_any_more(
    sqlite_database: str, cast: Cast, action: object, command: type, given: dict
) -> None:
    id = register(cast)
    go(close_ticket, CloseTicket, id, cast.li, reason="误登记")
    with pytest.raises(StepNotPossible):
        go(action, command, id, cast.li, **given)
