"""Registering a request while the customer is on the line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col

from portal.actions.customers import AddCustomer, add_customer
from portal.actions.registration import CallerUnknown, NotOfThisCustomer, RegisterTicket, register_ticket
from portal.actions.standards import SetDuration, set_duration
from portal.db.models.customers import Contact, Installation, Project, ServiceContract
from portal.db.models.records import AuditEntry, Event
from portal.db.models.tickets import Consultation, PromiseLeg
from portal.db.seal import phone_index
from portal.db.search import ids_matching
from portal.db.session import is_postgresql, reading, writing
from portal.errors import InvalidInput, NotFound
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Backup, Channel, FaultLevel, PromiseKind, TicketStatus
from tests.cast import NOW, Cast, do
from tests.desk import HOUR, promises, register, rows, story, ticket

DAY = timedelta(days=1)


@pytest.mark.rule("H-01")
@pytest.mark.parametrize("channel", Channel)
def test_a_request_of_every_channel_becomes_a_numbered_ticket(database: str, cast: Cast, channel: Channel) -> None:
    one, other = ticket(register(cast, channel=channel)), ticket(register(cast, channel=channel))
    assert (one.number, other.number) == ("T-2026-000001", "T-2026-000002")
    assert one.channel is channel
    assert one.status is TicketStatus.REGISTERED
    assert one.is_open


@pytest.mark.rule("H-01")
def test_numbers_begin_anew_with_the_offices_year(database: str, cast: Cast) -> None:
    register(cast)
    newyear_in_shanghai = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert ticket(register(cast, at=newyear_in_shanghai - HOUR)).number == "T-2026-000002"
    assert ticket(register(cast, at=newyear_in_shanghai)).number == "T-2027-000001"


@pytest.mark.rule("H-02")
def test_caller_contact_problem_and_time_are_recorded(database: str, cast: Cast) -> None:
    made = ticket(register(cast, installation_id=cast.huayuan_installation, product="薪酬管理", description="工资条打不开"))
    assert (made.customer_id, made.contact_id, made.installation_id) == (cast.huayuan, cast.zhang, cast.huayuan_installation)
    assert (made.registered_at, made.product, made.description) == (NOW, "薪酬管理", "工资条打不开")


@pytest.mark.rule("H-02")
def test_a_new_caller_becomes_a_contact_who_is_found_by_the_number_and_sealed(database: str, cast: Cast) -> None:
    id = register(cast, contact_id=None, caller_name="何会计", caller_phone="+86 139-0000 1111")
    (contact,) = rows(Contact, col(Contact.phone_index) == phone_index("13900001111"))
    assert ticket(id).contact_id == contact.id
    assert (contact.name, contact.customer_id, contact.phone) == ("何会计", cast.huayuan, "+86 139-0000 1111")
    (link,) = [entry for entry in rows(AuditEntry) if entry.deed == "register_ticket"]
    assert "何会计" not in str(link.facts)
    assert "139" not in str(link.facts)
    assert "报错" not in str(link.facts)


@pytest.mark.rule("H-02")
def test_a_ticket_without_a_caller_is_refused(database: str, cast: Cast) -> None:
    with pytest.raises(CallerUnknown):
        register(cast, contact_id=None)
    with pytest.raises(CallerUnknown):
        register(cast, contact_id=None, caller_phone="13900001111")
    assert ticket(register(cast)).number == "T-2026-000001"  # the refused ones took no number


@pytest.mark.rule("H-02")
def test_a_contact_or_product_of_another_customer_is_refused(database: str, cast: Cast) -> None:
    with pytest.raises(NotOfThisCustomer) as refused:
        register(cast, customer_id=cast.donghai)
    assert refused.value.field == "contact_id"
    with pytest.raises(NotOfThisCustomer) as refused:
        register(cast, customer_id=cast.donghai, contact_id=None, caller_name="何会计", installation_id=cast.huayuan_installation)
    assert refused.value.field == "installation_id"
    with pytest.raises(NotOfThisCustomer):
        register(cast, contact_id=999_999)
    with pytest.raises(NotFound):
        register(cast, customer_id=999_999)
    assert rows(Installation)[0].customer_id == cast.huayuan


@pytest.mark.rule("H-05")
def test_whoever_takes_the_request_owns_it(database: str, cast: Cast) -> None:
    assert ticket(register(cast, by=cast.zhao)).owner_id == cast.ids["zhao"]


@pytest.mark.rule("H-04")
def test_the_reasons_of_a_priority_are_kept_as_catalogue_entries(database: str, cast: Cast) -> None:
    made = ticket(register(cast, urgent=True))
    assert made.priority == 1
    assert made.priority_reasons == ["Urgent, not important", "Key customer: one step forward"]


@pytest.mark.rule("L-08")
def test_every_ticket_promises_a_response_in_a_day_and_a_solution_in_two(database: str, cast: Cast) -> None:
    id = register(cast)
    assert {promise.kind: promise.due_at - NOW for promise in promises(id)} == {
        PromiseKind.RESPONSE: DAY,
        PromiseKind.SOLUTION: 2 * DAY,
    }
    made = ticket(id)
    assert (made.next_promise, made.next_due_at) == (PromiseKind.RESPONSE, NOW + DAY)
    assert [promise.warn_at for promise in promises(id)] == [NOW + 0.75 * DAY, NOW + 1.5 * DAY]


def test_each_promise_has_a_first_leg_held_by_the_owner(database: str, cast: Cast) -> None:
    id = register(cast)
    legs = rows(PromiseLeg)
    assert [(leg.promise_id, leg.holder_id, leg.since, leg.until) for leg in legs] == [
        (promise.id, cast.ids["li"], NOW, None) for promise in promises(id)
    ]


@pytest.mark.rule("L-01")
@pytest.mark.rule("L-02")
def test_a_level_1_fault_calls_a_meeting_at_once_and_promises_an_engineer_in_a_day(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.ONE)
    (meeting,) = rows(Consultation, col(Consultation.ticket_id) == id)
    assert (meeting.called_at, meeting.ended_at) == (NOW, None)
    (on_site,) = promises(id, PromiseKind.ON_SITE)
    assert (on_site.due_at, on_site.working_time) == (NOW + DAY, False)
    assert ticket(id).next_promise is PromiseKind.CONSULTATION
    assert ticket(id).priority == 1
    assert story(id) == ["registered", "meeting_called"]


@pytest.mark.rule("L-04")
def test_a_level_2_fault_calls_a_meeting_and_promises_no_engineer_yet(database: str, cast: Cast) -> None:
    id = register(cast, level=FaultLevel.TWO)
    assert len(rows(Consultation, col(Consultation.ticket_id) == id)) == 1
    assert promises(id, PromiseKind.ON_SITE) == []


@pytest.mark.rule("L-06")
def test_the_backup_answer_given_on_the_call_is_kept_with_time_and_person(database: str, cast: Cast) -> None:
    made = ticket(register(cast, backup=Backup.REFUSED))
    assert (made.backup, made.backup_at, made.backup_by_id) == (Backup.REFUSED, NOW, cast.ids["li"])
    assert story(made.id) == ["registered", "backup_answered"]


@pytest.mark.rule("H-10")
def test_a_request_handled_on_the_call_has_its_first_response_at_once(database: str, cast: Cast) -> None:
    id = register(cast, began=True)
    made = ticket(id)
    assert (made.status, made.responded_at) == (TicketStatus.IN_PROGRESS, NOW)
    assert promises(id, PromiseKind.RESPONSE)[0].settled_at == NOW
    assert made.next_promise is PromiseKind.SOLUTION


@pytest.mark.rule("A-07")
def test_entitlement_is_computed_from_projects_and_contracts_at_registration(database: str, cast: Cast) -> None:
    assert ticket(register(cast)).entitlement is EntitlementKind.FREE
    assert ticket(register(cast, at=datetime(2026, 9, 30, 15, 59, tzinfo=UTC))).entitlement is EntitlementKind.FREE
    assert ticket(register(cast, at=datetime(2026, 9, 30, 16, 0, tzinfo=UTC))).entitlement is EntitlementKind.NONE
    stranger = {"customer_id": cast.donghai, "contact_id": None, "caller_name": "沈工"}
    assert ticket(register(cast, **stranger)).entitlement is EntitlementKind.NONE
    with writing() as session:
        session.add(
            ServiceContract(customer_id=cast.donghai, number="F-1", starts_on=date(2026, 3, 11), ends_on=date(2026, 3, 11))
        )
        session.add(Project(customer_id=cast.donghai, name="东海", joint_from=date(2026, 3, 12), joint_until=date(2026, 6, 11)))
    assert ticket(register(cast, **stranger)).entitlement is EntitlementKind.CONTRACT
    assert ticket(register(cast, at=NOW + DAY, **stranger)).entitlement is EntitlementKind.JOINT


@pytest.mark.rule("Q-09")
def test_a_new_standard_holds_from_its_day_and_old_promises_keep_theirs(database: str, cast: Cast) -> None:
    old = register(cast)
    change = SetDuration(key="promise.response", minutes=480, working_time=True, valid_from=date(2026, 3, 12), reason="目标缩短")
    do(set_duration, change, cast.sun)
    same_day, next_day = register(cast), register(cast, at=NOW + DAY)
    assert promises(old, PromiseKind.RESPONSE)[0].due_at == NOW + DAY
    assert promises(same_day, PromiseKind.RESPONSE)[0].due_at == NOW + DAY
    (new,) = promises(next_day, PromiseKind.RESPONSE)
    assert (new.allowance_minutes, new.working_time) == (480, True)
    assert new.due_at == NOW + 2 * DAY  # eight working hours from 10:00 on Thursday end on Friday at 10:00


@pytest.mark.parametrize("asked", ["报错", "薪酬", "工资条", "T-2026-000001", "5012"])
def test_a_ticket_is_found_by_its_words_and_its_number(database: str, cast: Cast, asked: str) -> None:
    id = register(cast, description="工资条无法生成，代码 5012")
    with reading() as session:
        statement = ids_matching("ticket_words", asked, postgresql=is_postgresql(session))
        assert statement is not None
        assert session.execute(statement).scalars().all() == [id]


def test_limits_of_the_form_are_said_in_words_and_nothing_is_stored(database: str, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        RegisterTicket.of(customer_id=cast.huayuan, category="technical", symptom="长" * 121, description="长" * 8001)
    assert refused.value.problems == {
        "symptom": "At most 120 characters; these are 121.",
        "description": "At most 8000 characters; these are 8001.",
    }
    with pytest.raises(InvalidInput):
        RegisterTicket.of(customer_id=cast.huayuan, category="technical", symptom="  ")
    assert [event for event in rows(Event) if event.kind == "registered"] == []


def test_a_customer_added_on_the_call_can_be_registered_for_at_once(database: str, cast: Cast) -> None:
    customer = do(add_customer, AddCustomer(name="新客户有限公司"), cast.li)
    command = RegisterTicket(customer_id=customer.id, caller_name="洪工", category="consultation", symptom="如何开通")
    assert ticket(do(register_ticket, command, cast.li).id).entitlement is EntitlementKind.NONE
