"""Take the pictures of README and docs from the running portal with its demonstration department."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlmodel import Session, col, select

from tools.browser import chromium
from tools.guide_pictures import guide_pictures
from tools.picture import PHONE, Picture

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def pictures(session: Session) -> list[Picture]:
    """What is worth a picture: the ticket and the order are chosen from what the department has."""
    from portal.db.models.dispatch import DispatchOrder
    from portal.db.models.people import Person
    from portal.db.models.tickets import Ticket
    from portal.rules.dispatch import OrderStatus
    from portal.rules.tickets import TicketStatus

    ticket = select(Ticket.number).where(Ticket.status == TicketStatus.DISPATCHED).order_by(col(Ticket.id).desc())
    visit = (
        select(DispatchOrder.number, Person.sign_in_name)
        .where(col(Person.id) == DispatchOrder.engineer_id)
        .where(col(DispatchOrder.status).in_([OrderStatus.ON_SITE, OrderStatus.APPOINTED]))
        .order_by(col(DispatchOrder.status).desc())
    )
    number = session.exec(ticket).first() or session.exec(select(Ticket.number).order_by(col(Ticket.id).desc())).first()
    order = session.exec(visit).first()
    found = [
        Picture("queue-light", "sun", "queue"),
        Picture("queue-dark", "sun", "queue", "en-GB", dark=True),
        Picture("ticket-light", "li", f"ticket?id={number}"),
        Picture("new-ticket-light", "li", "new-ticket", "en-GB"),
        Picture("work-list-light", "li", "work-list"),
        Picture("dispatch-dark", "sun", "dispatch", dark=True),
        Picture("satisfaction-light", "zhou", "satisfaction", "en-GB"),
        Picture("problem-base-light", "li", "problem-base"),
        Picture("standards-light", "sun", "standards"),
    ]
    if order:
        found.append(Picture("field-order-light", order[1], f"field-orders?id={order[0]}", size=PHONE))
    return found + guide_pictures(session)


def main(names: list[str]) -> int:
    """Load the department (into PORTAL_DATA_DIR, else a folder of its own), start the portal, take pictures (all or named)."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("PORTAL_DATA_DIR", folder)
        os.environ["PORTAL_DEMONSTRATION"] = "true"
        subprocess.run([sys.executable, "-m", "portal", "demo"], check=True, stdout=subprocess.DEVNULL)
        from tests.serving import running_portal

        with running_portal(Path(folder)) as portal, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--force-color-profile=srgb"])
            from portal.db.session import reading

            with reading() as session:
                wanted = pictures(session)
            for picture in wanted:
                if not names or picture.name in names:
                    take(browser, portal.url, picture)
            browser.close()
    return 0


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Take one picture in a browser of its own."""
    context = browser.new_context(
        viewport={"width": picture.size[0], "height": picture.size[1]},
        locale=picture.locale,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    _sign_in(page, url, picture.who)
    page.goto(f"{url}/{picture.address}")
    if picture.name.startswith("new-ticket"):
        _find_a_caller(page)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    page.wait_for_load_state("networkidle")  # each kind of element brings its own code the first time
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
    page.wait_for_timeout(2500)  # charts and tables draw themselves after the script has ended
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()
    print(f"{picture.name}.png")


def _find_a_caller(page: Page) -> None:
    find = page.get_by_role("textbox").first
    find.fill("集团")
    find.press("Enter")
    page.get_by_test_id("stMain").get_by_role("button").filter(has_text="集团").first.click(timeout=20_000)


def _sign_in(page: Page, url: str, who: str) -> None:
    from portal import clock
    from portal.auth.cookie import SIGN_IN
    from portal.db.models.people import Person
    from portal.db.session import writing
    from portal.db.sign_ins import open_sign_in

    with writing() as session:
        person = session.exec(select(Person).where(Person.sign_in_name == who)).one()
        token = open_sign_in(session, person, clock.now(), address="127.0.0.1", browser="pictures")
    page.context.add_cookies([{"name": SIGN_IN, "value": token, "url": url, "httpOnly": True, "sameSite": "Lax"}])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
