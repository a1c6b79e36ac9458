"""What people wait for: from the click to the first frame that shows the result, by the method used for the peers.

The watcher is planted by the browser before the page's own scripts; a result counts when its rows, text or chart are in the
document and the page has come to rest.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from tests.bench.places import cookie_of
from tests.serving import Portal
from tools.browser import chromium

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
AT_REST = "document.querySelector('[data-testid=\"stApp\"]')?.getAttribute('data-test-script-state') === 'notRunning'"
ROWS = "[...document.querySelectorAll('[data-testid=\"stDataFrame\"] canvas')].some(drawn => drawn.height > 40)"
WARM_UP, RUNS = 2, 15
SECONDS = 15


@dataclass(frozen=True)
class Task:
    """Something people do: where it starts, what they do there, and how it shows that it is done."""

    name: str
    start: str
    act: Callable[[Page], None]
    shown: str
    mark: float  # milliseconds of the best peer at 100,000 tickets (spec: quality)


@dataclass(frozen=True)
class Waited:
    """How long a task took, in milliseconds; `failed` says why it could not be measured."""

    name: str
    median_ms: float
    p95_ms: float
    mark: float
    failed: str = ""


def title(words: str) -> str:
    """Whether the page's title has these words."""
    return f"document.querySelector('h1')?.innerText.includes('{words}')"


def link(address: str) -> Callable[[Page], None]:
    """Click a line of the menu."""
    return lambda page: page.locator(f'[data-testid="stSidebarNav"] a[href$="/{address}"]').click()


def find(words: str) -> Callable[[Page], None]:
    """Type words into the list's search and press Enter."""

    def act(page: Page) -> None:
        field = page.locator('[data-testid="stTextInput"] input').first
        field.fill(words)
        field.press("Enter")

    return act


def first_row(page: Page) -> None:
    """Open the first line of the list."""
    box = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 180, box["y"] + 52)


def tasks() -> list[Task]:
    """The tasks of the table in the quality figures."""
    both = f"{AT_REST} && {ROWS}"
    has = "new URLSearchParams(location.search).get"
    return [
        Task("open the queue", "/work-list", link("queue"), f"{title('服务队列')} && {both}", 149),
        Task("search one word, Chinese", "/tickets", find("退款"), f"{has}('find') === '退款' && {both}", 408),
        Task("search one word, English", "/tickets", find("turbine"), f"{has}('find') === 'turbine' && {both}", 408),
        Task("open a ticket with its history", "/tickets", first_row, f"location.pathname.endsWith('/ticket') && {AT_REST}", 93),
        Task("statistics", "/work-list", link("satisfaction"), f"{title('满意度')} && {AT_REST}", 185),
    ]


def measure(portal: Portal) -> list[Waited]:
    """Every task in a warm browser, then the front page in cold ones."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = _context(browser, portal)
        found = [_task(context, portal, task) for task in tasks()]
        context.close()
        found.append(_cold(browser, portal))
        browser.close()
    return found


def _context(browser: Browser, portal: Portal) -> BrowserContext:
    name, _, value = cookie_of("supervisor01").partition("=")
    context = browser.new_context(viewport={"width": 1366, "height": 850}, locale="zh-CN")
    context.add_cookies([{"name": name, "value": value, "url": portal.url}])
    context.add_init_script(WATCH)
    return context


def _task(context: BrowserContext, portal: Portal, task: Task) -> Waited:
    page = context.new_page()
    times = []
    try:
        for _ in range(WARM_UP + RUNS):
            page.goto(portal.url + task.start)
            page.wait_for_function(f"document.querySelector('h1') && {AT_REST}", timeout=SECONDS * 1000)
            page.wait_for_timeout(150)
            page.evaluate("shown => window.benchWatch(shown, false)", task.shown)
            task.act(page)
            times.append(_result(page))
    except TookTooLong as late:
        return Waited(task.name, 0, 0, task.mark, failed=str(late).splitlines()[0])
    finally:
        page.close()
    return _waited(task.name, times[WARM_UP:], task.mark)


def _cold(browser: Browser, portal: Portal) -> Waited:
    times = []
    for _ in range(RUNS // 3):
        context = _context(browser, portal)
        page = context.new_page()
        page.goto(portal.url, wait_until="commit")
        page.evaluate("shown => window.benchWatch(shown, true)", f"document.querySelector('h1') && {AT_REST}")
        times.append(_result(page))
        context.close()
    return _waited("front page, cold cache", times, 314)


def _result(page: Page) -> float:
    page.wait_for_function("window.benchResult !== null", timeout=SECONDS * 1000)
    return float(page.evaluate("window.benchResult"))


def _waited(name: str, times: list[float], mark: float) -> Waited:
    return Waited(name, statistics.median(times), sorted(times)[int(len(times) * 0.95)], mark)
