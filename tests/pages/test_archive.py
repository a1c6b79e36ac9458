"""The archive: customers found by whatever one knows of them, one page with everything, people masked (A-01, A-07, X-02)."""

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.customers import EditCustomer, edit_customer
from portal.db.models.customers import Contact, Customer
from portal.db.session import reading
from portal.rules.tickets import Importance
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import registered, said

pytestmark = pytest.mark.usefixtures("sqlite_database")
HUAYUAN, DONGHAI = "C-2025-000001", "C-2025-000002"


def listed(at: AppTest) -> list[str]:
    return list(at.dataframe[0].value["number"]) if at.dataframe else []


def opened(cast: Cast, who: str = "li", number: str = HUAYUAN, language: str = "en") -> AppTest:
    return signed_in_as(cast, who, "customer", language=language, id=number)


def customer(cast: Cast) -> Customer:
    with reading() as session:
        found = session.get_one(Customer, cast.huayuan)
        session.expunge(found)
        return found


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("asked", ["华源", "13800138000", "8000", "HY-20931", HUAYUAN, "张会计"])
def test_a_customer_is_listed_by_whatever_one_knows(cast: Cast, asked: str) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value(asked).run()
    assert listed(at) == [HUAYUAN]


@pytest.mark.rule("X-02")
def test_a_telephone_that_is_searched_for_never_reaches_the_address(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value("13800138000").run()
    assert "13800138000" not in str(dict(at.query_params))


@pytest.mark.rule("A-07")
def test_the_list_is_narrowed_by_importance_and_by_the_right_to_service(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive", importance="key")
    assert listed(at) == [HUAYUAN]
    at = signed_in_as(cast, "li", "archive", entitlement="contract")
    assert listed(at) == []
    assert "No customer matches" in said(at)


@pytest.mark.parametrize("asked", ["%", "' OR 1=1 --", "\x00", "🙂" * 50, "x" * 10_000])
def test_an_odd_search_finds_nobody_and_breaks_nothing(cast: Cast, asked: str) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value(asked).run()
    assert not at.exception
    assert listed(at) == []


@pytest.mark.rule("A-01")
def test_one_page_shows_people_products_projects_and_the_time_line(cast: Cast) -> None:
    number = registered(cast).number
    at = opened(cast)
    words = said(at)
    for expected in ("华源机械集团有限公司", "张会计", "HY-20931", "华源人力资源系统", "2025-10-01", number, "Registered"):
        assert expected in words


@pytest.mark.rule("X-02")
def test_telephone_mail_and_address_are_masked_until_somebody_asks(cast: Cast) -> None:
    at = opened(cast)
    words = said(at)
    assert "13800138000" not in words
    assert "zhang@huayuan.example" not in words
    assert "世纪大道100号" not in words
    at.button(key=f"customer.reveal.{cast.zhang}").click().run()
    assert "13800138000" in said(at)
    assert "Looked at a contact's telephone and mail" in said(at)


def test_the_time_line_is_narrowed_by_kind(cast: Cast) -> None:
    registered(cast)
    at = opened(cast)
    at.segmented_control(key=f"customer.{cast.huayuan}.kind").set_value("survey").run()
    assert "Registered" not in said(at)
    assert "Calls, visits, surveys and changes will stand here" in said(at)


@pytest.mark.rule("A-01")
def test_particulars_are_corrected_and_the_masked_address_stays(cast: Cast) -> None:
    at = opened(cast)
    at.text_input(key=f"customer.{cast.huayuan}.short_name").set_value("华源集团").run()
    at.button(key=f"customer.{cast.huayuan}.submit").click().run()
    changed = customer(cast)
    assert (changed.short_name, changed.address) == ("华源集团", "上海市浦东新区世纪大道100号")


@pytest.mark.rule("O-03")
def test_a_correction_over_a_newer_version_is_refused_and_kept(cast: Cast) -> None:
    at = opened(cast)
    at.text_input(key=f"customer.{cast.huayuan}.short_name").set_value("华源集团").run()
    now = customer(cast)
    do(
        edit_customer,
        EditCustomer(id=cast.huayuan, seen=now.version, name=now.name, short_name="华源", importance=Importance.KEY),
        cast.zhao,
        at=clock.now(),
    )
    at.button(key=f"customer.{cast.huayuan}.submit").click().run()
    assert "赵宁 changed this at" in said(at) or "changed this" in said(at)
    assert at.text_input(key=f"customer.{cast.huayuan}.short_name").value == "华源集团"
    assert customer(cast).short_name == "华源"


def test_a_contact_is_added_and_found_by_telephone(cast: Cast) -> None:
    at = opened(cast)
    form = f"customer.{cast.huayuan}.contact"
    at.text_input(key=f"{form}.name").set_value("周主任").run()
    at.text_input(key=f"{form}.phone").set_value("139 1111 2222").run()
    at.button(key=f"{form}.submit").click().run()
    with reading() as session:
        assert session.exec(select(Contact.name).where(Contact.customer_id == cast.huayuan)).all() == ["张会计", "周主任"]
    search = signed_in_as(cast, "li", "archive")
    search.text_input(key="archive.find").set_value("13911112222").run()
    assert listed(search) == [HUAYUAN]


def test_a_new_customer_is_added(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.add.name").set_value("新光电子有限公司").run()
    at.button(key="archive.add.submit").click().run()
    assert len(listed(at)) == 3


@pytest.mark.parametrize("number", ["", "C-2025-999999", "1", "C-2025-000001\x00", "../etc", "C" * 4000])
def test_a_number_that_is_no_customer_is_answered_with_one_sentence(cast: Cast, number: str) -> None:
    at = opened(cast, number=number)
    assert not at.exception
    assert len(at.error) == 1
    assert "no such record" in said(at)


@pytest.mark.rule("X-01")
def test_management_reads_the_archive_and_can_neither_change_nor_reveal(cast: Cast) -> None:
    at = opened(cast, "zhou")
    assert not [button for button in at.button if "reveal" in str(button.key) or "submit" in str(button.key)]
    assert "138****8000" in said(at)


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("page", ["archive", "customer"])
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_the_archive_is_closed_to_the_other_roles(cast: Cast, who: str, page: str) -> None:
    with pytest.raises(ValueError, match=page):
        signed_in_as(cast, who, page)


def test_the_archive_speaks_chinese(cast: Cast) -> None:
    words = said(opened(cast, language="zh_CN")) + said(signed_in_as(cast, "li", "archive", language="zh_CN"))
    for english in ("Time line", "People", "Products", "Archive", "Find", "Correct"):
        assert english not in words
