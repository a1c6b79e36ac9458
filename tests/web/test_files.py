"""The guarded route of attachments (quality: nobody where they don't belong)."""

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal import clock
from portal.actions.attachments import Attach, attach
from portal.auth.cookie import SIGN_IN
from portal.db.models.people import Person
from portal.db.models.records import Attachment, AuditEntry
from portal.db.session import reading, writing
from portal.db.sign_ins import open_sign_in
from portal.rules.projects import DocumentKind
from portal.web.files import ROUTES
from tests.actions.on_site import a_ticket, an_order_that_is, order_of
from tests.actions.projects import a_project, hand_in, withdraw
from tests.actions.test_attachments import on_disk
from tests.cast import Cast, do
from tests.rules.test_files import PDF, office, picture

pytestmark = pytest.mark.usefixtures("database")
CONTENT = {"报告 2026.pdf": PDF, "截图.png": picture("PNG"), "说明.txt": b"<script>alert(1)</script>", "表.xlsx": office("xl")}


def browser_of(who: str | None, cast: Cast) -> TestClient:
    """A browser in which somebody is signed in."""
    browser = TestClient(Starlette(routes=ROUTES), headers={"accept-language": "en"})
    if who is not None:
        with writing() as session:
            person = session.get_one(Person, cast.ids[who])
            browser.cookies.set(SIGN_IN, open_sign_in(session, person, clock.now(), address="::1", browser="test"))
    return browser


def kept(cast: Cast, name: str, ticket_id: int | None = None) -> int:
    """Li attaches a file."""
    command = Attach(subject="ticket", subject_id=ticket_id or a_ticket(cast), name=name, content=CONTENT[name])
    return do(attach, command, cast.li).id


@pytest.mark.parametrize("name", CONTENT)
def test_a_file_comes_back_whole_and_tied_down(cast: Cast, name: str) -> None:
    answer = browser_of("zhao", cast).get(f"/files/{kept(cast, name)}")
    assert (answer.status_code, answer.content) == (200, CONTENT[name])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy or name.endswith(".pdf")


def test_only_pictures_and_pdf_open_inside_the_browser(cast: Cast) -> None:
    answers = [browser_of("li", cast).get(f"/files/{kept(cast, name)}") for name in CONTENT]
    shown = [answer.headers["content-disposition"].split(";")[0] for answer in answers]
    assert shown == ["inline", "inline", "attachment", "attachment"]
    forced = browser_of("li", cast).get(f"/files/{kept(cast, '截图.png')}?download")
    assert forced.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E6%88%AA")


def test_a_stranger_gets_nothing(cast: Cast) -> None:
    answer = browser_of(None, cast).get(f"/files/{kept(cast, '截图.png')}")
    assert answer.status_code == 401
    assert picture("PNG") not in answer.content


def test_a_sign_in_that_ended_opens_nothing(cast: Cast) -> None:
    browser, id = browser_of("li", cast), kept(cast, "截图.png")
    with writing() as session:
        session.get_one(Person, cast.ids["li"]).sign_in_epoch += 1
    assert browser.get(f"/files/{id}").status_code == 401


def test_a_foreign_file_and_none_at_all_get_the_same_answer_and_the_attempt_is_on_record(cast: Cast) -> None:
    id = kept(cast, "截图.png")
    for who in ("wang", "wu", "admin", "qian"):
        foreign, none = (browser_of(who, cast).get(f"/files/{number}") for number in (id, 999_999))
        assert (foreign.status_code, none.status_code) == (404, 404)
        assert foreign.text == none.text
    with reading() as session:
        denials = session.exec(select(AuditEntry.actor).where(AuditEntry.deed == "open_file")).all()
    assert denials == ["王志强", "吴艳", "郑洁", "钱峰"]


def test_an_engineer_opens_the_files_of_own_orders_until_they_are_given_to_another(cast: Cast) -> None:
    ticket_id = order_of(an_order_that_is("appointed", cast)).ticket_id
    id = kept(cast, "报告 2026.pdf", ticket_id)
    assert browser_of("wang", cast).get(f"/files/{id}").status_code == 200
    assert browser_of("chen", cast).get(f"/files/{id}").status_code == 404


@pytest.mark.parametrize("id", ["0", "-1", "abc", "1;", "99999999999999999999", "../../etc/passwd", "1%00"])
def test_a_strange_number_leads_nowhere(cast: Cast, id: str) -> None:
    assert browser_of("li", cast).get(f"/files/{id}").status_code == 404


def test_a_damaged_file_is_said_to_be_so(cast: Cast) -> None:
    id = kept(cast, "截图.png")
    on_disk()[0].write_bytes(b"something else")
    answer = browser_of("li", cast).get(f"/files/{id}")
    assert answer.status_code == 410
    assert "damaged" in answer.text
    assert "something else" not in answer.text


def test_the_service_record_is_open_to_its_engineer_and_the_desk(cast: Cast) -> None:
    order = order_of(an_order_that_is("signed", cast))
    for who, status in {"wang": 200, "li": 200, "zhou": 200, "chen": 404, "wu": 404}.items():
        assert browser_of(who, cast).get(f"/files/{order.record_id}").status_code == status
    with reading() as session:
        assert session.get_one(Attachment, order.record_id).media_type == "application/pdf"


def hand_over_document(cast: Cast) -> int:
    """Li hands in a document of a project; the file's number."""
    hand_in(cast, a_project(cast), DocumentKind.CONTACT_LIST)
    with reading() as session:
        return session.exec(select(Attachment.id).where(Attachment.subject == "project")).one() or 0


@pytest.mark.rule("A-03")
def test_a_hand_over_document_is_open_to_whoever_sees_projects_and_nobody_else(cast: Cast) -> None:
    id = hand_over_document(cast)
    for who, status in {"li": 200, "sun": 200, "zhou": 200, "wang": 404, "wu": 404, "qian": 404, "admin": 404}.items():
        assert browser_of(who, cast).get(f"/files/{id}").status_code == status, who
    assert browser_of(None, cast).get(f"/files/{id}").status_code == 401


@pytest.mark.rule("A-03")
def test_who_opened_a_hand_over_document_is_on_record_and_a_withdrawn_one_is_still_there(cast: Cast) -> None:
    id = hand_over_document(cast)
    withdraw(cast, 1)
    assert browser_of("zhou", cast).get(f"/files/{id}?download").status_code == 200
    browser_of("wang", cast).get(f"/files/{id}")
    with reading() as session:
        opened = session.exec(
            select(AuditEntry.actor, AuditEntry.outcome, AuditEntry.subject_id).where(AuditEntry.deed == "open_file")
        )
        assert opened.all() == [("周强", "done", id), ("王志强", "denied", id)]
