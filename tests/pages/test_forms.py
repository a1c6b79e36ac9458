"""A form made from a command: nothing typed is lost, nothing is done twice, every error stands beside its field."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.articles import ProposeArticle
from portal.auth.language import SPOKEN
from portal.auth.screen_owner import TEST_BINDING
from portal.db.models.customers import Customer
from portal.db.models.records import AuditEntry, Draft, SavedCommand
from portal.db.session import engine, reading, writing
from portal.settings import settings
from portal.ui import feedback, form_state
from portal.ui.fields import field_of
from tests.cast import Cast
from tests.pages import sign_in_of

SCREEN = Path(__file__).parent / "screens" / "form.py"

pytestmark = pytest.mark.usefixtures("sqlite_database")


def screen(cast: Cast, who: str = "li", language: str = "en") -> AppTest:
    at = AppTest.from_file(str(SCREEN), default_timeout=20)
    at.session_state[TEST_BINDING] = f"in:{sign_in_of(cast, who).hex()}"
    at.session_state[SPOKEN] = language
    at.session_state["customer"] = cast.huayuan
    return at.run()


def fill(at: AppTest, **values: Any) -> AppTest:
    if "name" in values:
        at.text_input(key="note.name").set_value(values["name"])
    if "told" in values:
        at.text_area(key="note.told").set_value(values["told"])
    if "level" in values:
        at.segmented_control(key="note.level").set_value(values["level"])
    return at.run()


def keep(at: AppTest) -> AppTest:
    return at.button(key="note.submit").click().run()


def remark(cast: Cast) -> dict[str, Any]:
    with reading() as session:
        return json.loads(session.get_one(Customer, cast.huayuan).remark or "{}")


def captions(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def test_a_form_asks_for_nothing_that_has_no_title() -> None:
    with pytest.raises(TypeError, match="ticket_id"):
        field_of(ProposeArticle, "ticket_id")


def test_a_command_gives_a_field_for_each_of_its_types(cast: Cast) -> None:
    at = screen(cast)
    assert not at.exception
    assert at.text_input(key="note.name").label == "Name *"
    assert at.text_area(key="note.told").help == "What was said"
    assert at.segmented_control(key="note.level").options == ["Level 1", "Level 2", "Level 3"]
    assert at.selectbox(key="note.category").value == "technical"
    assert at.number_input(key="note.times").value == 1
    assert at.checkbox(key="note.urgent").value is False
    assert at.date_input(key="note.on").value is None
    assert at.selectbox(key="note.contact_id").options == ["Zhang", "Wang"]


def test_a_form_speaks_the_language_of_the_person(cast: Cast) -> None:
    at = screen(cast, language="zh_CN")
    assert at.segmented_control(key="note.level").options == ["一级", "二级", "三级"]
    assert "填写的内容会自动保存为草稿" in captions(at)


def test_a_choice_that_is_still_open_is_not_sent_again_over_a_click_of_that_moment(cast: Cast) -> None:
    at = screen(cast)
    fill(at, name="Zhang")
    open_still = [*at.segmented_control, *at.selectbox, *at.date_input]
    assert open_still
    assert [widget.proto.label for widget in open_still if widget.proto.set_value] == []


@pytest.mark.rule("L-01")
def test_each_fault_level_is_defined_where_it_is_chosen(cast: Cast) -> None:
    at = screen(cast)
    assert "Crash or host down" in captions(at)
    assert "Everything else" in captions(at)
    fill(at, level="2")
    assert "**Level 1**" not in captions(at)
    assert "**Level 2**: Unstable" in captions(at)


def test_a_full_form_is_saved_and_says_so_once_with_its_number(cast: Cast) -> None:
    at = fill(screen(cast), name="Zhou", told="called back", level="2")
    at.number_input(key="note.times").set_value(3)
    at.checkbox(key="note.urgent").check()
    at.date_input(key="note.on").set_value(date(2026, 3, 12))
    at.selectbox(key="note.contact_id").set_value(2)
    keep(at)
    assert [success.value for success in at.success] == ["Kept as N\\-Zhou"]
    kept = remark(cast)
    assert (kept["name"], kept["told"], kept["level"], kept["times"], kept["urgent"]) == ("Zhou", "called back", "2", 3, True)
    assert (kept["on"], kept["contact_id"], kept["category"]) == ("2026-03-12", 2, "technical")
    assert at.text_area(key="note.told").value == ""
    fill(at, told="more")
    assert not at.success


def test_a_moment_is_read_on_the_office_clock(cast: Cast) -> None:
    at = fill(screen(cast), level="1")
    at.datetime_input(key="note.at").set_value(datetime(2026, 3, 12, 9, 30))
    keep(at)
    assert datetime.fromisoformat(remark(cast)["at"]) == datetime(2026, 3, 12, 1, 30, tzinfo=UTC)


def test_every_error_stands_beside_its_field_at_once_and_nothing_typed_is_lost(cast: Cast) -> None:
    at = fill(screen(cast), name="far too long a name", told="x" * 201)
    keep(at)
    said = captions(at)
    assert "At most 10 characters; these are 19" in said.replace("\\", "")
    assert "At most 200 characters; these are 201" in said.replace("\\", "")
    assert "Please fill this in" in said
    assert at.text_input(key="note.name").value == "far too long a name"
    assert at.text_area(key="note.told").value == "x" * 201
    assert [error.value.replace("\\", "") for error in at.error] == ["Some fields need attention."]
    assert remark(cast) == {}


def test_a_refusal_names_its_field_and_keeps_what_was_typed(cast: Cast) -> None:
    at = keep(fill(screen(cast), told="quiet", level="1"))
    assert "Write down the cause" in at.error[0].value
    assert "Write down the cause" in captions(at)
    assert at.text_area(key="note.told").value == "quiet"
    keep(fill(at, told="loud"))
    assert not at.error
    assert remark(cast)["told"] == "loud"


def test_what_was_typed_is_there_after_a_reload_and_after_signing_in_again(cast: Cast) -> None:
    fill(screen(cast), name="Half", told="half a sentence", level="3")
    again = screen(cast)
    assert again.text_input(key="note.name").value == "Half"
    assert again.text_area(key="note.told").value == "half a sentence"
    assert again.segmented_control(key="note.level").value == "3"
    assert "Draft kept" in captions(again)


def test_a_draft_is_sealed_and_forgotten_when_the_form_is_saved(cast: Cast) -> None:
    at = fill(screen(cast), told="personal words", level="1")
    with engine(settings().database).connect() as connection:
        blob = bytes(connection.exec_driver_sql("SELECT content FROM draft").scalar_one())
    assert b"personal" not in blob
    keep(at)
    with reading() as session:
        assert session.exec(select(Draft)).first() is None


def test_nobody_finds_the_draft_of_somebody_else(cast: Cast) -> None:
    fill(screen(cast, "li"), told="of Li")
    assert screen(cast, "zhao").text_area(key="note.told").value == ""


def test_a_double_click_saves_once_and_confirms_once(cast: Cast) -> None:
    at = fill(screen(cast), told="once", level="1")
    at.button(key="note.submit").click().run()
    at.button(key="note.submit").click().run()
    assert len(at.success) == 1
    assert not at.error
    with reading() as session:
        assert session.exec(select(func.count()).select_from(SavedCommand).where(SavedCommand.deed == "note")).one() == 1


def test_a_double_click_saves_once_however_long_the_portal_takes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = timedelta()
    now, renew = clock.now, form_state.renew

    def take_long(form: str, state: form_state.FormState) -> None:
        nonlocal late
        renew(form, state)
        late += 2 * feedback.SAME_CLICK

    at = fill(screen(cast), told="once", level="1")
    monkeypatch.setattr(clock, "now", lambda: now() + late)
    monkeypatch.setattr(form_state, "renew", take_long)
    for _click in range(3):
        at = keep(at)
        assert len(at.success) == 1
        assert not at.error
    with reading() as session:
        assert session.exec(select(func.count()).select_from(SavedCommand).where(SavedCommand.deed == "note")).one() == 1


def test_the_second_note_of_a_quick_person_is_no_double_click(cast: Cast) -> None:
    at = keep(fill(screen(cast), told="first", level="1"))
    keep(fill(at, told="second", level="1"))
    assert remark(cast)["told"] == "second"


def test_a_reload_after_a_lost_answer_says_what_was_saved(cast: Cast) -> None:
    fill(screen(cast), name="Lost", told="the line broke", level="1")
    with reading() as session:
        key = session.exec(select(Draft)).one().key
    with writing() as session:
        outcome = {"subject": "customer", "id": cast.huayuan, "number": "N-Lost", "facts": {}}
        session.add(
            SavedCommand(key=key, person_id=cast.ids["li"], deed="note", fingerprint=b"", outcome=outcome, at=clock.now())
        )
    again = screen(cast)
    assert "N\\-Lost" in again.success[0].value
    assert again.text_area(key="note.told").value == ""


@pytest.mark.rule("O-03")
def test_a_form_saved_over_a_newer_version_is_refused_with_both_versions_shown(cast: Cast) -> None:
    at = fill(screen(cast), name="Mine", told="my words", level="1")
    with writing() as session:
        customer = session.get_one(Customer, cast.huayuan)
        customer.short_name, customer.version = "Theirs", customer.version + 1
    keep(at.run())
    assert "Nothing was overwritten" in at.error[0].value
    assert remark(cast) == {}
    assert at.text_input(key="note.name").value == "Mine"
    assert "Now in the record: Theirs" in captions(at)
    keep(at)
    assert remark(cast)["name"] == "Mine"


def test_a_field_nobody_touched_follows_the_record(cast: Cast) -> None:
    at = fill(screen(cast), told="something")
    with writing() as session:
        session.get_one(Customer, cast.huayuan).short_name = "Newer"
    at.run()
    assert at.text_input(key="note.name").value == "Newer"


@pytest.mark.rule("X-01")
def test_a_button_pressed_after_the_right_was_withdrawn_is_refused(cast: Cast) -> None:
    from portal.db.models.people import PersonRole
    from portal.rules.permissions import Role

    at = fill(screen(cast), told="too late", level="1")
    with writing() as session:
        session.delete(session.get_one(PersonRole, (cast.ids["li"], Role.AGENT)))
    keep(at)
    assert at.error
    assert remark(cast) == {}
    with reading() as session:
        assert session.exec(select(AuditEntry.outcome).where(AuditEntry.deed == "note")).all() == ["denied"]


def test_a_confirmation_fades(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at = keep(fill(screen(cast), told="done", level="1"))
    assert at.success
    later = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    at.run()
    assert not at.success
