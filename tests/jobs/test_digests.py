"""The evening digests, sent through a real SMTP server: one a department and day, once, whatever breaks (rule F-06)."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col

from portal.actions.audit import first_broken_link
from portal.actions.demands import DeclineDemand, DemandSeen, decline_demand, take_demand_in_hand
from portal.actions.departments import EditDepartment, edit_department
from portal.actions.digests import DigestSeen, send_digest_again, settle_digest
from portal.actions.office import SetSpecialDay, set_special_day
from portal.db.models.demands import Demand, Digest
from portal.db.models.records import Event
from portal.db.session import reading
from portal.jobs.digests import do_digests
from portal.rules.demands import DemandStatus, DigestStatus, Trouble
from portal.rules.digests import LEASE
from tests.cast import NOW, Cast, do
from tests.desk import rows
from tests.jobs.post_office import PostOffice, drops, refuses
from tests.jobs.sender import send
from tests.new_customers import a_department, demanded

pytestmark = pytest.mark.rule("F-06")

WEDNESDAY = date(2026, 3, 11)
EVENING = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # 18:00 in the office: the end of the day on which everything is recorded
MINUTE = timedelta(minutes=1)


def run(now: datetime = EVENING) -> dict[str, int]:
    """One round of the job at a moment; what came of it, without what did not happen."""
    return {word: count for word, count in do_digests(lambda: now).items() if count}


def digest() -> Digest:
    return rows(Digest)[0]


def text_of(post: PostOffice, place: int = 0) -> str:
    body = post.letters[place].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def opened(database: str, post: PostOffice) -> Iterator[PostOffice]:
    with post.open():
        yield post


@pytest.fixture
def on_sqlite(sqlite_database: str, post: PostOffice) -> Iterator[PostOffice]:
    with post.open():
        yield post


def test_each_department_gets_one_digest_of_the_day_with_every_demand_in_chinese(opened: PostOffice, cast: Cast) -> None:
    training, research = a_department(cast), a_department(cast, "研发部", "rd@company.example", "何工")
    for wish in ("安排薪酬培训\n最好在月底前", "上门指导考勤"):
        demanded(cast, department=training, wish=wish)
    demanded(cast, department=research, wish="工资条要支持双语")
    assert run(EVENING - MINUTE) == {}
    assert run() == {"made": 2, "sent": 2}
    assert opened.recipients == ["head@implementation.example", "rd@company.example"]
    letter = opened.letters[0]
    assert letter["Subject"] == "服务需求汇总（实施部，2026-03-11）：2 条服务需求"
    assert str(letter["To"]) == "马经理 <head@implementation.example>"
    assert "安排薪酬培训\n   最好在月底前" in text_of(opened).replace("\r\n", "\n")
    assert "华源机械集团有限公司" in text_of(opened)
    assert "上门指导考勤" in str(letter.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert {demand.status for demand in rows(Demand)} == {DemandStatus.SENT}
    assert [(each.day, each.status, each.sent_at) for each in rows(Digest)] == [(WEDNESDAY, DigestStatus.SENT, EVENING)] * 2


def test_the_job_twice_sends_once(opened: PostOffice, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    assert run() == {"made": 1, "sent": 1}
    assert run() == run(EVENING + timedelta(hours=5)) == {}
    assert len(opened.letters) == 1
    kinds = [event.kind for event in rows(Event, col(Event.customer_id) == cast.huayuan)]
    assert kinds == ["demand_recorded", "demand_sent"]
    with reading() as session:
        assert first_broken_link(session) is None


@pytest.mark.parametrize(
    ("recorded", "goes_with"),
    [
        (datetime(2026, 3, 11, 9, 59, 59, tzinfo=UTC), date(2026, 3, 11)),
        (datetime(2026, 3, 11, 10, 0, tzinfo=UTC), date(2026, 3, 12)),  # after hours
        (datetime(2026, 3, 14, 3, 0, tzinfo=UTC), date(2026, 3, 16)),  # Saturday
        (datetime(2026, 2, 17, 3, 0, tzinfo=UTC), date(2026, 2, 24)),  # Spring Festival
        (datetime(2026, 2, 28, 3, 0, tzinfo=UTC), date(2026, 2, 28)),  # a Saturday that is worked
    ],
)
def test_the_days_end_follows_the_working_calendar(
    on_sqlite: PostOffice, cast: Cast, recorded: datetime, goes_with: date
) -> None:
    demanded(cast, department=a_department(cast), at=recorded)
    closes = datetime(goes_with.year, goes_with.month, goes_with.day, 10, 0, tzinfo=UTC)
    assert run(closes - MINUTE) == {}
    assert run(closes) == {"made": 1, "sent": 1}
    assert digest().day == goes_with


def test_a_special_day_off_moves_the_digest_to_the_next_working_day(on_sqlite: PostOffice, cast: Cast) -> None:
    command = SetSpecialDay.of(day=WEDNESDAY, works=False, valid_from=WEDNESDAY, reason="全员培训")
    do(set_special_day, command, cast.sun)
    demanded(cast, department=a_department(cast), at=NOW)
    assert run(EVENING) == {}
    assert run(EVENING + timedelta(days=1)) == {"made": 1, "sent": 1}
    assert digest().day == date(2026, 3, 12)


def test_days_on_which_the_portal_stood_still_get_their_own_digests(on_sqlite: PostOffice, cast: Cast) -> None:
    department = a_department(cast)
    for days in range(3):
        demanded(cast, department=department, at=NOW + timedelta(days=days))
    assert run(EVENING + timedelta(days=2)) == {"made": 3, "sent": 3}
    assert [each.day.day for each in rows(Digest)] == [11, 12, 13]


def test_what_was_written_down_after_its_digest_goes_with_the_next_one(on_sqlite: PostOffice, cast: Cast) -> None:
    department = a_department(cast)
    demanded(cast, department=department)
    run()
    late = demanded(cast, department=department, at=EVENING - timedelta(seconds=1))
    assert run() == {}
    assert run(EVENING + timedelta(days=1)) == {"made": 1, "sent": 1}
    assert rows(Demand, col(Demand.id) == late)[0].digest_id == rows(Digest)[1].id
    assert rows(Digest)[1].day == date(2026, 3, 12)


def test_what_was_withdrawn_is_left_out_and_what_is_in_hand_already_is_not(opened: PostOffice, cast: Cast) -> None:
    department = a_department(cast)
    withdrawn, begun = (demanded(cast, department=department, wish=wish) for wish in ("登记错了", "已电话转告"))
    do(decline_demand, DeclineDemand.of(id=withdrawn, seen=1, answer="重复登记"), cast.li)
    do(take_demand_in_hand, DemandSeen.of(id=begun, seen=1), cast.li)
    assert run() == {"made": 1, "sent": 1}
    assert "登记错了" not in text_of(opened)
    assert "已电话转告" in text_of(opened)
    assert rows(Demand, col(Demand.id) == begun)[0].status is DemandStatus.IN_HAND


def test_while_the_mail_server_is_down_the_digest_waits_and_says_since_when_then_goes_out_once(
    database: str, post: PostOffice, cast: Cast
) -> None:
    demanded(cast, department=a_department(cast))
    assert run() == {"made": 1, "held": 1}
    assert (digest().status, digest().trouble, digest().trouble_since) == (DigestStatus.WAITING, Trouble.UNREACHABLE, EVENING)
    assert digest().next_try_at == EVENING + MINUTE
    assert run(EVENING + MINUTE / 2) == {}
    assert run(EVENING + 3 * MINUTE) == {"held": 1}
    assert digest().trouble_since == EVENING
    assert digest().next_try_at == EVENING + 5 * MINUTE
    with post.open():
        assert run(EVENING + 6 * MINUTE) == {"sent": 1}
        assert run(EVENING + 7 * MINUTE) == {}
    assert len(post.letters) == 1
    assert (digest().status, digest().trouble, digest().trouble_since) == (DigestStatus.SENT, None, None)


def test_a_refused_letter_waits_while_the_others_go_out(on_sqlite: PostOffice, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    on_sqlite.answer = refuses
    assert run() == {"made": 1, "held": 1}
    assert digest().trouble is Trouble.REFUSED
    demanded(cast, department=a_department(cast, "研发部", "rd@company.example"), at=NOW)
    on_sqlite.answer = lambda server: "250 OK"
    assert run(EVENING + MINUTE) == {"made": 1, "sent": 2}


def test_a_line_that_breaks_in_the_middle_leaves_the_digest_to_a_manager(opened: PostOffice, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    opened.answer = drops
    assert run() == {"made": 1, "unclear": 1}
    opened.answer = lambda server: "250 OK"
    assert run(EVENING + timedelta(days=1)) == {}
    assert (digest().status, len(opened.letters)) == (DigestStatus.UNCLEAR, 1)
    do(settle_digest, DigestSeen(id=digest().id or 0, seen=digest().version), cast.sun, at=EVENING + timedelta(hours=15))
    assert (digest().status, rows(Demand)[0].status) == (DigestStatus.SENT, DemandStatus.SENT)
    assert run(EVENING + timedelta(days=2)) == {}


def test_sent_again_by_a_manager_it_has_the_same_message_id(on_sqlite: PostOffice, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    on_sqlite.answer = drops
    run()
    on_sqlite.answer = lambda server: "250 OK"
    do(send_digest_again, DigestSeen(id=digest().id or 0, seen=digest().version), cast.sun, at=EVENING + MINUTE)
    assert run(EVENING + 2 * MINUTE) == {"sent": 1}
    first, second = (letter["Message-ID"] for letter in on_sqlite.letters)
    assert first == second == f"<digest-20260311-{digest().department_id}@portal.example>"


def test_a_department_without_address_gets_its_digest_when_one_is_entered(opened: PostOffice, cast: Cast) -> None:
    department = a_department(cast, mail="")
    demanded(cast, department=department)
    assert run() == {"made": 1, "held": 1}
    assert digest().trouble is Trouble.NO_ADDRESS
    change = EditDepartment.of(id=department, seen=1, name="实施部", head="马经理", mail="ma@company.example")
    do(edit_department, change, cast.sun, at=EVENING + MINUTE)
    assert run(EVENING + 2 * MINUTE) == {"sent": 1}
    assert opened.recipients == ["ma@company.example"]


def test_without_a_mail_server_the_digest_is_made_and_can_be_handed_over(sqlite_database: str, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    assert run() == {"made": 1}
    assert "请安排薪酬培训" in digest().content
    do(settle_digest, DigestSeen(id=digest().id or 0, seen=digest().version), cast.sun, at=EVENING + MINUTE)
    assert rows(Demand)[0].status is DemandStatus.SENT


@pytest.mark.parametrize("name", ["马\r\nBcc: evil@example.com", "马 <b>", '"; DROP TABLE', "經理😀"])
def test_a_hostile_name_adds_no_header_and_no_recipient(on_sqlite: PostOffice, cast: Cast, name: str) -> None:
    demanded(cast, department=a_department(cast, head=name), wish="<script>alert(1)</script>\r\nBcc: x@example.com")
    assert run() == {"made": 1, "sent": 1}
    letter = on_sqlite.letters[0]
    assert on_sqlite.recipients == ["head@implementation.example"]
    assert letter["Bcc"] is None
    assert "<script>" not in str(letter.get_body(("html",)).get_content())  # type: ignore[union-attr]


def process(now: datetime, *, stop: bool) -> tuple[Any, Any]:
    """A process of its own that sends digests; what it says comes through the line."""
    start = multiprocessing.get_context("spawn")
    line, end = start.Pipe(duplex=False)
    environment = {key: value for key, value in os.environ.items() if key.startswith("PORTAL_")}
    worker = start.Process(target=send, args=(environment, end, now), kwargs={"stop_after_delivery": stop}, daemon=True)
    worker.start()
    end.close()
    return worker, line


@pytest.mark.faults
@pytest.mark.slow
def test_two_processes_at_once_send_each_digest_once(opened: PostOffice, cast: Cast) -> None:
    for place in range(6):
        demanded(cast, department=a_department(cast, f"部门{place}", f"head{place}@company.example"))
    workers = [process(EVENING, stop=False) for _ in range(2)]
    for worker, _line in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert sorted(opened.recipients) == [f"head{place}@company.example" for place in range(6)]
    assert {each.status for each in rows(Digest)} == {DigestStatus.SENT}
    with reading() as session:
        assert first_broken_link(session) is None


@pytest.mark.faults
@pytest.mark.slow
def test_killed_between_sending_and_marking_nothing_is_sent_twice_and_nothing_is_lost(opened: PostOffice, cast: Cast) -> None:
    demanded(cast, department=a_department(cast))
    worker, line = process(EVENING, stop=True)
    assert line.poll(60)
    assert line.recv() == "delivered"
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(10)
    assert digest().status is DigestStatus.SENDING
    assert run(EVENING + MINUTE) == {}, "its sender may still be at work"
    assert run(EVENING + LEASE) == {"unclear": 1}
    assert run(EVENING + timedelta(days=1)) == {}
    assert len(opened.letters) == 1
    do(settle_digest, DigestSeen(id=digest().id or 0, seen=digest().version), cast.sun, at=EVENING + timedelta(days=1))
    assert rows(Demand)[0].status is DemandStatus.SENT
