"""Demands on the screen: the list, one demand's way, digests and what a manager decides, departments (rules F-05, F-06)."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.deed import PORTAL, perform
from portal.actions.digests import ClaimDigest, HoldDigest, MakeDigest, claim_digest, doubt_digest, hold_digest, make_digest
from portal.db.models.demands import Demand, Department, Digest
from portal.rules.demands import DemandStatus, DigestStatus, Trouble
from tests.cast import Cast
from tests.desk import rows
from tests.new_customers import a_department, demanded
from tests.pages import signed_in_as
from tests.pages.desk import said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def ago(days: int) -> datetime:
    """So many days before now."""
    return clock.now() - timedelta(days=days)


def lines(at: AppTest) -> list[dict[str, Any]]:
    return tables(at)[0].to_dict("records") if tables(at) else []


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def portal_does(action: Any, command: Any, at: datetime | None = None) -> int:
    """The portal's own jobs do something."""
    return perform(action, command, by=PORTAL, key=uuid.uuid4().hex, at=at).id


def a_digest(cast: Cast) -> int:
    """A digest of demands recorded twelve days ago."""
    department = a_department(cast)
    demanded(cast, department=department, at=ago(12))
    return portal_does(make_digest, MakeDigest(department_id=department))


def digest() -> Digest:
    return rows(Digest)[0]


@pytest.mark.rule("F-06")
def test_demands_are_listed_by_department_state_and_number(cast: Cast) -> None:
    first, second = a_department(cast), a_department(cast, "研发部")
    demanded(cast, department=first, at=ago(1))
    demanded(cast, department=second, at=ago(1), wish="双语工资条")
    at = signed_in_as(cast, "li", "demands")
    assert [line["wish"] for line in lines(at)] == ["双语工资条", "请安排薪酬培训"]
    assert [line["wish"] for line in lines(signed_in_as(cast, "li", "demands", department=str(first)))] == ["请安排薪酬培训"]
    assert lines(signed_in_as(cast, "li", "demands", state="done")) == []
    number = rows(Demand)[1].number
    assert [line["number"] for line in lines(signed_in_as(cast, "zhou", "demands", find=number.lower()))] == [number]


@pytest.mark.rule("F-05", "A-01")
def test_a_demand_is_followed_to_its_answer(cast: Cast) -> None:
    id = demanded(cast, department=a_department(cast), at=ago(1))
    at = signed_in_as(cast, "li", "demands", id=rows(Demand)[0].number)
    press(at, f"take_demand_in_hand.{id}.submit")
    at.text_area(key=f"finish_demand.{id}.answer").set_value("已安排 3 月 20 日培训").run()
    press(at, f"finish_demand.{id}.submit")
    assert (rows(Demand)[0].status, rows(Demand)[0].answer) == (DemandStatus.DONE, "已安排 3 月 20 日培训")
    assert "已安排 3 月 20 日培训" in said(at)
    assert f"finish_demand.{id}.submit" not in {button.key for button in at.button}


@pytest.mark.rule("F-06")
def test_a_demand_is_declined_only_with_a_reason(cast: Cast) -> None:
    id = demanded(cast, department=a_department(cast), at=ago(1))
    at = press(signed_in_as(cast, "li", "demands", id=rows(Demand)[0].number), f"decline_demand.{id}.submit")
    assert rows(Demand)[0].status is DemandStatus.RECORDED
    assert at.error
    at.text_area(key=f"decline_demand.{id}.answer").set_value("不在服务范围").run()
    press(at, f"decline_demand.{id}.submit")
    assert rows(Demand)[0].status is DemandStatus.DECLINED


@pytest.mark.rule("X-01")
def test_management_reads_and_changes_nothing(cast: Cast) -> None:
    demanded(cast, department=a_department(cast), at=ago(1))
    at = signed_in_as(cast, "zhou", "demands", id=rows(Demand)[0].number)
    assert [button.key for button in at.button if str(button.key).endswith("submit")] == []


@pytest.mark.rule("F-06")
def test_what_was_sent_when_and_to_whom_is_kept_and_shown(cast: Cast) -> None:
    a_digest(cast)
    at = signed_in_as(cast, "sun", "demands", view="digests", language="zh_CN")
    words = said(at)
    assert "未设置邮件服务器" in words
    assert "请安排薪酬培训" in words
    assert "马经理" in words
    assert "head@implementation.example" not in words
    press(at, f"settle_digest.{digest().id}.submit")
    assert digest().status is DigestStatus.SENT


@pytest.mark.rule("F-06")
def test_while_the_mail_server_is_down_the_page_says_since_when_and_what_happens(cast: Cast) -> None:
    id = a_digest(cast)
    portal_does(hold_digest, HoldDigest(id=id, by="test", trouble=Trouble.UNREACHABLE))
    words = said(signed_in_as(cast, "li", "demands"))
    assert f"The mail server cannot be reached since {clock.at_the_office(clock.now()):%H:}" in words
    assert "goes out by itself when it is back" in words
    at = signed_in_as(cast, "sun", "demands")
    press(at, f"send_digest_again.{id}.submit")
    assert (digest().next_try_at, digest().tries) == (None, 0)


@pytest.mark.rule("F-06")
@pytest.mark.parametrize(
    ("button", "status", "said_then"),
    [
        ("settle_digest", DigestStatus.SENT, "Noted: it reached the department."),
        ("send_digest_again", DigestStatus.WAITING, "It goes out within a minute."),
    ],
)
def test_a_manager_decides_what_became_of_an_unclear_digest(
    cast: Cast, button: str, status: DigestStatus, said_then: str
) -> None:
    id = a_digest(cast)
    portal_does(claim_digest, ClaimDigest(id=id, by="gone"), at=ago(1))
    portal_does(doubt_digest, ClaimDigest(id=id, by="other"))
    assert "Ask whether it arrived" in said(signed_in_as(cast, "li", "demands"))
    assert f"{button}.{id}.submit" not in {each.key for each in signed_in_as(cast, "li", "demands").button}
    at = press(signed_in_as(cast, "sun", "demands"), f"{button}.{id}.submit")
    assert digest().status is status
    assert said(at).count(said_then) == 1


@pytest.mark.rule("F-05", "X-02")
def test_a_manager_keeps_departments_and_addresses_stay_masked(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "demands", view="departments")
    for name, value in {"name": "实施部", "head": "马经理", "mail": "ma@company.example"}.items():
        at.text_input(key=f"department.add.{name}").set_value(value).run()
    press(at, "department.add.submit")
    assert [(row.name, row.mail) for row in rows(Department)] == [("实施部", "ma@company.example")]
    assert lines(at)[0]["mail"] == "m***@company.example"
    at.selectbox(key="department.chosen").set_value(rows(Department)[0].id).run()
    at.text_input(key=f"department.{rows(Department)[0].id}.head").set_value("牛经理").run()
    press(at, f"department.{rows(Department)[0].id}.submit")
    assert [(row.head, row.mail) for row in rows(Department)] == [("牛经理", "ma@company.example")]


@pytest.mark.rule("X-01")
def test_an_agent_reads_departments_and_changes_none(cast: Cast) -> None:
    a_department(cast)
    at = signed_in_as(cast, "li", "demands", view="departments")
    assert "department.add.submit" not in {button.key for button in at.button}


@pytest.mark.parametrize("number", ["N-2026-999999", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_number_is_no_demand(cast: Cast, number: str) -> None:
    assert "There is no such record" in signed_in_as(cast, "li", "demands", id=number).error[0].value


@pytest.mark.rule("Q-09", "B-01")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_manager_changes_the_script_on_the_standards_page(cast: Cast, language: str) -> None:
    at = signed_in_as(cast, "sun", "standards", standard="script.first_visit", language=language)
    key = "standard.script.first_visit.opening"
    at.text_area(key=f"{key}.zh").set_value("您好，我是客服{agent}。").run()
    at.text_input(key=f"{key}.reason").set_value("更简短").run()
    press(at, f"{key}.submit")
    from portal.db.queries.standards import standards_on
    from portal.db.session import reading

    with reading() as session:
        held = standards_on(session, clock.at_the_office(clock.now()).date()).value("script.first_visit")
    assert held["opening"]["zh"] == "您好，我是客服{agent}。"
    assert "礼貌" not in held["opening"]["zh"]
    assert held["polite"]["zh"]


@pytest.mark.rule("Q-09")
def test_a_manager_changes_the_points_and_the_items_on_the_standards_page(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "standards", standard="first_visit.told")
    at.text_area(key="standard.first_visit.told.points").set_value("知道热线 | Knows the hotline").run()
    at.text_input(key="standard.first_visit.told.reason").set_value("精简").run()
    press(at, "standard.first_visit.told.submit")
    assert "1 point of a list" in said(at)
    at = signed_in_as(cast, "sun", "standards", standard="first_visit.items")
    assert "Organisation, Contact person, Telephone" in said(at)
