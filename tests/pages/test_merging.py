"""Two archives of one customer become one on the screen, and two again (rule A-01)."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import press, said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")
HUAYUAN, DONGHAI = "C-2025-000001", "C-2025-000002"


def listed(at: AppTest) -> list[str]:
    return list(tables(at)[0]["number"])


def opened(cast: Cast, who: str, number: str = HUAYUAN) -> AppTest:
    return signed_in_as(cast, who, "customer", id=number)


@pytest.mark.rule("A-01")
def test_a_manager_merges_two_archives_and_takes_them_apart(cast: Cast) -> None:
    at = opened(cast, "sun")
    press(at, "Merge")
    form = f"customer.{cast.huayuan}.merge"
    at.text_input(key=f"{form}.other").set_value(DONGHAI)
    at.text_input(key=f"{form}.reason").set_value("同一家单位")
    at = at.button(key=f"{form}.submit").click().run()
    assert f"{DONGHAI} is part of {HUAYUAN} now." in said(at)
    assert HUAYUAN in said(opened(cast, "sun", DONGHAI))
    assert listed(signed_in_as(cast, "sun", "archive")) == [HUAYUAN]
    at = opened(cast, "sun")
    press(at, "Merge")
    apart = f"customer.{cast.huayuan}.apart"
    at.text_input(key=f"{apart}.reason").set_value("其实是两家")
    at = at.button(key=f"{apart}.submit").click().run()
    assert listed(signed_in_as(cast, "sun", "archive")) == [DONGHAI, HUAYUAN]


@pytest.mark.rule("X-01")
def test_an_agent_is_not_offered_the_merge(cast: Cast) -> None:
    assert "Merge" not in said(opened(cast, "li")).splitlines()
