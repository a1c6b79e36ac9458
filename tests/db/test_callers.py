"""Who is on the telephone: found by whatever is said first, through an index, in both databases (rule H-02)."""

# ruff: noqa: E501 - tables of cases stay tables

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from portal.db import search
from portal.db.models.articles import Article
from portal.db.models.customers import Contact, Customer, ServiceContract
from portal.db.models.tickets import Ticket
from portal.db.queries import archive, callers, customers, suggestions
from portal.db.seal import phone_index, phone_tail_index
from portal.db.session import is_postgresql, reading, writing
from portal.errors import NotFound
from portal.rules.articles import ArticleStatus
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Category, Channel, TicketStatus
from tests.cast import NOW, Cast

TODAY = NOW.date()


def _contact(customer_id: int, name: str, phone: str, **more: Any) -> int:
    with writing() as session:
        contact = Contact(
            customer_id=customer_id, name=name, phone=phone, phone_index=phone_index(phone), phone_tail_index=phone_tail_index(phone), **more
        )  # fmt: skip
        session.add(contact)
        session.flush()
        return contact.id or 0


def _ticket(cast: Cast, symptom: str, *, customer: int | None = None, solution: str = "", **more: Any) -> int:
    with writing() as session:
        solved = bool(solution)
        ticket = Ticket(
            number=f"T-2026-{len(symptom):06d}", customer_id=customer or cast.huayuan, channel=Channel.PHONE, category=Category.TECHNICAL,
            symptom=symptom, owner_id=cast.ids["li"], registered_at=NOW, changed_at=NOW, solution=solution, is_open=not solved,
            status=TicketStatus.SOLVED if solved else TicketStatus.IN_PROGRESS, **more,
        )  # fmt: skip
        session.add(ticket)
        session.flush()
        search.keep_words(session, "ticket_words", ticket.id or 0, symptom)
        return ticket.id or 0


def _find(asked: str) -> list[callers.CallerRow]:
    with reading() as session:
        return callers.find_callers(session, asked)


@pytest.mark.rule("H-02")
@pytest.mark.parametrize("spelled", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "（138）00138000", "0086 13800138000"])
def test_a_caller_is_found_by_the_number_in_any_spelling(database: str, cast: Cast, spelled: str) -> None:
    [row] = _find(spelled)
    assert (row.contact_id, row.customer_id, row.found_by) == (cast.zhang, cast.huayuan, callers.FoundBy.PHONE)


@pytest.mark.rule("H-02")
def test_a_caller_is_found_by_the_last_four_digits(database: str, cast: Cast) -> None:
    assert [(row.contact_id, row.found_by) for row in _find("8000")] == [(cast.zhang, callers.FoundBy.TAIL)]


@pytest.mark.rule("H-02")
def test_a_number_without_its_area_code_is_found_and_others_with_the_same_end_are_not(database: str, cast: Cast) -> None:
    landline = _contact(cast.donghai, "周前台", "021-58881234")
    _contact(cast.donghai, "吴主任", "13911111234")
    assert [row.contact_id for row in _find("5888 1234")] == [landline]


@pytest.mark.rule("H-02")
@pytest.mark.parametrize(
    ("asked", "found_by"),
    [("HY-20931", "dongle"), ("hy-209", "dongle"), ("C-2025-000001", "number"), ("c-2025-000001", "number"), ("张会", "contact"), ("华源", "name"), ("机械集团", "name")],
)  # fmt: skip
def test_a_customer_is_found_by_dongle_number_name_and_contact(database: str, cast: Cast, asked: str, found_by: str) -> None:
    [row] = _find(asked)
    assert (row.customer_id, row.found_by) == (cast.huayuan, found_by)


@pytest.mark.rule("X-02")
def test_the_telephone_of_a_found_caller_is_masked(database: str, cast: Cast) -> None:
    assert _find("13800138000")[0].phone == "138****8000"


@pytest.mark.parametrize("asked", ["", " ", "%", "_", "' OR 1=1 --", "没有这家公司", "99999999999", "\x00", "张" * 5000, "🙂"])
def test_what_means_nobody_finds_nobody(database: str, cast: Cast, asked: str) -> None:
    assert _find(asked) == []


def test_a_contact_who_has_left_is_not_offered(database: str, cast: Cast) -> None:
    _contact(cast.donghai, "旧联系人", "13700001111", active=False)
    assert _find("13700001111") == []


def test_at_most_eight_callers_are_offered(database: str, cast: Cast) -> None:
    for number in range(12):
        _contact(cast.donghai, f"王{number}", f"1391111{number:02d}77")
    assert len(_find("王")) == 8


@pytest.mark.rule("A-07")
def test_the_card_says_by_what_right_the_customer_is_served_and_for_how_long(database: str, cast: Cast) -> None:
    with reading() as session:
        huayuan = callers.caller_card(session, cast.huayuan, NOW)
        donghai = callers.caller_card(session, cast.donghai, NOW)
    assert (huayuan.entitlement.kind, huayuan.entitlement.days_left) == (EntitlementKind.FREE, 203)
    assert donghai.entitlement.kind is EntitlementKind.NONE


@pytest.mark.rule("H-02")
def test_the_card_shows_open_and_last_tickets_and_what_runs_there(database: str, cast: Cast) -> None:
    _ticket(cast, "工资计算后系统崩溃")
    _ticket(cast, "报表打不开", solution="重装报表组件")
    with reading() as session:
        card = callers.caller_card(session, cast.huayuan, NOW)
    assert [line.symptom for line in card.open_tickets] == ["工资计算后系统崩溃"]
    assert [line.symptom for line in card.last_tickets] == ["报表打不开"]
    assert [row.dongle_number for row in card.installations] == ["HY-20931"]
    assert [row.phone for row in card.contacts] == ["138****8000"]


def test_a_card_of_nobody_is_refused(database: str, cast: Cast) -> None:
    with reading() as session, pytest.raises(NotFound):
        callers.caller_card(session, 987654, NOW)


@pytest.mark.rule("H-11")
def test_similar_articles_and_solved_tickets_appear_for_a_description(database: str, cast: Cast) -> None:
    with writing() as session:
        article = Article(
            number="K-2026-000001", title="工资计算中断后无法登录", category=Category.TECHNICAL, symptom="工资计算中断", solution="清理临时表空间",
            status=ArticleStatus.PUBLISHED, author_id=cast.ids["li"], created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        session.add(article)
        session.flush()
        search.keep_words(session, "article_words", article.id or 0, article.title, article.symptom)
    solved = _ticket(cast, "工资计算到一半中断", solution="清理临时表")
    _ticket(cast, "考勤机连接不上", solution="更换网线")
    with reading() as session:
        asked = "月末工资计算中断，所有操作员无法登录"
        assert [row.number for row in suggestions.similar_articles(session, asked)] == ["K-2026-000001"]
        assert [row.id for row in suggestions.similar_solved_tickets(session, asked)] == [solved]
        assert suggestions.similar_solved_tickets(session, asked, besides=solved) == []
        assert suggestions.similar_articles(session, "") == []


@pytest.mark.rule("H-12")
def test_an_open_ticket_of_the_same_customer_about_the_same_is_a_possible_duplicate(database: str, cast: Cast) -> None:
    same = _ticket(cast, "工资计算后系统崩溃")
    _ticket(cast, "工资计算后系统崩溃了！", customer=cast.donghai)
    _ticket(cast, "考勤机连接不上")
    with reading() as session:
        found = suggestions.possible_duplicates(session, cast.huayuan, "系统崩溃，工资计算后")
    assert [row.id for row in found] == [same]


@pytest.mark.rule("A-07")
@pytest.mark.parametrize(
    ("kind", "names"),
    [(EntitlementKind.FREE, ["华源机械"]), (EntitlementKind.CONTRACT, ["东海纺织"]), (EntitlementKind.JOINT, []), (EntitlementKind.NONE, ["新客户"])],
)  # fmt: skip
def test_the_archive_is_narrowed_by_the_right_that_holds_today(
    database: str, cast: Cast, kind: EntitlementKind, names: list[str]
) -> None:
    with writing() as session:
        for customer in (cast.huayuan, cast.donghai):
            session.add(ServiceContract(customer_id=customer, number="HT-1", starts_on=TODAY, ends_on=TODAY + timedelta(days=30)))
        session.add(
            Customer(number="C-2026-000009", name="新客户", short_name="新客户", created_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    with reading() as session:
        asked = archive.CustomerFilter(entitlement=kind)
        assert [row.short_name for row in archive.customers_matching(session, asked, TODAY)] == names
        assert archive.count_customers(session, asked, TODAY) == len(names)


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("words", ["华源", "C-2025-000001", "8000", "13800138000", "HY-20931", "张会计"])
def test_the_archive_is_searched_by_name_number_telephone_and_dongle(database: str, cast: Cast, words: str) -> None:
    with reading() as session:
        found = archive.customers_matching(session, archive.CustomerFilter(words=words), TODAY)
    assert [row.id for row in found] == [cast.huayuan]


def test_pages_of_the_archive_follow_each_other_without_gap(database: str, cast: Cast) -> None:
    with reading() as session:
        first = archive.customers_matching(session, archive.CustomerFilter(region="华东"), TODAY, limit=1)
        second = archive.customers_matching(session, archive.CustomerFilter(region="华东"), TODAY, after=first[-1].id, limit=1)
        assert [first[0].id, second[0].id] == sorted([cast.huayuan, cast.donghai], reverse=True)
        assert archive.regions(session) == ["华东"]


def _plans(session: Session, asked: str) -> list[str]:
    """The plan of every statement by which a caller is looked for, asked from the database itself."""
    statements: list[tuple[str, Any]] = []
    connection = session.connection()

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", keep)
    callers.find_callers(session, asked)
    event.remove(connection, "before_cursor_execute", keep)
    explain = "EXPLAIN " if is_postgresql(session) else "EXPLAIN QUERY PLAN "
    return [
        "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters))
        for statement, parameters in statements
    ]


@pytest.mark.rule("H-02")
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("13800138000", "ix_contact_phone_index"),
        ("8000", "ix_contact_phone_tail_index"),
        ("HY-20931", "ix_installation_dongle_number"),
        ("张会计", "ix_contact_name"),
        ("C-2025-000001", "uq_customer_number"),
        ("华源机械", "customer_words"),
    ],
)
def test_every_way_to_a_caller_is_a_look_up_in_an_index(database: str, cast: Cast, asked: str, index: str) -> None:
    with reading() as session:
        if is_postgresql(session):
            # Two customers fit on a page, which the planner would rather read whole; with 100,000 it would not.
            session.execute(text("SET LOCAL enable_seqscan = off"))
        elif index == "uq_customer_number":
            index = "sqlite_autoindex_customer_1"
        plans = _plans(session, asked)
    assert any(index in plan for plan in plans)
    assert not [plan for plan in plans if "Seq Scan" in plan or "SCAN contact" in plan or "SCAN customer\n" in plan]


def test_the_facts_of_a_customer_hide_the_address(database: str, cast: Cast) -> None:
    with reading() as session:
        assert customers.customer_facts(session, cast.huayuan).address == "上海市浦东新***"
