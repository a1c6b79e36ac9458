"""Journeys in headless Chromium against the real server, as people meet it."""

import secrets
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from sqlmodel import select

from portal import clock
from portal.auth.cookie import SIGN_IN
from portal.db.models.people import Person
from portal.db.passwords import hash_password
from portal.db.session import writing
from portal.db.sign_ins import open_sign_in
from tests.conftest import _set_to
from tests.serving import Portal, running_portal
from tools.browser import chromium

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
PASSPHRASE = "seven herons cross the river"
PATIENCE = 45_000
WIDE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)

FAILURES = Path(__file__).parent.parent.parent / "build" / "failures"

OpenPage = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know how a test ended."""
    report = yield
    if report.failed and report.when == "call":
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process: the system's, else Playwright's own."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def portal(sqlite_database: str, tmp_path: Path) -> Iterator[Portal]:
    """The portal on a fresh database with the cast."""
    with running_portal(tmp_path) as running:
        yield running


@contextmanager
def shared_portal(template: Path, folder: Path) -> Iterator[Portal]:
    """A portal with the cast for all tests of a module that do not stand in each other's way; this process is set to it too."""
    shutil.copy(template, folder / "portal.db")
    url = f"sqlite:///{folder / 'portal.db'}"
    with pytest.MonkeyPatch.context() as patch, contextmanager(_set_to)(url, folder, patch), running_portal(folder) as running:
        yield running


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[OpenPage]:
    """Opens a page in a browser of its own: `open_page(who="li", locale="zh-CN", viewport=PHONE, dark=True)`.

    Addresses are relative to the portal: `page.goto("/queue")`.
    """
    contexts: list[BrowserContext] = []

    def opened(who: str = "", *, locale: str = "en-GB", viewport: ViewportSize = WIDE, dark: bool = False, **more: Any) -> Page:
        context = browser.new_context(
            base_url=portal.url,
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if who:
            sign_in(page, who)
        return page

    yield opened
    for place, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            FAILURES.mkdir(parents=True, exist_ok=True)
            context.pages[0].screenshot(path=FAILURES / f"{request.node.name}-{place}.png")
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of a visitor with an English browser."""
    return open_page()


def sign_in(page: Page, who: str) -> None:
    """Sign somebody of the cast in in this page's browser, by the cookie that the sign-in page would have set."""
    with writing() as session:
        person = session.exec(select(Person).where(Person.sign_in_name == who)).one()
        token = open_sign_in(session, person, clock.now(), address="127.0.0.1", browser=f"Chrome Linux {secrets.token_hex(2)}")
    base = str(page.context._impl_obj._options["baseURL"])  # type: ignore[attr-defined]
    page.context.add_cookies([{"name": SIGN_IN, "value": token, "url": base, "httpOnly": True, "sameSite": "Lax"}])


def give_password(who: str, password: str = PASSPHRASE) -> None:
    """Let somebody of the cast sign in by the form."""
    with writing() as session:
        session.exec(select(Person).where(Person.sign_in_name == who)).one().password_hash = hash_password(password)


def fill_in(page: Page, who: str, password: str = PASSPHRASE) -> None:
    """Type name and password into the English sign-in form and send it."""
    page.get_by_label("Sign-in name").fill(who)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def settled(page: Page) -> None:
    """Wait until the page is drawn and nothing runs."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
