"""Service standards: listed in words, changed from a day on by a manager alone, with history and calendar (Q-09, L-09)."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.db.models.standards import Standard
from portal.db.queries.standards import standards_on, working_calendar
from portal.db.session import reading
from portal.rules import working_time
from portal.rules.standard_words import in_words
from portal.rules.standards import DEFINITIONS, Kind
from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")


def opened(cast: Cast, key: str = "promise.response", who: str = "sun") -> AppTest:
    at = signed_in_as(cast, who, "standards")
    return at.selectbox(key="standards.chosen").set_value(key).run()


def today() -> date:
    return clock.at_the_office(clock.now()).date()


def change(at: AppTest, key: str, **values: object) -> AppTest:
    for name, value in values.items():
        widget = next(each for each in at.main if getattr(each, "key", None) == f"standard.{key}.{name}")
        widget.set_value(value)
        at.run()
    return at.button(key=f"standard.{key}.submit").click().run()


@pytest.mark.rule("Q-09")
def test_every_standard_is_listed_with_its_value_in_words_and_its_rule(cast: Cast) -> None:
    at = opened(cast)
    listed = {label: value for table in tables(at) for label, value in zip(table["label"], table["value"], strict=True)}
    assert len(listed) == len(DEFINITIONS)
    assert listed["First response"] == "24 hours, elapsed"
    assert listed["Answer of other departments"] == "16 hours, working time"
    assert listed["Satisfaction target"] == "85 %"
    assert "L-08" in list(tables(at)[0]["rule"])


@pytest.mark.rule("Q-09")
def test_a_manager_changes_a_promise_from_a_day_on_and_the_old_value_stays_in_the_history(cast: Cast) -> None:
    at = change(opened(cast), "promise.response", minutes=480, working_time=True, reason="客户满意度目标提高")
    assert not at.exception
    assert "The new value is entered" in said(at)
    assert "8 hours, working time" in said(at)
    assert "24 hours, elapsed" in said(at)
    assert "客户满意度目标提高" in said(at)
    with reading() as session:
        assert standards_on(session, today()).duration("promise.response").minutes == 480
        assert standards_on(session, today() - timedelta(days=1)).duration("promise.response").minutes == 1440


@pytest.mark.rule("Q-09")
def test_a_change_for_a_later_day_is_announced_and_does_not_hold_yet(cast: Cast) -> None:
    later = today() + timedelta(days=30)
    at = change(opened(cast, "target.satisfaction"), "target.satisfaction", value=90, valid_from=later, reason="新年目标")
    assert f"From {later}: 90 %" in said(at)
    with reading() as session:
        assert standards_on(session, today()).number("target.satisfaction") == 85


@pytest.mark.rule("Q-09")
def test_a_day_that_is_past_is_refused_and_what_was_typed_is_kept(cast: Cast) -> None:
    at = change(opened(cast), "promise.response", minutes=480, valid_from=today() - timedelta(days=1), reason="补记")
    assert "changes from today on at the earliest" in said(at)
    assert at.number_input(key="standard.promise.response.minutes").value == 480
    with reading() as session:
        assert len(session.exec(select(Standard).where(col(Standard.key) == "promise.response")).all()) == 1


@pytest.mark.parametrize(("key", "value"), [("target.satisfaction", 101), ("target.satisfaction", -1), ("promise.response", 0)])
def test_a_value_without_sense_is_refused_beside_the_field(cast: Cast, key: str, value: int) -> None:
    field = "minutes" if key.startswith("promise") else "value"
    at = change(opened(cast, key), key, **{field: value}, reason="试一试")
    assert not at.exception
    assert at.error
    with reading() as session:
        assert len(session.exec(select(Standard).where(col(Standard.key) == key)).all()) == 1


@pytest.mark.rule("L-09")
def test_a_special_day_closes_the_office_on_that_day_alone(cast: Cast) -> None:
    day = today() + timedelta(days=20)
    change(opened(cast, "calendar.office_hours"), "calendar.office_hours.day", day=day, works=False, reason="全员培训")
    with reading() as session:
        calendar = working_calendar(session, today())
    assert calendar.special_days == {day: False}
    assert len(calendar.hours) == 2


@pytest.mark.rule("L-09")
@pytest.mark.parametrize("written", ["9:00-12:00, 13:00-17:30", "09:00 – 12:00，13:00至17:30"])
def test_office_hours_are_written_as_people_write_them(cast: Cast, written: str) -> None:
    change(opened(cast, "calendar.office_hours"), "calendar.office_hours", hours=written, reason="冬季作息")
    with reading() as session:
        hours = working_calendar(session, today()).hours
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in hours] == ["09:00-12:00", "13:00-17:30"]


@pytest.mark.parametrize("written", ["always", "12:00-09:00", "25:00-26:00", "9-12"])
def test_office_hours_that_make_no_sense_are_refused(cast: Cast, written: str) -> None:
    at = change(opened(cast, "calendar.office_hours"), "calendar.office_hours", hours=written, reason="冬季作息")
    assert not at.exception
    assert at.error
    assert at.text_input(key="standard.calendar.office_hours.hours").value == written


@pytest.mark.rule("L-09")
def test_missing_make_up_days_of_next_year_are_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_time._public_calendar(today().year + 1), "weekend_workdays", {})
    at = opened(cast)
    assert f"The make-up working days of {today().year + 1} are not published yet" in said(at)


@pytest.mark.rule("Q-09")
def test_contact_points_and_keywords_are_data_too(cast: Cast) -> None:
    change(opened(cast, "contact.points"), "contact.points", hotline="400-111-2222", reason="换号")
    change(opened(cast, "ticket.keywords"), "ticket.keywords.technical", words="崩溃，报错、死机", reason="补充")
    with reading() as session:
        held = standards_on(session, today())
    assert held.value("contact.points")["hotline"] == "400-111-2222"
    assert held.value("ticket.keywords")["technical"] == ["崩溃", "报错", "死机"]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["li", "zhou", "admin"])
def test_others_read_the_standards_and_cannot_change_them(cast: Cast, who: str) -> None:
    at = opened(cast, who=who)
    assert not at.exception
    assert not [button for button in at.button if str(button.key).startswith("standard.")]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["wang", "qian", "wu"])
def test_the_page_is_closed_to_the_other_roles(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="standards"):
        signed_in_as(cast, who, "standards")


@pytest.mark.parametrize("key", list(DEFINITIONS))
def test_every_standard_opens_with_its_form(cast: Cast, key: str) -> None:
    at = opened(cast, key)
    assert not at.exception
    assert any(str(button.key).startswith(f"standard.{key}") for button in at.button)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("duration", {"minutes": 60}, "1 hour, elapsed"),
        ("duration", {"minutes": 90, "working_time": True}, "90 minutes, working time"),
        ("days", {"value": 1}, "1 day"),
        ("number", {"value": 12}, "12"),
        ("calendar", {"hours": [["08:30", "12:00"]], "special_days": {"2026-12-31": False}}, "08:30–12:00; 1 special day"),
    ],
)
def test_a_value_is_said_with_its_unit(sqlite_database: str, kind: Kind, value: dict[str, object], words: str) -> None:
    assert in_words(kind, value) == words


def test_the_page_speaks_chinese(cast: Cast) -> None:
    at = signed_in_as(cast, "sun", "standards", language="zh_CN")
    words = said(at) + " ".join(str(table.to_dict()) for table in tables(at))
    for english in ("hours", "elapsed", "Promises", "Targets", "Change", "Reason", "days"):
        assert english not in words
