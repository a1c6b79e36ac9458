"""First visits on the screen: a list by due time, one page in the order of the conversation (F-02 to F-05, F-07, O-04)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.first_visits import RecordAttempt, TakeFirstVisit, record_attempt, take_first_visit
from portal.db.models.demands import Demand
from portal.db.models.first_visits import FirstVisitItem, FirstVisitTold
from portal.db.models.records import AuditEntry
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict, VisitItem
from tests.cast import Cast
from tests.desk import rows
from tests.new_customers import SALES, a_department, act, carried_out, handed_over, taken, visit
from tests.pages import signed_in_as
from tests.pages.desk import said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def opened(cast: Cast, id: int, who: str = "li", language: str = "en") -> AppTest:
    at = signed_in_as(cast, who, "first-visit", id=visit(id).number, language=language)
    assert not at.exception
    return at


def press(at: AppTest, id: int, button: str) -> AppTest:
    at.button(key=f"visit.{id}.{button}").click().run()
    assert not at.exception
    return at


def lines(at: AppTest) -> list[dict[str, Any]]:
    return tables(at)[0].to_dict("records") if tables(at) else []


def items_of(id: int) -> dict[VisitItem, FirstVisitItem]:
    return {row.item: row for row in rows(FirstVisitItem, col(FirstVisitItem.first_visit_id) == id)}


@pytest.mark.rule("F-03", "O-04")
def test_the_list_is_ordered_by_due_time_and_marks_what_is_overdue(cast: Cast) -> None:
    now = clock.now()
    handed_over(cast, at=now, number=1)
    handed_over(cast, at=now - timedelta(days=9), number=2, name="南山物流有限公司")
    at = signed_in_as(cast, "li", "first-visits")
    assert [line["customer"] for line in lines(at)] == ["南山物流有限公司", "北辰电子有限公司"]
    assert "late" in lines(at)[0]["due"]
    assert "1 first visit is overdue" in said(at)


@pytest.mark.rule("F-03")
def test_the_list_shows_mine_what_nobody_has_and_what_is_over(cast: Cast) -> None:
    now = clock.now()
    handed_over(cast, at=now, number=1)
    taken(cast, at=now, number=2, name="南山物流有限公司")
    at = signed_in_as(cast, "li", "first-visits", show="mine")
    assert [line["customer"] for line in lines(at)] == ["南山物流有限公司"]
    at = signed_in_as(cast, "li", "first-visits", show="free")
    assert [line["customer"] for line in lines(at)] == ["北辰电子有限公司"]
    assert "No first visit is here" in said(signed_in_as(cast, "li", "first-visits", show="over"))


@pytest.mark.rule("X-02")
def test_telephone_and_address_are_masked_until_the_visit_is_taken_and_the_look_is_written_down(cast: Cast) -> None:
    id = handed_over(cast, at=clock.now())
    before = said(opened(cast, id))
    assert SALES[VisitItem.PHONE] not in before
    assert SALES[VisitItem.ADDRESS] not in before
    at = press(opened(cast, id), id, "take.submit")
    assert SALES[VisitItem.ADDRESS] in said(at)
    at.run()
    looks = rows(AuditEntry, col(AuditEntry.deed) == "reveal_first_visit")
    assert [(look.person_id, look.subject_id) for look in looks] == [(cast.ids["li"], id)]
    assert SALES[VisitItem.ADDRESS] not in said(opened(cast, id, "zhao"))
    assert "Take it over from 李敏" in said(opened(cast, id, "zhao"))


@pytest.mark.rule("F-07", "B-01")
def test_the_script_stands_beside_the_form_with_the_names_filled_in(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    chinese = said(opened(cast, id, language="zh_CN"))
    assert "请问是北辰电子有限公司的刘经理吗" in chinese
    assert "400-820-0001" in chinese
    assert "is this 刘经理 of 北辰电子有限公司?" in said(opened(cast, id))


@pytest.mark.rule("F-03")
def test_not_reached_takes_two_clicks(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    at = press(opened(cast, id), id, "not_reached")
    press(at, id, "again.next_day.submit")
    assert visit(id).attempts == 1
    assert visit(id).next_at > clock.now()
    assert f"{visit(id).number} comes back in your list at" in said(at)
    assert "Not reached" in said(at)


@pytest.mark.rule("F-02")
def test_an_item_is_confirmed_or_unknown_in_one_click_and_corrected_by_its_form(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    at = press(opened(cast, id), id, "confirm.phone.submit")
    press(at, id, "unknown.address.submit")
    press(at, id, "correct.contact")
    at.text_input(key=f"visit.{id}.correction.contact.value").set_value("刘晓燕").run()
    press(at, id, "correction.contact.submit")
    found = items_of(id)
    assert found[VisitItem.PHONE].verdict is ItemVerdict.CONFIRMED
    assert found[VisitItem.ADDRESS].verdict is ItemVerdict.UNKNOWN
    assert (found[VisitItem.CONTACT].verdict, found[VisitItem.CONTACT].value) == (ItemVerdict.CORRECTED, "刘晓燕")
    assert "刘晓燕" in said(at)
    assert f"visit.{id}.correction.contact.submit" not in {button.key for button in at.button}


def test_a_correction_half_typed_stands_there_after_a_reload(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    at = press(opened(cast, id), id, "correct.address")
    at.text_input(key=f"visit.{id}.correction.address.value").set_value("上海市徐汇区").run()
    again = opened(cast, id)
    assert again.text_input(key=f"visit.{id}.correction.address.value").value == "上海市徐汇区"


@pytest.mark.rule("F-04")
def test_ticks_are_saved_one_by_one_and_the_page_says_exactly_what_is_missing(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    at = opened(cast, id)
    at.checkbox(key=f"visit.{id}.told.phones_known").check().run()
    assert [row.item for row in rows(FirstVisitTold)] == ["phones_known"]
    assert "Not told: Response and solution times known." in said(at)
    assert "Not told: Service supervision" not in said(at)
    assert "11 things are missing" in said(at)
    press(at, id, "close.submit")
    assert "This first visit is not complete yet" in said(at)
    assert visit(id).status is FirstVisitStatus.OPEN


@pytest.mark.rule("F-05")
def test_demands_are_recorded_one_by_one_or_there_are_none(cast: Cast) -> None:
    id, department = taken(cast, at=clock.now()), a_department(cast)
    at = press(opened(cast, id), id, "no_demands.submit")
    assert visit(id).no_demands
    at.text_area(key=f"visit.{id}.demand.wish").set_value("请安排薪酬培训").run()
    at.selectbox(key=f"visit.{id}.demand.department_id").set_value(department).run()
    press(at, id, "demand.submit")
    assert "Say the demand back" in said(at)
    at.checkbox(key=f"visit.{id}.demand.confirmed").check().run()
    press(at, id, "demand.submit")
    assert [demand.wish for demand in rows(Demand)] == ["请安排薪酬培训"]
    assert "for 实施部; it goes out with the evening digest" in said(at)
    assert not visit(id).no_demands


def test_without_departments_the_page_says_who_adds_them(cast: Cast) -> None:
    assert "A service manager adds departments" in said(opened(cast, taken(cast, at=clock.now())))


@pytest.mark.rule("F-04")
def test_a_complete_visit_is_closed_and_masked_again(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    carried_out(cast, id, at=clock.now())
    at = opened(cast, id)
    assert "Nothing is missing" in said(at)
    press(at, id, "close.submit")
    assert visit(id).status is FirstVisitStatus.CLOSED
    assert f"{visit(id).number} is closed" in said(at)
    assert SALES[VisitItem.ADDRESS] not in said(at)


def test_somebody_who_lost_the_visit_is_told_and_nothing_is_written(cast: Cast) -> None:
    id = taken(cast, at=clock.now())
    at = opened(cast, id)
    act(take_first_visit, TakeFirstVisit, id, cast.zhao, clock.now(), seen=visit(id).version)
    press(at, id, "confirm.phone.submit")
    assert items_of(id)[VisitItem.PHONE].verdict is None
    assert "Take it over from 赵宁" in said(at)


@pytest.mark.rule("F-03")
def test_all_attempts_are_visible_to_who_looks_at_the_visit(cast: Cast) -> None:
    now = clock.now()
    id = taken(cast, at=now)
    act(record_attempt, RecordAttempt, id, cast.li, now, next_at=now + timedelta(hours=2), remark="前台说在开会")
    words = said(opened(cast, id, "zhou"))
    assert "前台说在开会" in words
    assert "Close the first visit" not in words


@pytest.mark.parametrize("number", ["", "F-2026-999999", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_number_is_no_visit(cast: Cast, number: str) -> None:
    at = signed_in_as(cast, "li", "first-visit", id=number)
    assert "There is no such record" in at.error[0].value


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "wu", "qian", "admin"])
def test_whoever_has_no_first_visits_has_no_such_pages(cast: Cast, who: str) -> None:
    for page in ("first-visits", "first-visit"):
        with pytest.raises(ValueError, match="first_visit"):
            signed_in_as(cast, who, page)
