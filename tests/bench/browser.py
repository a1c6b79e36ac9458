"""What people wait for: from the click to the first frame that shows the result, by the method used for the peers.

The watcher is planted by the browser before the page's own scripts; a result counts when its rows, text or charts are in the
document, visible and not empty, as with the peers. Beside it stands when the whole page has come to rest.
"""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong
from sqlmodel import col, select

from portal.db.models.customers import Contact
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from portal.rules.tickets import TicketStatus
from tests.bench.places import cookie_of
from tests.browser.hands import Hands
from tests.serving import Portal
from tools.browser import chromium

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
# The entries of a story, and the marks of charts: all of those that are on the page.
STORY = "window.benchParts('ol > li') !== ''"
CHARTS = """(() => {
  const charts = [...document.querySelectorAll('.vega-embed svg')];
  return charts.length > 2 && charts.every((chart) => chart.querySelector('.mark-line path, .mark-rect path'));
})()"""
AT_REST = "document.querySelector('[data-testid=\"stApp\"]')?.getAttribute('data-test-script-state') === 'notRunning'"
ROWS = "window.benchLines() !== '' && window.benchLines() !== window.benchLinesBefore"
WARM_UP, RUNS = 2, 15
SECONDS = 15
PROBES, PROBE_NUMBERS, UNDISTURBED = 40, 400_000, 1.35
COLD = 1.15  # the front page in a cold browser, in empty Streamlit pages


@dataclass(frozen=True)
class Task:
    """Something people do: where it starts, what they do there, and how it shows that it is done.

    `before` is done without being timed: a form is filled in before it is sent. `start` gives an address for each run.
    """

    name: str
    start: Callable[[int], str]
    act: Callable[[Page], None]
    shown: str
    mark: float  # milliseconds of the best peer at 100,000 tickets (spec: quality)
    before: Callable[[Page], None] = lambda page: None


@dataclass(frozen=True)
class Waited:
    """How long a task took until its result was seen, in milliseconds, and until the page was at rest (median).

    `failed` says why it could not be measured.
    """

    name: str
    median_ms: float
    p95_ms: float
    rest_ms: float
    mark: float
    failed: str = ""


def title(words: str) -> str:
    """Whether the page's title has these words."""
    return f"document.querySelector('h1')?.innerText.includes('{words}')"


def link(address: str) -> Callable[[Page], None]:
    """Click a line of the menu."""
    return lambda page: page.locator(f'[data-testid="stSidebar"] a[href$="{address}"]').click()


def find(words: str) -> Callable[[Page], None]:
    """Type words into the list's search and press Enter."""

    def act(page: Page) -> None:
        field = page.get_by_role("textbox", name=_hands(page).words("Find")).first
        field.fill(words)
        field.press("Enter")

    return act


def first_row(page: Page) -> None:
    """Open the first line of the list."""
    page.get_by_role("row").nth(1).get_by_role("cell").nth(1).click()


def press(words: str) -> Callable[[Page], None]:
    """Press the last button that says these words (in English)."""
    return lambda page: _hands(page).button(words).click()


def go_to(title: str) -> Callable[[Page], None]:
    """Go to a filter's choice."""
    return lambda page: _hands(page).field(title).focus()


def choose(key: str) -> Callable[[Page], None]:
    """Choose by the key that the words begin with."""
    return lambda page: page.keyboard.press(key)


def describe_a_problem(page: Page) -> None:
    """What an agent writes down while the customer speaks."""
    hands = _hands(page)
    hands.fill("Symptom", "工资条无法生成")
    hands.take_up(page.get_by_role("button", name=re.compile(hands.words("Technical support"))))


def write_the_solution(page: Page) -> None:
    """What an agent writes down before the ticket is solved."""
    hands = _hands(page)
    hands.choose("Solve")
    hands.fill("Cause", "临时表空间写满")
    hands.fill("What solved it", "扩容临时表空间并重建索引")
    if page.get_by_role("radio", name=re.compile(rf"{hands.words('Backed up')}$")).count():
        hands.choose("Backed up")


def _hands(page: Page) -> Hands:
    return Hands(page, "zh_CN")


def at(address: str) -> Callable[[int], str]:
    """The same address in every run."""
    return lambda _run: address


def tasks() -> list[Task]:
    """The tasks of the table in the quality figures."""
    has = "new URLSearchParams(location.search).get"
    said = "document.querySelector('[data-testid=\"stAlert\"]')?.innerText.includes('T-')"
    is_highest = f"{has}('priority') === '1' && {ROWS}"
    opened_one = "location.pathname.endsWith('/ticket') && document.querySelector('h1')?.innerText.includes('T-')"
    opened, customers = in_progress(), some_customers()
    return [
        Task("open the queue", at("/work-list"), link("queue"), f"{title('服务队列')} && {ROWS}", 149),
        Task(
            "filter: open + highest priority", at("/tickets?status=open"), choose("1"), is_highest, 146, go_to("Priority"),
        ),
        Task("search one word, Chinese", at("/tickets"), find("退款"), f"{has}('find') === '退款' && {ROWS}", 408),
        Task("search one word, English", at("/tickets"), find("turbine"), f"{has}('find') === 'turbine' && {ROWS}", 408),
        Task("open a ticket with its history", at("/tickets"), first_row, f"{opened_one} && {STORY}", 93),
        Task(
            "create a ticket", lambda run: f"/new-ticket?customer={customers[run]}", press("Register"), said, 123,
            describe_a_problem,
        ),
        Task(
            "reply and close", lambda run: f"/ticket?id={opened[run]}", press("Solve"), said, 120,
            write_the_solution,
        ),
        Task("statistics", at("/work-list"), link("satisfaction"), f"{title('满意度')} && {CHARTS}", 185),
    ]  # fmt: skip


FLOOR = Task(
    "an empty page from an empty one", at("/"), link("other"),
    f"{title('other')} && document.querySelector('[data-testid=stText]')", 0,
)  # fmt: skip


def in_progress() -> Sequence[str]:
    """Tickets that somebody works on."""
    working = select(col(Ticket.number)).where(col(Ticket.status) == TicketStatus.IN_PROGRESS, col(Ticket.is_open))
    with reading() as session:
        return session.execute(working.order_by(col(Ticket.id).desc()).limit(WARM_UP + RUNS)).scalars().all()


def some_customers() -> Sequence[int]:
    """Customers who may be calling, each with somebody to speak to."""
    with reading() as session:
        return session.execute(select(col(Contact.customer_id)).distinct().limit(WARM_UP + RUNS)).scalars().all()


def measure(portal: Portal, empty: Portal, two: Portal) -> list[Waited]:
    """An empty page opened from another one, every task in a warm browser, then the front page in cold ones."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        found: list[Waited] = []
        for place, done_there in ((two, [FLOOR]), (portal, tasks())):
            context = _context(browser, place)
            found += [_task(context, place, task) for task in done_there]
            context.close()
        found.append(_cold(browser, portal, empty))
        browser.close()
    return found


def _context(browser: Browser, portal: Portal) -> BrowserContext:
    name, _, value = cookie_of("supervisor01").partition("=")
    # The watcher compiles its question in the page, which the portal forbids to every script.
    context = browser.new_context(viewport={"width": 1366, "height": 850}, locale="zh-CN", bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": portal.url}])
    context.add_init_script(WATCH)
    return context


def _task(context: BrowserContext, portal: Portal, task: Task) -> Waited:
    page = context.new_page()
    times: list[tuple[float, float]] = []
    try:
        for run in range(WARM_UP + RUNS):
            page.goto(portal.url + task.start(run))
            page.wait_for_function(f"document.querySelector('h1') && {AT_REST}", timeout=SECONDS * 1000)
            task.before(page)
            page.wait_for_timeout(150)
            wait_for_calm()
            page.evaluate("asked => window.benchWatch(...asked, false)", [task.shown, AT_REST])
            task.act(page)
            times.append(_result(page))
    except (TookTooLong, AssertionError, IndexError) as late:
        return Waited(task.name, 0, 0, 0, task.mark, failed=f"run {len(times) + 1}: {str(late).splitlines()[0]}")
    finally:
        page.close()
    return _waited(task.name, times[WARM_UP:], task.mark)


def _cold(browser: Browser, portal: Portal, empty: Portal) -> Waited:
    """By turns, so that both meet the same neighbours; the mark is what the empty page took, and a little more."""
    times: dict[str, list[tuple[float, float]]] = {portal.url: [], empty.url: []}
    for _ in range(RUNS // 3):
        for place, shown in ((portal, "document.querySelector('h1')"), (empty, "document.body.innerText.includes('empty')")):
            context = _context(browser, place)
            page = context.new_page()
            wait_for_calm()
            page.goto(place.url, wait_until="commit")
            page.evaluate("asked => window.benchWatch(...asked, true)", [shown, AT_REST])
            times[place.url].append(_result(page))
            context.close()
    return _waited(
        "front page, cold cache", times[portal.url], statistics.median(seen for seen, _rest in times[empty.url]) * COLD
    )


def wait_for_calm() -> None:
    """Wait until the processor is ours, as with the peers: a piece of work runs nearly as quickly as it ever did; or a while."""
    for _ in range(PROBES):
        if _probe() <= UNDISTURBED * _undisturbed():
            return


@cache
def _undisturbed() -> float:
    return min(_probe() for _ in range(PROBES))


def _probe() -> float:
    began = time.perf_counter()
    sum(number * number for number in range(PROBE_NUMBERS))
    return time.perf_counter() - began


def _result(page: Page) -> tuple[float, float]:
    """Until the result was seen, and until the page was at rest."""
    page.wait_for_function("window.benchRest !== null", timeout=SECONDS * 1000)
    seen, rest = page.evaluate("[window.benchResult, window.benchRest]")
    return float(seen), float(rest)


def _waited(name: str, times: list[tuple[float, float]], mark: float) -> Waited:
    seen, rest = zip(*times, strict=True)
    return Waited(name, statistics.median(seen), sorted(seen)[int(len(seen) * 0.95)], statistics.median(rest), mark)
