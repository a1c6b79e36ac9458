"""What the server answers to requests that no page of ours would send."""

import asyncio

import httpx
import pytest

from portal.browser import script
from portal.web.front import FIRST_SCREEN
from tests.security.conftest import VISITOR, cookie_of
from tests.security.screens import Screen, drive
from tests.serving import Portal

ORIGIN_NEEDED = ["/auth/session", "/auth/sign-out"]


@pytest.mark.parametrize(
    "path", ["/", "/account", "/healthz", "/nothing/here", "/_stcore/health", "/i/none", "/media/none", "/icon.svg"]
)
def test_every_answer_tells_browsers_what_they_may_do(portal: Portal, path: str) -> None:
    headers = httpx.get(f"{portal.url}{path}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert "object-src 'none'" in headers["content-security-policy"] or "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "unsafe-inline'" not in headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("who", ["", "li", "admin"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/%6detrics",
        "//_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
        "/_stcore/script-health-check",
    ],
)
def test_what_streamlit_tells_strangers_is_closed(portal: Portal, path: str, who: str) -> None:
    cookie = cookie_of(who) if who else VISITOR
    assert httpx.get(f"{portal.url}{path}", headers={"Cookie": cookie}).status_code in {403, 404}


def test_media_are_for_people_who_are_signed_in(portal: Portal) -> None:
    address = f"{portal.url}/media/0123456789abcdef.txt"
    assert httpx.get(address, headers={"Cookie": VISITOR}).status_code == 401
    answer = httpx.get(address, headers={"Cookie": cookie_of("li")})
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_nobody_uploads_without_signing_in(portal: Portal, method: str) -> None:
    answer = httpx.request(method, f"{portal.url}/_stcore/upload_file/session/file", headers={"Cookie": VISITOR})
    assert answer.status_code == 401


def upload(portal: Portal, cookie: str, session: str) -> int:
    """Send a file for a screen, as Streamlit's own uploader would; the answer's status."""
    token = httpx.get(f"{portal.url}/_stcore/health", headers={"Cookie": cookie}).cookies.get("_streamlit_xsrf", "")
    return httpx.put(
        f"{portal.url}/_stcore/upload_file/{session}/11111111-2222-3333-4444-555555555555",
        headers={"Cookie": f"{cookie}; _streamlit_xsrf={token}", "X-Xsrftoken": token, "Origin": portal.url},
        files={"file": ("note.txt", b"planted", "text/plain")},
    ).status_code


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("thief", ["zhao", "admin", "li"], ids=["a colleague", "an administrator", "the same person elsewhere"])
def test_nobody_puts_a_file_into_somebody_else_s_screen(portal: Portal, thief: str) -> None:
    own = cookie_of("li")

    async def plant() -> tuple[int, int, int]:
        screen = await Screen(portal.url, own).open()
        await screen.run("account")
        foreign = await asyncio.to_thread(upload, portal, cookie_of(thief), screen.id)
        invented = await asyncio.to_thread(upload, portal, own, "00000000-0000-0000-0000-000000000000")
        mine = await asyncio.to_thread(upload, portal, own, screen.id)
        await screen.close()
        return foreign, invented, mine

    assert drive(plant) == (403, 403, 204)


@pytest.mark.parametrize("path", ORIGIN_NEEDED)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example", "X-Portal": "1"},
        {"Origin": "null", "X-Portal": "1"},
        {"X-Portal": "1"},
        {"Origin": "OWN"},
    ],
)
def test_signing_in_and_out_is_for_our_own_pages(portal: Portal, path: str, headers: dict[str, str]) -> None:
    sent = {name: value.replace("OWN", portal.url) for name, value in headers.items()}
    assert httpx.post(f"{portal.url}{path}", content="x", headers=sent).status_code == 403


@pytest.mark.parametrize("ticket", ["", "x", "x" * 5000, "\x00", "' OR 1=1--", "é"])
def test_an_invented_ticket_gives_no_cookie(portal: Portal, ticket: str) -> None:
    answer = httpx.post(f"{portal.url}/auth/session", content=ticket.encode(), headers={"Origin": portal.url, "X-Portal": "1"})
    assert answer.status_code == 403
    assert "portal_sign_in" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("token", ["none", "x" * 2000, "%00", "..%2f..%2fetc%2fpasswd", "' OR 1=1--"])
def test_an_invented_invitation_is_over(portal: Portal, token: str) -> None:
    assert httpx.get(f"{portal.url}/i/{token}").status_code in {400, 404, 410}


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/.streamlit/config.toml",
        "/var/secrets.toml",
        "/app.py",
        "/static/../../app.py",
        "/static/%2e%2e/x",
    ],
)
def test_no_file_of_the_installation_is_served(portal: Portal, path: str) -> None:
    answer = httpx.get(f"{portal.url}{path}")
    assert answer.status_code in {400, 403, 404}
    assert "import" not in answer.text


def test_scripts_travel_compressed_and_are_kept_for_ever(portal: Portal) -> None:
    page = httpx.get(portal.url).text
    script = page.partition('src="./static/js/')[2].partition('"')[0]
    answer = httpx.get(f"{portal.url}/static/js/{script}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    plain = httpx.get(f"{portal.url}/static/js/{script}", headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content


def test_our_own_script_is_kept_for_ever_under_its_own_address_alone_and_names_nobody(portal: Portal) -> None:
    own = httpx.get(f"{portal.url}/{script.address()}")
    assert own.text == script.script()
    assert own.headers["content-encoding"] == "gzip"
    assert "immutable" in own.headers["cache-control"]
    older = httpx.get(f"{portal.url}/ui-0123456789abcdef.js", headers={"Accept-Encoding": "identity"})
    assert older.text == script.script()
    assert older.headers["cache-control"] == "no-store"
    assert "set-cookie" not in own.headers
    assert "set-cookie" not in older.headers
    assert httpx.get(f"{portal.url}/ui-..%2f..%2fsecrets.js").status_code == 404


def test_only_new_browsers_get_a_visitor_s_name(portal: Portal) -> None:
    first = httpx.get(portal.url)
    assert "portal_visitor=" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    again = httpx.get(portal.url, headers={"Cookie": VISITOR})
    assert "portal_visitor" not in again.headers.get("set-cookie", "")


def test_the_first_screen_s_scripts_are_asked_for_all_at_once(portal: Portal) -> None:
    """Streamlit's file names change with its version: a name that is not found any more would silently cost the gain."""
    page = httpx.get(portal.url).text
    for stem in FIRST_SCREEN:
        assert f"./static/js/{stem}." in page, stem
