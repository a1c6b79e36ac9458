"""The page of one customer: everything at a glance, people masked until asked for, one time line of all (A-01, A-07, X-02)."""

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.customers import AddContact, EditCustomer, add_contact, edit_customer
from portal.db.models.customers import Contact, Customer
from portal.db.models.demands import Demand
from portal.db.models.people import PersonRole
from portal.db.models.records import AuditEntry, Event
from portal.db.session import reading, writing
from portal.rules.permissions import Role
from portal.rules.tickets import Importance
from tests.cast import Cast, do
from tests.desk import rows
from tests.new_customers import a_department
from tests.pages import signed_in_as
from tests.pages.desk import briefs, narrow, press, registered, said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")
HUAYUAN, DONGHAI = "C-2025-000001", "C-2025-000002"


def opened(cast: Cast, who: str = "li", number: str = HUAYUAN, language: str = "en", **address: str) -> AppTest:
    return signed_in_as(cast, who, "customer", language=language, id=number, **address)


def customer(cast: Cast) -> Customer:
    with reading() as session:
        found = session.get_one(Customer, cast.huayuan)
        session.expunge(found)
        return found


def timeline(at: AppTest) -> list[str]:
    """What happened, as the time line tells it; it is the last table of the page."""
    told = [table for table in tables(at) if "what" in table]
    return list(told[-1]["what"]) if told and "at" in told[-1] else []


def what_is_open(at: AppTest) -> list[str]:
    return [number for table in tables(at) if "kind" in table for number in table["number"]]


@pytest.mark.rule("A-01")
def test_one_page_shows_people_products_projects_what_is_open_and_the_time_line(cast: Cast) -> None:
    number = registered(cast).number
    at = opened(cast)
    words = said(at)
    for expected in ("华源机械集团有限公司", "张会计", "HY-20931", "华源人力资源系统", "2025-10-01", "Documents 0 of 7"):
        assert expected in words
    assert what_is_open(at) == [number]
    assert "Registered" in timeline(at)[-1]


@pytest.mark.rule("A-07")
def test_the_right_to_service_stands_in_the_head_with_its_last_day(cast: Cast) -> None:
    assert "until 2026-09-30" in said(opened(cast)) or "No entitlement" in said(opened(cast))
    assert "No entitlement" in said(opened(cast, number=DONGHAI))


def test_a_page_without_anything_says_what_will_stand_there(cast: Cast) -> None:
    words = said(opened(cast, number=DONGHAI))
    for expected in ("Nothing is open", "Nobody is known yet", "A project stands here", "A plan is proposed", "No contract yet"):
        assert expected in words


@pytest.mark.rule("X-02")
def test_telephone_mail_and_address_are_masked_until_somebody_asks_and_each_look_is_written_down(cast: Cast) -> None:
    at = opened(cast)
    words = said(at)
    assert "13800138000" not in words
    assert "zhang@huayuan.example" not in words
    assert "世纪大道100号" not in words
    press(at, "Show")
    assert "13800138000" in said(at)
    press(at, "Show the address")
    assert "世纪大道100号" in said(at)
    assert timeline(at)[:2] == ["Looked at a customer's address", "Looked at a contact's telephone and mail"]
    looks = rows(AuditEntry, col(AuditEntry.deed).in_(["reveal_contact", "reveal_address"]))
    assert [entry.person_id for entry in looks] == [cast.ids["li"]] * 2
    assert "世纪大道" not in str([entry.facts for entry in looks])


@pytest.mark.rule("A-01")
def test_the_time_line_is_narrowed_by_kind_and_period_also_by_link(cast: Cast) -> None:
    registered(cast)
    at = opened(cast)
    narrow(at, kind="surveys")
    assert timeline(at) == []
    assert "Calls, visits, surveys and changes will stand here" in said(at)
    assert at.query_params["id"] == HUAYUAN
    assert len(timeline(opened(cast, kind="tickets", period="today"))) >= 1
    assert timeline(opened(cast, period="2020-01-01..2020-12-31")) == []


@pytest.mark.rule("A-01")
def test_a_long_time_line_is_turned_page_by_page_without_losing_an_entry(cast: Cast) -> None:
    with writing() as session:
        for number in range(120):
            session.add(
                Event(
                    at=clock.now(),
                    kind="answered",
                    subject="ticket",
                    subject_id=1,
                    customer_id=cast.huayuan,
                    text=f"第{number}条",
                )
            )
    at = opened(cast)
    seen: list[str] = []
    for page in range(4):
        at = press(at, "Next") if page else at
        table = [each for each in tables(at) if "at" in each][-1]
        seen += list(table["text"])
    with pytest.raises(AssertionError, match="No button"):
        press(at, "Next")
    assert seen == [f"第{number}条" for number in reversed(range(120))]


@pytest.mark.rule("A-01")
def test_particulars_are_corrected_and_the_masked_address_stays(cast: Cast) -> None:
    at = opened(cast)
    press(at, "Correct", "correct")
    at.text_input(key=f"customer.{cast.huayuan}.short_name").set_value("华源集团")
    at.button(key=f"customer.{cast.huayuan}.submit").click().run()
    changed = customer(cast)
    assert (changed.short_name, changed.address) == ("华源集团", "上海市浦东新区世纪大道100号")
    assert "Saved" in said(at)


@pytest.mark.rule("O-03")
def test_a_correction_over_a_newer_version_is_refused_and_kept(cast: Cast) -> None:
    at = opened(cast)
    press(at, "Correct", "correct")
    now = customer(cast)
    do(
        edit_customer,
        EditCustomer(id=cast.huayuan, seen=now.version, name=now.name, short_name="华源", importance=Importance.KEY),
        cast.zhao,
        at=clock.now(),
    )
    at.text_input(key=f"customer.{cast.huayuan}.short_name").set_value("华源集团")
    at.button(key=f"customer.{cast.huayuan}.submit").click().run()
    assert "changed this" in said(at)
    assert customer(cast).short_name == "华源"
    press(at, "Correct", "correct")
    assert at.text_input(key=f"customer.{cast.huayuan}.short_name").value == "华源集团"


@pytest.mark.rule("A-01")
def test_a_contact_is_added_corrected_made_the_main_one_and_marked_as_gone(cast: Cast) -> None:
    at = opened(cast)
    press(at, "Add contact", "add")
    form = f"customer.{cast.huayuan}.contact"
    at.text_input(key=f"{form}.name").set_value("周主任")
    at.text_input(key=f"{form}.phone").set_value("139 1111 2222")
    at.button(key=f"{form}.submit").click().run()
    with reading() as session:
        zhou = session.exec(select(Contact.id).where(Contact.name == "周主任")).one()
    press(at, "Correct", f"correct.{zhou}")
    at.checkbox(key=f"contact.{zhou}.main").check()
    at.button(key=f"contact.{zhou}.submit").click().run()
    press(at, "Correct", f"correct.{cast.zhang}")
    at.checkbox(key=f"contact.{cast.zhang}.active").uncheck()
    at.button(key=f"contact.{cast.zhang}.submit").click().run()
    contacts = {contact.name: contact for contact in rows(Contact)}
    assert (contacts["周主任"].main, contacts["张会计"].main) == (True, False)
    assert not contacts["张会计"].active
    assert contacts["张会计"].phone == "13800138000", "what was left empty stays"
    assert "no longer there" in said(at)


@pytest.mark.rule("X-02")
def test_a_contact_is_found_by_the_telephone_just_added(cast: Cast) -> None:
    do(add_contact, AddContact(customer_id=cast.huayuan, name="周主任", phone="139 1111 2222"), cast.li, at=clock.now())
    search = signed_in_as(cast, "li", "archive")
    search.text_input(key="archive.find").set_value("13911112222").run()
    assert list(tables(search)[0]["number"]) == [HUAYUAN]


@pytest.mark.rule("A-07")
def test_somebody_is_named_who_looks_after_the_customer(cast: Cast) -> None:
    at = opened(cast, "sun")
    press(at, "Who looks after them", "responsible")
    chosen = at.selectbox(key=f"customer.{cast.huayuan}.responsible.responsible_id")
    assert "吴艳" not in chosen.options, "Sales does not look after customers"
    chosen.set_value(cast.ids["zhao"])
    at.button(key=f"customer.{cast.huayuan}.responsible.submit").click().run()
    assert customer(cast).responsible_id == cast.ids["zhao"]
    assert "looked after by 赵宁" in said(at)


@pytest.mark.rule("F-05")
def test_a_demand_is_recorded_whenever_the_customer_says_it(cast: Cast) -> None:
    department = a_department(cast)
    at = opened(cast)
    press(at, "Record a demand", "demand")
    form = f"customer.{cast.huayuan}.demand"
    at.text_area(key=f"{form}.wish").set_value("希望能在手机上查看考勤")
    at.selectbox(key=f"{form}.department_id").set_value(department)
    at.button(key=f"{form}.submit").click().run()
    recorded = rows(Demand)
    assert [(demand.wish, demand.department_id, demand.first_visit_id) for demand in recorded] == [
        ("希望能在手机上查看考勤", department, None)
    ]
    assert f"Recorded as {recorded[0].number}" in said(at)
    assert recorded[0].number in what_is_open(at)


@pytest.mark.parametrize("number", ["", "C-2025-999999", "1", "C-2025-000001\x00", "../etc", "C" * 4000])
def test_a_number_that_is_no_customer_is_answered_with_one_sentence(cast: Cast, number: str) -> None:
    at = opened(cast, number=number)
    assert not at.exception
    assert len(at.error) == 1
    assert "no such record" in said(at)


@pytest.mark.rule("X-01")
def test_management_reads_the_archive_and_can_neither_change_nor_reveal(cast: Cast) -> None:
    at = opened(cast, "zhou")
    assert not [button.key for button in at.button if str(button.key).split(".")[-1] == "submit"]
    changing = {"Show", "Show the address", "Correct", "Who looks after them", "Record a demand", "Add contact", "Merge"}
    assert not changing & set(said(at).splitlines())
    assert changing - {"Merge"} <= set(said(opened(cast)).splitlines())
    assert "138****8000" in said(at)


def test_the_page_of_a_customer_speaks_chinese(cast: Cast) -> None:
    words = said(opened(cast, language="zh_CN")) + said(opened(cast, number=DONGHAI, language="zh_CN"))
    for english in ("Time line", "People", "Products", "Correct", "Documents", "contract", "survey", "plan", "open"):
        assert english not in words


def test_a_contact_of_whom_only_the_name_is_known_is_one_line_with_nothing_to_show(cast: Cast) -> None:
    do(add_contact, AddContact(customer_id=cast.donghai, name="周前台"), cast.li, at=clock.now())
    at = opened(cast, number=DONGHAI)
    things = [thing for brief in briefs(at) for thing in brief]
    [place] = [place for place, thing in enumerate(things) if "周前台" in str(thing)]
    assert [part[0] for part in things[place][2]] == ["words", "button"]
    assert things[place + 1][0] == "head"
    assert "Show" not in said(at).splitlines()


@pytest.mark.rule("X-01")
def test_a_contact_is_not_shown_to_somebody_whose_right_was_withdrawn_meanwhile(cast: Cast) -> None:
    at = opened(cast)
    with writing() as session:
        session.delete(session.get_one(PersonRole, (cast.ids["li"], Role.AGENT)))
    press(at, "Show")
    assert "13800138000" not in said(at)
    [entry] = rows(AuditEntry, col(AuditEntry.deed) == "reveal_contact")
    assert entry.outcome == "denied"
