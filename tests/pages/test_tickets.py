"""All tickets: found by words in both languages, by number and by every filter; counted, paged, exported exactly as filtered."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.db.models.records import AuditEntry
from portal.db.session import reading
from portal.rules.tickets import Category, Channel, FaultLevel
from portal.ui import list_export, lists
from tests.cast import Cast
from tests.desk import register
from tests.pages import signed_in_as
from tests.pages.desk import filters, narrow, press, said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def tickets(cast: Cast, who: str = "sun", language: str = "en", **query: str) -> AppTest:
    at = signed_in_as(cast, who, "tickets", language=language, **query)
    assert not at.exception
    return at


def problems(at: AppTest) -> list[str]:
    return list(tables(at)[0]["symptom"]) if tables(at) else []


def some_tickets(cast: Cast) -> None:
    now = clock.now()
    register(cast, symptom="月末工资计算后系统崩溃", level=FaultLevel.ONE, at=now - timedelta(days=40))
    register(cast, by=cast.zhao, symptom="考勤数据导入失败", channel=Channel.MAIL, at=now - timedelta(days=2))
    register(cast, symptom="Payroll export is empty", category=Category.CONSULTATION, at=now)


def test_the_newest_ticket_stands_first(cast: Cast) -> None:
    some_tickets(cast)
    at = tickets(cast)
    assert problems(at) == ["Payroll export is empty", "考勤数据导入失败", "月末工资计算后系统崩溃"]
    assert "3 tickets match" in said(at)


@pytest.mark.rule("K-03")
@pytest.mark.parametrize(
    ("words", "found"),
    [("工资", "月末工资计算后系统崩溃"), ("payroll", "Payroll export is empty"), ("考勤 导入", "考勤数据导入失败")],
)
def test_a_ticket_is_found_by_chinese_and_english_words(cast: Cast, words: str, found: str) -> None:
    some_tickets(cast)
    at = tickets(cast)
    narrow(at, find=words)
    assert problems(at) == [found]
    assert "1 ticket matches" in said(at)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("level", "1", "月末工资计算后系统崩溃"),
        ("channel", "mail", "考勤数据导入失败"),
        ("category", "consultation", "Payroll export is empty"),
        ("period", "today", "Payroll export is empty"),
    ],
)
def test_each_filter_narrows_the_list(cast: Cast, name: str, value: str, found: str) -> None:
    some_tickets(cast)
    at = tickets(cast)
    narrow(at, **{name: value})
    assert problems(at) == [found]
    assert at.query_params[name] == value


def test_the_tickets_of_one_person_or_customer_come_by_link(cast: Cast) -> None:
    some_tickets(cast)
    assert problems(tickets(cast, owner=str(cast.ids["zhao"]))) == ["考勤数据导入失败"]
    assert problems(tickets(cast, customer=str(cast.donghai))) == []
    of_huayuan = tickets(cast, customer=str(cast.huayuan))
    assert len(problems(of_huayuan)) == 3
    assert [str(words) for _value, words in filters(of_huayuan)["customer"]["choices"]] == ["All", "华源机械集团有限公司"]


def test_a_period_of_days_comes_by_link(cast: Cast) -> None:
    some_tickets(cast)
    day = clock.at_the_office(clock.now() - timedelta(days=40)).date()
    assert problems(tickets(cast, period=f"{day}..{day}")) == ["月末工资计算后系统崩溃"]
    assert len(problems(tickets(cast, period="2026-02-30..x"))) == 3


def test_the_list_says_so_where_nothing_matches(cast: Cast) -> None:
    at = tickets(cast, find="没有这样的词")
    assert "No ticket matches" in said(at)


def test_a_long_list_comes_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    some_tickets(cast)
    at = tickets(cast)
    assert "3 tickets match, 1–2 shown" in said(at)
    press(at, "Next")
    assert problems(at) == ["月末工资计算后系统崩溃"]
    assert "3–3 shown" in said(at)
    press(at, "Previous")
    assert len(problems(at)) == 2


def test_a_changed_filter_begins_at_the_first_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    some_tickets(cast)
    at = tickets(cast)
    press(at, "Next")
    narrow(at, channel="phone")
    assert problems(at) == ["Payroll export is empty", "月末工资计算后系统崩溃"]


def test_the_list_is_chinese_for_who_reads_chinese(cast: Cast) -> None:
    some_tickets(cast)
    at = tickets(cast, language="zh_CN")
    assert "符合条件 3 张" in said(at)
    assert filters(at)["channel"]["choices"][:2] == [["", "全部"], ["phone", "电话"]]


@pytest.mark.rule("X-02")
def test_only_who_may_export_finds_the_button(cast: Cast) -> None:
    some_tickets(cast)
    assert "Excel" in exports(tickets(cast, "sun"))
    assert "Excel" not in exports(tickets(cast, "li"))


def with_more_open(at: AppTest) -> AppTest:
    at.session_state["tickets.more"] = True
    return at.run()


def exports(at: AppTest) -> list[str]:
    with_more_open(at)
    return [element.proto.label for element in at.get("download_button")]


def excel(cast: Cast, monkeypatch: pytest.MonkeyPatch, **query: str) -> Callable[[], bytes]:
    """What makes the file when the Excel button is pressed."""
    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr(list_export.st, "download_button", lambda *given, **more: made.append(more["data"]))
    with_more_open(tickets(cast, **query))
    return made[0]


@pytest.mark.rule("X-02")
def test_exactly_the_filtered_rows_leave_and_that_is_written_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    some_tickets(cast)
    sheet = openpyxl.load_workbook(io.BytesIO(excel(cast, monkeypatch, channel="mail")())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("State", "Number", "Level")
    assert [row[rows[0].index("Problem")] for row in rows[1:]] == ["考勤数据导入失败"]
    with reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.deed == "export_list")).one()
        who, facts = entry.person_id, entry.facts
    assert (who, facts["rows"]) == (cast.ids["sun"], 1)
    assert "'channel': 'mail'" in str(facts["filters"])


@pytest.mark.rule("X-01")
def test_a_formula_leaves_as_text(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    register(cast, symptom='=HYPERLINK("http://127.0.0.1/","x")', at=clock.now())
    cell = openpyxl.load_workbook(io.BytesIO(excel(cast, monkeypatch)())).active["J2"]  # type: ignore[index]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://127.0.0.1/","x")')
    assert cell.hyperlink is None


@pytest.mark.rule("X-01")
def test_an_export_pressed_after_the_right_was_withdrawn_gives_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.db.models.people import PersonRole
    from portal.db.session import writing
    from portal.errors import NotAllowed
    from portal.rules.permissions import Role

    some_tickets(cast)
    make = excel(cast, monkeypatch)
    with writing() as session:
        session.delete(session.get_one(PersonRole, (cast.ids["sun"], Role.SUPERVISOR)))
    with pytest.raises(NotAllowed):
        make()


def test_filters_are_still_there_after_another_page(cast: Cast) -> None:
    some_tickets(cast)
    at = tickets(cast)
    narrow(at, channel="mail")
    at.switch_page("portal/pages/queue.py").run()
    at.query_params.clear()
    at.switch_page("portal/pages/tickets.py").run()
    assert problems(at) == ["考勤数据导入失败"]
