"""What people's hands do on a screen: fill in, choose, press - each waits until the portal has taken it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from portal.i18n import Language, speaking, translate, translate_count

# Promises to tell when a run begins (or ends, where it is over too soon to be seen); a run may not be needed at all.
BEGINS = """() => { window.testBegun = new Promise((tell) => {
  const app = document.querySelector("[data-testid=stApp]");
  new MutationObserver(tell).observe(app, {attributeFilter: ["data-test-script-state"]});
  setTimeout(tell, 500);
}).then(() => true); }"""


@dataclass(frozen=True)
class Hands:
    """One person before one screen in one language; words are given in English and read in that language."""

    page: Page
    language: Language

    def words(self, message: str) -> str:
        """A message in this person's language."""
        with speaking(self.language):
            return translate(message)

    def counted(self, one: str, many: str, count: int) -> str:
        """A message about a number of things, in this person's language."""
        with speaking(self.language):
            return translate_count(one, many, count)

    def _named(self, message: str) -> re.Pattern[str]:
        return re.compile(rf"^{re.escape(self.words(message))}( \*)?$")

    def go(self, address: str) -> None:
        """Open an address of the portal."""
        self.page.goto(address)
        self.settled()

    def settled(self) -> None:
        """Wait until nothing runs."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def fill(self, label: str, text: str) -> None:
        """Type into a field and leave it; the draft has it then."""
        field = self.page.get_by_role("textbox", name=self._named(label)).last
        field.fill(text)
        self.page.evaluate(BEGINS)
        field.press("Tab")
        expect(field).to_have_value(text)
        self.page.evaluate("() => window.testBegun")  # the run that keeps the draft; until then nothing would seem to run
        self.settled()

    def field(self, label: str) -> Locator:
        """The field with this label, whatever one does in it."""
        return self.page.get_by_label(self._named(label)).last

    def choose(self, label: str) -> None:
        """Choose one of a row of choices."""
        choice = self.page.get_by_role("radio", name=re.compile(rf"{re.escape(self.words(label))}$")).last
        choice.click()
        expect(choice).to_be_checked()
        self.settled()

    def tick(self, label: str) -> None:
        """Set or clear a tick."""
        self.page.get_by_test_id("stCheckbox").filter(has_text=self.words(label)).last.click()
        self.settled()

    def button(self, label: str) -> Locator:
        """The last button that says these words (its icon and its key may stand beside them)."""
        return self.page.get_by_role("button", name=self.words(label)).last

    def press(self, label: str) -> None:
        """Press a button."""
        self.button(label).click()
        self.settled()

    def does(self, label: str, says: str, **facts: object) -> None:
        """Press a button that changes something, and read what the portal says of it."""
        self.press(label)
        if not self._is_said(says, **facts) and self.button(label).count():
            self.press(label)  # nothing seemed to happen: people press again, and the portal does it once all the same
        self.sees(says, **facts)
        self.settled()  # it is said before the rest of the page is drawn
        self.afterwards(label)

    def _is_said(self, message: str, **facts: object) -> bool:
        said = self.page.get_by_text(self.words(message).format(**facts)).first
        try:
            expect(said).to_be_visible()
        except AssertionError:
            return False
        return True

    def afterwards(self, label: str) -> None:
        """What this person does to the screen when a deed is done: nothing. Others are not as calm."""

    def take_up(self, proposal: Locator) -> None:
        """Press a proposal until it is taken: one that is being redrawn at that moment loses a click, and people click again."""
        for _try in range(3):
            proposal.click()
            self.settled()
            try:
                expect(proposal).to_have_count(0, timeout=5_000)
            except AssertionError:
                continue
            return
        expect(proposal).to_have_count(0)

    def open_part(self, label: str) -> None:
        """Unfold a part of the page."""
        self.page.locator("summary").filter(has_text=self.words(label)).click()
        self.settled()

    def sees(self, message: str, **facts: object) -> Locator:
        """What the screen says, awaited."""
        words = self.words(message).format(**facts)
        assert self._is_said(message, **facts), f"{words!r} is not said here:\n{self._screen()}"
        return self.page.get_by_text(words).first

    def _screen(self) -> str:
        """What stands on the screen, what is said of the last deed first."""
        alerts = self.page.get_by_test_id("stAlert").all_inner_texts()
        return "\n".join([*alerts, "---", self.page.get_by_test_id("stMain").inner_text()[:1500]])

    def sign(self) -> None:
        """Sign on the glass."""
        pad = self.page.locator("canvas").last
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 40, box["y"] + 40)
        self.page.mouse.down()
        for place in range(1, 12):
            self.page.mouse.move(box["x"] + 40 + place * 18, box["y"] + 40 + (place % 3) * 22)
        self.page.mouse.up()
        self.settled()
