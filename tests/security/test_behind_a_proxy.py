"""Behind a proxy that ends TLS: secure cookies, the public origin only, and addresses that clients cannot make up (A20)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from portal.auth.cookie import SIGN_IN, VISITOR
from tests.conftest import forget_settings
from tests.security.conftest import cookie_of
from tests.security.screens import Screen, drive, is_refused
from tests.serving import Portal, running_portal

pytestmark = pytest.mark.rule("X-01")

PUBLIC = "https://portal.example"
ASKED = {"Host": "portal.example"}


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal as a proxy reaches it."""
    folder = tmp_path_factory.mktemp("behind")
    shutil.copy(sqlite_template, folder / "portal.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{folder / 'portal.db'}")
        patch.setenv("PORTAL_DATA_DIR", str(folder))
        forget_settings()
        with running_portal(folder, public_url=PUBLIC) as running:
            yield running
    forget_settings()


def test_cookies_are_for_https_and_this_host_alone(portal: Portal) -> None:
    given = httpx.get(portal.url, headers=ASKED).headers["set-cookie"]
    assert given.startswith(f"__Host-{VISITOR}=")
    for word in ("Secure", "HttpOnly", "Path=/"):
        assert word in given
    assert "Domain" not in given


def test_a_cookie_without_the_prefix_opens_nothing(portal: Portal) -> None:
    plain = cookie_of("li")
    guarded = plain.replace(SIGN_IN, f"__Host-{SIGN_IN}")
    asked = f"{portal.url}/media/none"
    assert httpx.get(asked, headers={**ASKED, "Cookie": plain}).status_code == 401
    assert httpx.get(asked, headers={**ASKED, "Cookie": guarded}).status_code == 404


@pytest.mark.parametrize(
    ("origin", "refused"), [(PUBLIC, False), ("http://portal.example", True), ("https://portal.example:444", True)]
)
def test_only_the_public_origin_opens_screens(portal: Portal, origin: str, refused: bool) -> None:
    cookie = cookie_of("li").replace(SIGN_IN, f"__Host-{SIGN_IN}")
    screen = Screen(portal.url, cookie, origin, name=ASKED["Host"])
    assert drive(lambda: is_refused(screen)) is refused
