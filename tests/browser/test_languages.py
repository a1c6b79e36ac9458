"""Every page of the menu, for every role, in both languages: one language on a screen, nothing foreign, nothing cut off."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect
from sqlmodel import select

from portal import i18n
from portal.auth.language import NAMES
from portal.browser.words import words_of
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from portal.i18n import Language
from portal.navigation import PAGES, PageEntry
from portal.rules.permissions import may
from portal.rules.standards import DEFINITIONS
from tests.browser.conftest import PHONE, OpenPage, settled, shared_portal, sign_in
from tests.cast import PEOPLE, Cast
from tests.pages.desk import registered
from tests.pages.visits import Visits
from tests.serving import Portal

LOCALES: Mapping[Language, str] = {"zh_CN": "zh-CN", "en": "en-GB"}
FACT = re.compile(r"\{\w*\}")
# Two English words in a row stand nowhere on a Chinese screen; names of things and keys are one word each.
ENGLISH = re.compile(r"[A-Za-z]{2,} (?:[a-z]{2,}|[A-Za-z]+:)")
NOTHING = re.compile(r"\b(None|nan|NaN|NaT|undefined|null)\b|\{\w*\}")
# What stands on the screen, word for word: texts and what is read out or shown in their place; tables only in Chinese, because
# what people wrote there may well be a word of the catalogue.
TEXTS = """(skip) => {
  const shown = [];
  const read = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node.nodeType === 1 && node.matches("script, style, noscript, [data-testid=stIconMaterial]" + skip)
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === 3) shown.push(node.nodeValue.trim());
      else for (const name of ["placeholder", "aria-label", "aria-valuetext", "title", "alt"])
        shown.push((node.getAttribute(name) || "").trim());
      if (node.shadowRoot) read(node.shadowRoot);
    }
  };
  read(document.body);
  return [...new Set(shown)].filter((text) => text);
}"""
TOO_WIDE = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .some((element) => element && element.scrollWidth > element.clientWidth)"""

CUT_OFF = """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .flatMap((part) => [...part.shadowRoot.querySelectorAll("th")])
  .filter((heading) => heading.scrollWidth > heading.clientWidth).map((heading) => heading.textContent)"""


@pytest.fixture(scope="module")
def portal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for this module, with a ticket and a visit under way."""
    with shared_portal(sqlite_template, tmp_path_factory.mktemp("languages")) as running:
        cast = Cast.find()
        registered(cast)
        Visits(cast).ordered()
        Visits(cast).arrived()
        yield running


@lru_cache
def foreign_words(language: Language) -> re.Pattern[str]:
    """Every whole text of the other language that reads differently in this one."""
    with (Path(i18n.__file__).parent / "zh_CN" / "LC_MESSAGES" / "portal.po").open("rb") as file:
        pairs = [
            (english, chinese)
            for message in read_po(file)
            if message.id
            for english, chinese in zip(_each(message.id), _each(message.string), strict=False)
            if chinese and english != chinese
        ]
    foreign = {english if language == "zh_CN" else chinese for english, chinese in pairs}
    if language == "zh_CN":
        foreign |= set(words_of("zh_CN")["exact"])
    foreign -= set(NAMES.values())  # each language is called by its own name everywhere
    # What is little more than places for facts would match what people wrote as well.
    letters = r"[A-Za-z]" if language == "zh_CN" else r"[\u4e00-\u9fff]"
    told = [each for each in foreign if len(re.findall(letters, FACT.sub("", each))) > 1]
    return re.compile("|".join(_pattern(each) for each in told))


def _pattern(words: str) -> str:
    return ".+".join(re.escape(part) for part in FACT.split(words))


def _each(words: str | Sequence[str] | None) -> Sequence[str]:
    return [words] if isinstance(words, str) else words or []


class Watch:
    """What a browser asked for and complained about, beside what stands on the screen."""

    def __init__(self, page: Page, home: str, language: Language) -> None:
        self.page, self.language = page, language
        self.wrong: list[str] = []
        allowed = (home, home.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda request: self._unless(request.url.startswith(allowed), f"asks for {request.url}"))
        page.on("websocket", lambda line: self._unless(line.url.startswith(allowed), f"speaks to {line.url}"))
        page.on("console", lambda message: self._unless(message.type != "error", message.text))
        page.on("pageerror", lambda error: self._unless(False, str(error)))

    def _unless(self, well: bool, complaint: str) -> None:
        if not well:
            self.wrong.append(f"{self.page.url}: {complaint}")

    def words(self, message: str) -> str:
        """A message of the portal in the language of this screen."""
        with i18n.speaking(self.language):
            return i18n.translate(message)

    def look(self, who: str, address: str) -> None:
        """Open a page and read it."""
        self.page.goto(address)
        expect(self.page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
        expect(self.page.get_by_text(self.words("Skip to main content"))).to_be_attached()
        settled(self.page)
        self.read(f"{who} {address}")

    def step(self, who: str, entry: PageEntry) -> None:
        """Go to a page by the menu, which is much quicker, and read it."""
        self.page.get_by_role("navigation").locator(f"a[href$='{entry.address}']").click()
        expect(self.page.get_by_role("heading", level=1, name=self.words(entry.title), exact=True)).to_be_visible()
        settled(self.page)
        self.read(f"{who} {entry.address}")

    def read(self, place: str) -> None:
        """Read what stands on the screen now."""
        skipped = ", tbody" if self.language == "en" else ""
        texts = self.page.evaluate(TEXTS, skipped)
        foreign = foreign_words(self.language)
        self.wrong += [f"{place}: {text!r}" for text in texts if NOTHING.search(text) or foreign.fullmatch(text)]
        if self.language == "zh_CN":
            self.wrong += [f"{place}: {text!r}" for text in texts if ENGLISH.search(text)]
        if self.page.evaluate(TOO_WIDE):
            self.wrong.append(f"{place}: wider than the screen")
        self.wrong += [f"{place}: the heading {words!r} is cut off" for words in self.page.evaluate(CUT_OFF)]


def numbers() -> dict[str, str]:
    """The pages beside the menu of which there is something to see here, with the number they need."""
    with reading() as session:
        orders = session.exec(select(DispatchOrder.number)).all()
        tickets = session.exec(select(Ticket.number)).all()
    return {"ticket": f"?id={tickets[-1]}", "customer": "?id=C-2025-000001", "dispatch-order": f"?id={orders[-1]}"}


@pytest.mark.parametrize("language", LOCALES)
def test_every_page_of_every_role_speaks_one_language_and_keeps_to_itself(
    open_page: OpenPage, portal: Portal, language: Language
) -> None:
    page = open_page(locale=LOCALES[language])
    watch = Watch(page, portal.url, language)
    watch.look("a visitor", "/")
    numbered, read = numbers(), set[str]()
    for who, (_name, role) in PEOPLE.items():
        if who in ("zhao", "chen"):
            continue  # of the same role as Li and Wang
        sign_in(page, who)
        # In English, which few read, each page once is enough.
        own = [entry for entry in PAGES if any(may([role], right) for right in entry.rights) and entry.address not in read]
        read |= {entry.address for entry in own} if language == "en" else set()
        watch.look(who, "/account")
        for entry in own:
            if not entry.hidden:
                watch.step(who, entry)
            elif entry.address in numbered:
                watch.look(who, f"/{entry.address}{numbered[entry.address]}")
    assert "\n".join(watch.wrong) == ""


@pytest.mark.parametrize("language", LOCALES)
def test_streamlits_own_widgets_speak_the_language_of_the_screen(open_page: OpenPage, portal: Portal, language: Language) -> None:
    page = open_page("li", locale=LOCALES[language])
    watch = Watch(page, portal.url, language)
    watch.look("li", f"/ticket{numbers()['ticket']}")
    page.get_by_role("radio", name=watch.words("Files")).click()
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()
    watch.read("li files")
    watch.look("li", f"/new-ticket?customer={Cast.find().huayuan}")
    box = page.get_by_test_id("stMain").get_by_role("combobox").first
    box.click()
    expect(page.get_by_role("option").first).to_be_visible()
    watch.read("li open box")
    page.keyboard.type("zzzz")
    expect(page.get_by_text(watch.words("No results")).first).to_be_visible()
    watch.read("li empty box")
    sign_in(page, "sun")
    watch.look("sun", f"/standards?standard={list(DEFINITIONS)[list(LOCALES).index(language)]}")
    page.get_by_role("button", name=watch.words("Clear date")).click()
    expect(page.get_by_test_id("stDateInput").get_by_text(watch.words("yyyy"), exact=True)).to_be_visible()
    watch.read("sun empty date")
    assert "\n".join(watch.wrong) == ""


@pytest.mark.parametrize("language", LOCALES)
def test_field_orders_fit_on_a_telephone(open_page: OpenPage, portal: Portal, language: Language) -> None:
    page = open_page("wang", locale=LOCALES[language], viewport=PHONE, has_touch=True)
    watch = Watch(page, portal.url, language)
    watch.look("wang", "/field-orders")
    with reading() as session:
        orders = session.exec(select(DispatchOrder.number)).all()
    for order in orders:
        watch.look("wang", f"/field-orders?id={order}")
    assert "\n".join(watch.wrong) == ""
