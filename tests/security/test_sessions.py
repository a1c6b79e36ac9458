"""Whose screen is it? Cookies, origins, session ids and headers that somebody else made up (rule X-01)."""

import secrets
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from portal import clock
from portal.auth.cookie import SIGN_IN
from portal.db.models.people import Person, SignIn
from portal.db.session import writing
from portal.db.sign_ins import digest, end_sign_in, make_ticket, open_sign_in
from tests.security.conftest import STRANGER, VISITOR, cookie_of
from tests.security.screens import Screen, drive, is_refused
from tests.serving import Portal

pytestmark = pytest.mark.rule("X-01")

FORM, INSIDE = "Sign-in name", "Your password, your language"


def says(portal: Portal, cookie: str, page: str = "account", **more: object) -> str:
    """What a page says to whoever holds a cookie."""

    async def ask() -> str:
        screen = await Screen(portal.url, cookie, **more).open()  # type: ignore[arg-type]
        await screen.run(page)
        await screen.close()
        return screen.text

    return drive(ask)


def test_a_visitor_sees_the_form_and_a_colleague_the_page(portal: Portal) -> None:
    assert FORM in says(portal, VISITOR)
    assert INSIDE in says(portal, cookie_of("li"))


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1", "file://"]
)
def test_a_websocket_from_a_foreign_page_or_from_none_is_refused(portal: Portal, origin: str | None) -> None:
    assert drive(lambda: is_refused(Screen(portal.url, cookie_of("li"), origin)))


def test_a_websocket_without_any_cookie_is_refused(portal: Portal) -> None:
    assert drive(lambda: is_refused(Screen(portal.url)))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "portal.example:80"])
def test_a_foreign_host_is_refused(portal: Portal, host: str) -> None:
    assert httpx.get(portal.url, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("closed", [False, True], ids=["while it is open", "just after it was closed"])
@pytest.mark.parametrize("thief", [VISITOR, "zhao", "li"], ids=["by a visitor", "by a colleague", "by the same person elsewhere"])
def test_a_session_id_is_worth_nothing_in_another_browser(portal: Portal, thief: str, closed: bool) -> None:
    own = cookie_of("li")

    async def steal() -> tuple[str, str, str]:
        victim = await Screen(portal.url, own).open()
        await victim.run("account")
        if closed:
            await victim.close()
        taken = await Screen(portal.url, thief if "=" in thief else cookie_of(thief), session=victim.id).open()
        await taken.run("account")
        return victim.id, taken.id, taken.text

    theirs, ours, text = drive(steal)
    assert theirs
    assert ours != theirs
    assert "李敏" not in text or thief == "li"


def test_the_owner_finds_the_own_session_again(portal: Portal) -> None:
    own = cookie_of("li")

    async def come_back() -> tuple[str, str]:
        first = await Screen(portal.url, own).open()
        await first.run("account")
        await first.close()
        again = await Screen(portal.url, own, session=first.id).open()
        await again.run("account")
        return first.id, again.id

    before, after = drive(come_back)
    assert before == after


def test_a_visitor_s_session_is_not_another_visitor_s(portal: Portal) -> None:
    async def steal() -> tuple[str, str]:
        victim = await Screen(portal.url, VISITOR).open()
        await victim.run()
        taken = await Screen(portal.url, STRANGER, session=victim.id).open()
        await taken.run()
        return victim.id, taken.id

    theirs, ours = drive(steal)
    assert theirs != ours


def test_identity_headers_of_a_client_are_dropped(portal: Portal) -> None:
    token = cookie_of("admin").partition("=")[2]
    spoofed = {"X-Portal-Session": f"in:{digest(token).hex()}", "X-Remote-User": "admin", "X-Forwarded-For": "10.0.0.1"}
    assert FORM in says(portal, VISITOR, headers=spoofed)


def forged() -> list[str]:
    """Cookies that nobody was given."""
    return [
        secrets.token_urlsafe(32),
        "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6ImFkbWluIn0.",
        "' OR 1=1--",
        "1",
        "a" * 4000,
        "\u00e9" * 43,
    ]


@pytest.mark.parametrize("number", range(6))
def test_an_invented_cookie_opens_nothing(portal: Portal, number: int) -> None:
    cookie = f'{SIGN_IN}="{forged()[number]}"; {VISITOR}'.encode().decode("latin-1")
    assert FORM in says(portal, cookie)


def over(how: str, token: str) -> None:
    """End a sign-in in one of the ways in which it ends."""
    now = clock.now()
    with writing() as session:
        if how == "signed out":
            end_sign_in(session, digest(token), now)
            return
        column = {"idle": SignIn.seen_at, "too old": SignIn.expires_at}.get(how)
        if column is not None:
            past = now.replace(year=now.year - 1)
            session.execute(update(SignIn).where(col(SignIn.digest) == digest(token)).values({column: past}))
            return
        person = session.get_one(Person, _person_of(session, token))
        person.sign_in_epoch += 1
        person.active = how != "deactivated"


def _person_of(session: Session, token: str) -> int:
    return session.exec(select(SignIn.person_id).where(SignIn.digest == digest(token))).one()


@pytest.mark.parametrize("how", ["signed out", "idle", "too old", "password or roles changed", "deactivated"])
def test_a_sign_in_that_is_over_opens_nothing_any_more_not_even_the_screen_it_had(portal: Portal, how: str) -> None:
    cookie = cookie_of("wu")
    token = cookie.partition("=")[2]

    async def before_and_after() -> tuple[str, str]:
        screen = await Screen(portal.url, cookie).open()
        await screen.run("account")
        before = screen.text
        over(how, token)
        await screen.run("account")
        return before, screen.text

    try:
        before, after = drive(before_and_after)
        assert INSIDE in before
        assert INSIDE not in after
        assert FORM in after
        assert FORM in says(portal, f"{cookie}; {VISITOR}")
    finally:
        with writing() as session:
            session.execute(update(Person).where(col(Person.sign_in_name) == "wu").values(active=True))


@pytest.mark.parametrize(("by_itself", "stays"), [(True, False), (False, True)], ids=["the part by itself", "a person's click"])
def test_a_live_view_alone_keeps_no_sign_in_alive_but_a_click_in_it_does(portal: Portal, by_itself: bool, stays: bool) -> None:
    cookie = cookie_of("sun")

    async def refresh() -> tuple[datetime, datetime]:
        screen = await Screen(portal.url, cookie).open()
        await screen.run("queue")
        opened = clock.now()
        seen(cookie, opened - timedelta(minutes=5))
        assert screen.parts
        await screen.run("queue", part=screen.parts[0], by_itself=by_itself)
        assert screen.said
        await screen.close()
        return opened, seen(cookie)

    opened, last_seen = drive(refresh)
    assert (last_seen > opened) is stays


def seen(cookie: str, at: datetime | None = None) -> datetime:
    """When the person behind a cookie was last seen at work; `at` sets it."""
    with writing() as session:
        sign_in = session.exec(select(SignIn).where(SignIn.digest == digest(cookie.partition("=")[2]))).one()
        sign_in.seen_at = at or sign_in.seen_at
        return sign_in.seen_at


def test_a_button_drawn_before_a_right_was_withdrawn_does_nothing_after(portal: Portal) -> None:
    """A12: the button of an administrator who was deactivated meanwhile is pressed."""
    cookie = cookie_of("zhao")

    async def press_late() -> str:
        screen = await Screen(portal.url, cookie).open()
        await screen.run("account")
        button = screen.buttons["Use this language"]
        over("password or roles changed", cookie.partition("=")[2])
        await screen.run("account", press=button)
        return screen.text

    assert FORM in drive(press_late)
    with writing() as session:
        assert session.exec(select(Person.language).where(Person.sign_in_name == "zhao")).one() is None


def test_a_sign_in_gets_a_name_of_its_own_whatever_cookie_was_planted(portal: Portal) -> None:
    planted = "planted-by-somebody-else-and-long-enough-to-pass"
    with writing() as session:
        person = session.exec(select(Person).where(Person.sign_in_name == "li")).one()
        ticket = make_ticket(session, open_sign_in(session, person, clock.now(), address="", browser=""), clock.now())
    headers = {"Origin": portal.url, "X-Portal": "1", "Cookie": f"{SIGN_IN}={planted}"}
    answer = httpx.post(f"{portal.url}/auth/session", content=ticket, headers=headers)
    assert answer.status_code == 204
    assert planted not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert httpx.post(f"{portal.url}/auth/session", content=ticket, headers=headers).status_code == 403
