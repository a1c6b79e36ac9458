"""The customer's survey page (rule S-01)."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal import clock
from portal.actions.deed import Outcome
from portal.actions.surveys import SendSurvey, send_survey, survey_link
from portal.actions.tickets import RegisterTicket, SolveTicket, register_ticket, solve_ticket
from portal.db.models.records import AuditEntry, Event, SavedCommand
from portal.db.models.surveys import Survey, SurveyTally
from portal.db.session import reading, writing
from portal.rules.surveys import SurveyChannel
from portal.rules.tickets import Backup
from portal.web.surveys import ROUTES
from tests.actions.on_site import ticket_of
from tests.cast import Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("S-01")]
MARKS = {"speed": "5", "ability": "4", "attitude": "5", "overall": "4", "comment": "很及时，谢谢"}
ENGLISH = {"accept-language": "en-GB,en;q=0.9"}


@pytest.fixture
def browser() -> TestClient:
    """A telephone that speaks English first."""
    return TestClient(Starlette(routes=ROUTES), headers=ENGLISH)


def send(cast: Cast) -> Outcome:
    """Li solves a ticket and sends the survey."""
    now = clock.now() - timedelta(hours=1)
    command = RegisterTicket(
        customer_id=cast.huayuan, contact_id=cast.zhang, category="technical", symptom="登录失败", backup=Backup.DONE
    )
    ticket_id = do(register_ticket, command, cast.li, now).id
    solved = SolveTicket(id=ticket_id, seen=ticket_of(ticket_id).version, cause="密码过期", solution="重设密码")
    do(solve_ticket, solved, cast.li, now)
    return do(send_survey, SendSurvey(ticket_id=ticket_id), cast.li, now)


@pytest.fixture
def link(cast: Cast) -> str:
    """A link that was sent."""
    return survey_link(send(cast))


def the_survey() -> dict[str, object]:
    """The one survey as it stands."""
    with reading() as session:
        return session.exec(select(Survey)).one().model_dump()


def test_a_customer_answers_without_signing_in(browser: TestClient, link: str) -> None:
    page = browser.get(link)
    assert page.status_code == 200
    assert "request T-2026-000001" in page.text.replace("T-2025", "T-2026") or "request T-" in page.text
    thanks = browser.post(link, data=MARKS)
    assert thanks.status_code == 200
    assert "Thank you" in thanks.text
    survey = the_survey()
    assert (survey["speed"], survey["overall"], survey["comment"]) == (5, 4, "很及时，谢谢")
    assert survey["answered_through"] is SurveyChannel.LINK
    assert "Thank you" in browser.get(link).text


def test_the_page_speaks_the_browsers_language_and_can_be_switched(browser: TestClient, link: str) -> None:
    assert '<html lang="en">' in browser.get(link).text
    assert '<html lang="zh-CN">' in browser.get(link, headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}).text
    assert 'href="?language=zh_CN"' in browser.get(link).text
    assert '<html lang="zh-CN">' in browser.get(f"{link}?language=zh_CN").text
    assert '<html lang="en">' in browser.get(f"{link}?language=tlh").text


def test_missing_marks_are_asked_for_and_nothing_is_lost(browser: TestClient, link: str) -> None:
    page = browser.post(link, data={"speed": "2", "comment": "还行 <b>"})
    assert page.status_code == 422
    assert page.text.count("Please fill this in.") == 3
    assert 'name="speed" value="2" required checked' in page.text
    assert "还行 &lt;b&gt;" in page.text
    assert the_survey()["answered_at"] is None


@pytest.mark.parametrize("mark", ["0", "6", "-1", "x", "4.5", "", "5; DROP TABLE survey", "９９"])
def test_marks_go_from_one_to_five(browser: TestClient, link: str, mark: str) -> None:
    assert browser.post(link, data={**MARKS, "overall": mark}).status_code == 422
    assert the_survey()["answered_at"] is None


def test_script_stays_text_and_the_page_allows_none(browser: TestClient, link: str) -> None:
    hostile = "<script>alert(1)</script>"
    page = browser.post(link, data={"comment": hostile, "speed": f'5" onfocus="{hostile}'})
    assert "<script" not in page.text
    assert hostile in unescape(page.text)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.headers["cache-control"] == "no-store"


def test_a_second_answer_is_refused_and_the_first_stands(browser: TestClient, link: str) -> None:
    browser.post(link, data=MARKS)
    second = browser.post(link, data={**MARKS, "overall": "1"})
    assert second.status_code == 409
    assert "The first answer stands" in second.text
    assert the_survey()["overall"] == 4


def test_a_double_tap_is_thanked_for_twice_and_counted_once(browser: TestClient, link: str) -> None:
    assert [browser.post(link, data=MARKS).status_code for _ in range(3)] == [200, 200, 200]
    with reading() as session:
        tally = session.exec(select(SurveyTally)).one().model_dump()
        told = session.exec(select(Event).where(col(Event.kind) == "survey_answered")).all()
    assert (tally["sent"], tally["answered"], tally["satisfied"], tally["overall_sum"]) == (1, 1, 1, 4)
    assert len(told) == 1


def test_of_answers_at_one_moment_one_is_kept(link: str) -> None:
    codes: list[int] = []
    ready = threading.Barrier(4)

    def send_answer(overall: int) -> None:
        browser = TestClient(Starlette(routes=ROUTES), headers=ENGLISH)
        ready.wait()
        codes.append(browser.post(link, data={**MARKS, "overall": str(overall)}).status_code)

    threads = [threading.Thread(target=send_answer, args=(overall,)) for overall in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409, 409, 409]
    with reading() as session:
        assert session.exec(select(SurveyTally.answered)).one() == 1


def test_unknown_replaced_and_expired_links_get_one_and_the_same_page(browser: TestClient, cast: Cast) -> None:
    outcome = send(cast)
    replaced = survey_link(outcome)
    with reading() as session:
        ticket_id = session.exec(select(Survey.ticket_id)).one()
    current = survey_link(do(send_survey, SendSurvey(ticket_id=ticket_id), cast.li, clock.now()))
    assert replaced != current
    pages = [browser.get(replaced), browser.get("/s/unknown"), browser.get("/s/" + "A" * 43), browser.post(replaced, data=MARKS)]
    with writing() as session:
        session.exec(select(Survey)).one().expires_at = clock.now() - timedelta(seconds=1)
    pages += [browser.get(current), browser.post(current, data=MARKS)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "400-820-0000" in pages[0].text
    assert the_survey()["answered_at"] is None


def test_the_link_stands_nowhere_in_the_database(browser: TestClient, link: str) -> None:
    browser.post(link, data=MARKS)
    token = link.removeprefix("/s/")
    assert re.fullmatch(r"[\w-]{43}", token)
    with reading() as session:
        kept = [
            *session.exec(select(SavedCommand)),
            *session.exec(select(AuditEntry)),
            *session.exec(select(Event)),
            *session.exec(select(Survey)),
        ]
        assert all(
            token not in str(record.model_dump()) and token.encode() not in str(record.model_dump()).encode() for record in kept
        )


def test_an_answer_as_long_as_a_book_is_not_read_to_its_end(browser: TestClient, link: str) -> None:
    assert browser.post(link, data={**MARKS, "comment": "好" * 3_000_000}).status_code == 422
    assert browser.post(link, content=b"&" * 10_000).status_code == 422
    assert browser.post(link, content=b"\xff\xfe=%zz&overall=5").status_code == 422
    assert browser.post(link, data={**MARKS, "comment": "好" * 2001}).status_code == 422
    assert the_survey()["answered_at"] is None


def test_fields_that_are_not_asked_for_change_nothing(browser: TestClient, link: str) -> None:
    assert browser.post(link, data={**MARKS, "owner_id": "1", "answered_at": "x", "token": "other"}).status_code == 200
    assert the_survey()["overall"] == 4
