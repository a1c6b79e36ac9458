"""What a person reads when something breaks, and what the log keeps of it (A32, X-01)."""

import json
import re

import pytest
from sqlalchemy import text

from portal.db.session import writing
from tests.security.conftest import cookie_of
from tests.security.screens import Screen, drive
from tests.serving import Portal

pytestmark = pytest.mark.rule("X-01")

LOOKS_LIKE_DETAIL = re.compile(r"Traceback|sqlite|no such table|SELECT |/portal/|\.py\b|OperationalError", re.IGNORECASE)


def test_a_broken_page_shows_a_number_and_the_log_knows_it(portal: Portal) -> None:
    with writing() as session:
        session.execute(text("ALTER TABLE article RENAME TO hidden_article"))
    try:

        async def look() -> list[str]:
            screen = await Screen(portal.url, cookie_of("li")).open()
            return await screen.run("problem-base")

        elements = drive(look)
    finally:
        with writing() as session:
            session.execute(text("ALTER TABLE hidden_article RENAME TO article"))
    number = re.search(r"number ([0-9a-f]{8})", "\n".join(elements))
    assert number is not None, elements
    alert = next(element for element in elements if number[0] in element)
    assert not LOOKS_LIKE_DETAIL.search(alert)
    assert not [element for element in elements if element.startswith("exception")]
    lines = [json.loads(line) for line in portal.log.read_text().splitlines()]
    fault = next(line for line in lines if line.get("fault") == number[1])
    assert "OperationalError" in fault["kinds"]
    assert any("portal/pages/problem_base.py" in place for place in fault["places"])
    assert "no such table" not in portal.log.read_text()


def test_every_line_of_the_log_is_one_event(portal: Portal) -> None:
    async def knock() -> None:
        screen = await Screen(portal.url, cookie_of("li"), headers={"User-Agent": 'x"}\\n{"level": "forged"'}).open()
        await screen.run("account")
        await screen.socket.send(b"not a message")
        await screen.close()

    drive(knock)
    for line in portal.log.read_text().splitlines():
        assert json.loads(line)["level"] != "forged"
