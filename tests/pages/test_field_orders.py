"""Field orders: what an engineer sees and does on the phone, in the order of the visit (rules D-03 to D-07, L-06)."""

import base64
from typing import Any

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from portal.actions.dispatch import ReassignOrder, reassign_order
from portal.actions.site_work import RecordSiteBackup, record_site_backup
from portal.db.models.records import AuditEntry
from portal.db.session import reading
from portal.rules.dispatch import Conduct, OrderStatus
from portal.rules.tickets import Backup
from portal.ui import signature as pad
from tests.actions.on_site import signature
from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import said
from tests.pages.visits import Visits, field, order, press

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def opened(cast: Cast, id: int, who: str = "wang", language: str = "en") -> AppTest:
    return signed_in_as(cast, who, "field-orders", id=order(id).number, language=language)


@pytest.mark.rule("D-03")
def test_the_own_orders_come_in_groups_with_what_asks_for_an_answer_first(cast: Cast, visits: Visits) -> None:
    visits.appointed()
    visits.ordered()
    Visits(cast, "chen").ordered()
    at = signed_in_as(cast, "wang", "field-orders")
    assert next(str(head.value).split(" (")[0] for head in at.subheader) == "To confirm and appoint"
    opens = [button.label for button in at.button if button.label.startswith("Open ")]
    assert opens == ["Open D-2026-000002", "Open D-2026-000001"]
    assert not at.exception


def test_an_engineer_without_orders_reads_what_will_appear(cast: Cast) -> None:
    assert "You have no orders" in said(signed_in_as(cast, "wang", "field-orders"))


def test_a_card_opens_its_order(cast: Cast, visits: Visits) -> None:
    id = visits.ordered()
    at = signed_in_as(cast, "wang", "field-orders")
    at.button(key=f"mine.open.{id}").click().run()
    assert at.title[0].value == order(id).number
    at.button(key="visit.back").click().run()
    assert at.title[0].value == "Field orders"


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["li", "sun", "zhou", "wu", "qian"])
def test_who_goes_nowhere_has_no_field_orders(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="field_orders"):
        signed_in_as(cast, who, "field-orders")


@pytest.mark.rule("D-03")
@pytest.mark.parametrize("number", ["D-2026-999999", "1", "' OR 1=1 --", "<script>", "x" * 5000, "D-2026-000001"])
def test_a_wrong_number_or_a_colleagues_order_is_no_order(cast: Cast, number: str) -> None:
    Visits(cast, "chen").ordered()
    at = signed_in_as(cast, "wang", "field-orders", id=number)
    assert "There is no such record" in at.error[0].value
    assert "张会计" not in said(at)


@pytest.mark.rule("D-03")
def test_the_engineer_sees_contact_and_address_in_full_and_that_is_written_down_once(cast: Cast, visits: Visits) -> None:
    at = opened(cast, visits.ordered())
    links = [element.proto for element in at.get("link_button")]
    assert [link.url for link in links] == ["tel:13800138000"]
    assert "上海市浦东新区世纪大道100号" in str(at.code[0].value)
    at.run()
    with reading() as session:
        looked = session.exec(select(AuditEntry.person_id).where(col(AuditEntry.deed) == "reveal_contact")).all()
    assert looked == [cast.ids["wang"]]


@pytest.mark.rule("D-03")
def test_an_order_is_confirmed_only_with_all_four_and_the_ticks_stay(cast: Cast, visits: Visits) -> None:
    id = visits.ordered()
    at = opened(cast, id)
    at.checkbox(key=field(id, "confirm_order", "problem")).check().run()
    press(at, id, "confirm_order")
    assert "Confirm all four" in at.error[0].value
    assert at.checkbox(key=field(id, "confirm_order", "problem")).value is True
    for name in ("solution", "contact", "address"):
        at.checkbox(key=field(id, "confirm_order", name)).check().run()
    press(at, id, "confirm_order")
    assert order(id).status is OrderStatus.CONFIRMED
    assert "is confirmed. Next: agree the appointment." in said(at)


@pytest.mark.rule("D-03")
def test_an_order_is_handed_back_only_with_a_reason(cast: Cast, visits: Visits) -> None:
    id = visits.ordered()
    at = opened(cast, id)
    press(at, id, "hand_back_order")
    assert order(id).status is OrderStatus.ORDERED
    at.text_area(key=field(id, "hand_back_order", "reason")).input("地址不对").run()
    press(at, id, "hand_back_order")
    assert order(id).status is OrderStatus.REQUESTED


@pytest.mark.rule("D-04")
def test_an_appointment_is_proposed_for_the_next_working_day_and_saved_with_who_agreed(cast: Cast, visits: Visits) -> None:
    id = visits.confirmed()
    at = opened(cast, id)
    press(at, id, "appoint")
    saved = order(id)
    assert saved.status is OrderStatus.APPOINTED
    assert saved.agreed_with == "张会计"
    assert saved.starts_at is not None
    assert saved.ends_at is not None
    assert (saved.ends_at - saved.starts_at).total_seconds() == 2 * 3600


@pytest.mark.rule("D-04")
def test_arriving_is_one_tap_and_says_how_it_compares_with_the_appointment(cast: Cast, visits: Visits) -> None:
    id = visits.appointed()
    at = press(opened(cast, id), id, "arrive")
    assert order(id).status is OrderStatus.ON_SITE
    assert "Arrived in time." in said(at)


@pytest.mark.rule("D-05")
def test_the_steps_come_one_at_a_time_and_an_optional_one_is_left_out_only_with_a_reason(cast: Cast, visits: Visits) -> None:
    id = visits.arrived()
    at = opened(cast, id)
    assert "Step 3 of 9" in said(at)
    press(at, id, "skip_step")
    assert "Step 3 of 9" in said(at)
    at.text_input(key=field(id, "skip_step", "skipped_because")).input("门开着").run()
    press(at, id, "skip_step")
    assert "left out: 门开着" in said(at)
    press(at, id, "tick_step")
    assert "Step 5 of 9" in said(at)


@pytest.mark.rule("L-06")
def test_the_backup_question_offers_no_way_around(cast: Cast, visits: Visits) -> None:
    id = visits.at_backup()
    at = opened(cast, id)
    keys = {str(button.key) for button in at.button}
    assert field(id, "record_site_backup", "submit") in keys
    assert field(id, "skip_step", "submit") not in keys
    press(at, id, "record_site_backup")
    assert order(id).backup is None


@pytest.mark.rule("L-06")
def test_a_refused_backup_needs_the_customers_acknowledgement_and_keeps_what_was_typed(cast: Cast, visits: Visits) -> None:
    id = visits.at_backup()
    at = opened(cast, id)
    choice: Any = next(group for group in at.get("segmented_control") if group.key == field(id, "record_site_backup", "backup"))
    choice.set_value(Backup.REFUSED.value).run()
    at.text_input(key=field(id, "record_site_backup", "said_by")).input("李主任").run()
    press(at, id, "record_site_backup")
    assert "A refusal counts only when the customer acknowledges it" in said(at)
    assert at.text_input(key=field(id, "record_site_backup", "said_by")).value == "李主任"
    at.checkbox(key=field(id, "record_site_backup", "acknowledged")).check().run()
    press(at, id, "record_site_backup")
    assert (order(id).backup, order(id).backup_said_by) == (Backup.REFUSED, "李主任")


@pytest.mark.rule("D-07")
def test_nobody_signs_with_an_empty_pad(cast: Cast, visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    id = visits.at_signature()
    at = opened(cast, id)
    press(at, id, "sign_order")
    assert "The signature is empty" in said(at)
    assert order(id).signed_at is None
    monkeypatch.setattr(pad, "signed", lambda key: signature())
    press(at.run(), id, "sign_order")
    assert "Signed. The service record of" in said(at)
    assert order(id).signed_by == "张会计"


@pytest.mark.rule("D-07")
def test_a_signature_on_paper_is_photographed_beside_the_glass(cast: Cast, visits: Visits) -> None:
    id = visits.at_signature()
    at = opened(cast, id)
    at.file_uploader(key=f"order.{id}.paper").upload("paper.jpg", b"no picture at all", "image/jpeg").run()
    press(at, id, "sign_on_paper")
    assert "is not what its ending says" in said(at)
    assert order(id).signed_at is None
    photograph = base64.b64decode(signature().partition(",")[2])
    at.file_uploader(key=f"order.{id}.paper").upload("paper.png", photograph, "image/png").run()
    press(at, id, "sign_on_paper")
    assert "Signed. The service record of" in said(at)
    assert order(id).signed_by == "张会计"


@pytest.mark.rule("D-07")
def test_after_the_signature_the_record_is_there_in_both_languages_and_the_visit_ends(cast: Cast, visits: Visits) -> None:
    id = visits.signed()
    at = opened(cast, id)
    files = [element.proto.url for element in at.get("link_button") if element.proto.url.startswith("/files/")]
    assert len(files) == 2
    press(at, id, "finish_order")
    assert order(id).status is OrderStatus.DONE
    assert "It waits for its write-off" in said(at)


@pytest.mark.rule("D-09")
def test_a_visit_without_solution_says_why(cast: Cast, visits: Visits) -> None:
    id = visits.signed()
    at = opened(cast, id)
    press(at, id, "fail_order")
    assert order(id).status is OrderStatus.ON_SITE
    at.text_area(key=field(id, "fail_order", "reason")).input("需要厂家补丁").run()
    press(at, id, "fail_order")
    assert order(id).status is OrderStatus.NOT_SOLVED
    assert "需要厂家补丁" in said(at)


@pytest.mark.rule("D-11")
def test_an_order_given_to_somebody_else_meanwhile_is_refused(cast: Cast, visits: Visits) -> None:
    id = visits.ordered()
    at = opened(cast, id)
    visits.act(reassign_order, ReassignOrder, id, cast.sun, engineer_id=cast.ids["chen"], reason="王志强生病")
    press(at, id, "hand_back_order")
    assert order(id).engineer_id == cast.ids["chen"]
    assert not at.exception


def test_what_was_typed_on_site_survives_a_new_sign_in(cast: Cast, visits: Visits) -> None:
    id = visits.at_backup()
    visits.act(record_site_backup, RecordSiteBackup, id, backup=Backup.DONE, said_by="张会计")
    at = opened(cast, id)
    at.text_area(key=field(id, "record_work", "work_done")).input("清理日志，还没写完").run()
    again = opened(cast, id)
    assert again.text_area(key=field(id, "record_work", "work_done")).value == "清理日志，还没写完"


def test_the_phone_speaks_chinese_throughout(cast: Cast, visits: Visits) -> None:
    id = visits.arrived()
    words = said(opened(cast, id, language="zh_CN"))
    assert "第 3 步，共 9 步" in words
    assert Conduct.KNOCK.value not in words
    assert "Step" not in words
    assert "None" not in words
