"""What every list has in common: saved views with counters, marks with words, figures on the page and in Excel."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.rules.tickets import Channel
from portal.ui.list_filters import Filter
from portal.ui.periods import is_period, period
from portal.ui.screen import plain
from portal.ui.status import Mark
from portal.ui.tables import Column
from tests.cast import NOW, Cast
from tests.desk import register
from tests.pages import signed_in_as
from tests.pages.desk import filters, forge_filters, narrow, said, tables


@dataclass
class Row:
    number: str
    name: str | None = None


def with_views_open(at: AppTest) -> AppTest:
    at.session_state["tickets.more"] = True
    return at.run()


@pytest.mark.usefixtures("sqlite_database")
def test_a_view_is_saved_counted_opened_and_shared(cast: Cast) -> None:
    now = clock.now()
    register(cast, symptom="一封邮件", channel=Channel.MAIL, at=now - timedelta(hours=1))
    register(cast, symptom="一个电话", at=now)
    at = with_views_open(signed_in_as(cast, "sun", "tickets", channel="mail"))
    at.text_input(key="tickets.view.name").set_value("Mail *only*").run()
    at.checkbox(key="tickets.view.shared").check().run()
    at.button(key="tickets.view.submit").click().run()
    assert "The view is kept" in said(at)
    other = with_views_open(signed_in_as(cast, "li", "tickets"))
    assert len(tables(other)[0]) == 2
    view = next(button for button in other.button if "Mail" in button.label)
    assert view.label == "Mail \\*only\\* \\(孙丽\\) :gray[1]"
    view.click().run()
    assert list(tables(other)[0]["symptom"]) == ["一封邮件"]
    assert other.query_params["channel"] == "mail"


@pytest.mark.usefixtures("sqlite_database")
def test_two_filters_set_in_quick_succession_both_count(cast: Cast) -> None:
    now = clock.now()
    for symptom, channel in (("一封邮件", Channel.MAIL), ("一个电话", Channel.PHONE)):
        register(cast, symptom=symptom, channel=channel, at=now)
    at = signed_in_as(cast, "li", "tickets")
    narrow(at, channel="mail")
    del at.query_params["channel"]  # the browser has not heard of it when the next one is set
    narrow(at, find="邮件")
    assert filters(at)["channel"]["value"] == "mail"
    assert list(tables(at)[0]["symptom"]) == ["一封邮件"]
    assert (at.query_params["channel"], at.query_params["find"]) == ("mail", "邮件")


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("forged", [5, None, ["mail"], {}, {"channel": ["mail"]}, {"channel": "' OR 1=1 --"}, {"nothing": "1"}])
def test_filters_that_no_line_offers_narrow_nothing(cast: Cast, forged: Any) -> None:
    for symptom, channel in (("一封邮件", Channel.MAIL), ("一个电话", Channel.PHONE)):
        register(cast, symptom=symptom, channel=channel, at=clock.now())
    at = forge_filters(signed_in_as(cast, "li", "tickets"), forged)
    assert not at.exception
    assert len(tables(at)[0]) == 2


@pytest.mark.usefixtures("sqlite_database")
def test_what_narrows_is_taken_off_at_once_and_a_filter_that_begins_somewhere_goes_back_there(cast: Cast) -> None:
    register(cast, at=clock.now())
    at = signed_in_as(cast, "sun", "queue", scope="mine", level="1")
    assert filters(at)["scope"]["value"] == "mine"
    forge_filters(at, {})
    assert (filters(at)["scope"]["value"], filters(at)["level"]["value"]) == ("all", "")
    assert not {"scope", "level"} & set(at.query_params)


def forging(forged: object) -> None:
    """A page whose figures the browser answers with something that none of them is called."""
    import streamlit as st

    from portal.ui.components import do_as_named

    st.session_state["figures"] = {"opened": forged}
    do_as_named("figures", "opened", {"late": lambda: st.text("opened")})
    do_as_named("figures that are being left", "opened", {"late": lambda: st.text("opened")})
    st.text("still here")


@pytest.mark.parametrize("forged", [None, 5, "ticket", [], ["late"], [["late"]], {"late": "1"}])
def test_what_was_not_offered_is_not_done(forged: object) -> None:
    at = AppTest.from_function(forging, kwargs={"forged": forged}).run()
    assert not at.exception
    assert said(at) == "still here"


def test_a_cell_shows_nothing_where_there_is_nothing() -> None:
    assert Column(name="name", title="Name").cell(Row("T-1")) == ""
    assert Column(name="mark", title="State", kind="mark", value=lambda _row: None).cell(Row("T-1")) == ""
    assert Column(name="mark", title="State", kind="mark", value=lambda _row: Mark("late", "red")).cell(Row("T-1")).word == "late"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", 1),
        ("7-days", 7),
        ("30-days", 30),
        ("this-month", 11),
        ("last-month", 28),
        ("this-year", 70),
        ("2026-03-01..2026-03-31", 31),
    ],
)
def test_a_period_covers_whole_days_of_the_office(text: str, days: int) -> None:
    found = period(text, NOW)
    assert found is not None
    assert found[1] - found[0] == timedelta(days=days)
    assert all(clock.at_the_office(moment).hour == 0 for moment in found)


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-03-31..2026-03-01", "2026-02-30..2026-03-01", "..", "9999-01-01..9999-12-31", "x" * 500]
)
def test_a_forged_period_is_none(text: str) -> None:
    assert not is_period(text)
    assert period(text, NOW) is None


@pytest.mark.rule("X-01")
def test_a_filter_takes_only_what_it_offers() -> None:
    channel = Filter(name="channel", title="Channel", choices=Channel)
    assert channel.allowed("mail") == "mail"
    assert channel.allowed("' OR 1=1 --") == ""
    assert Filter(name="find", title="Find", kind="find").allowed("x" * 500) == "x" * 100
    assert Filter(name="scope", title="Scope", kind="segments", choices=Channel, first="phone").allowed("?") == "phone"


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "![x](http://127.0.0.1:9/beacon.png)", "<img src=x onerror=alert(1)>", "$x$ :red[y] `z`"]
)
def test_peoples_words_are_shown_literally(text: str) -> None:
    shown = plain(text)
    assert shown.replace("\\", "") == text
    for special in "[]()<>!$:`":
        assert special not in shown.replace(f"\\{special}", "")


@pytest.mark.usefixtures("sqlite_database")
def test_what_a_page_shows_is_chosen_and_kept_in_the_address(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "demands")
    assert filters(at)["view"]["value"] == "demands"
    narrow(at, view="digests")
    assert (filters(at)["view"]["value"], at.query_params["view"]) == ("digests", "digests")
    narrow(at, view="demands")
    assert "view" not in at.query_params
    forge_filters(at, {"view": "nothing"})
    assert not at.exception
    assert filters(at)["view"]["value"] == "demands"
