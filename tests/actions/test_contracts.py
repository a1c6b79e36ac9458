"""Service contracts and product versions: kept by a manager; back to back is fine, overlapping is said (rules A-07, A-09)."""

from datetime import date

import pytest

from portal.actions.contracts import (
    AddContract,
    ContractKnown,
    EditContract,
    EndContract,
    EndsBeforeItBegins,
    EndsLater,
    add_contract,
    edit_contract,
    end_contract,
)
from portal.actions.deed import Outcome
from portal.actions.endings import HandleEnding, handle_ending
from portal.actions.product_versions import AddVersion, EditVersion, VersionKnown, add_version, edit_version
from portal.db.models.customers import EndingHandled
from portal.db.queries.contracts import service_contracts, upgrades_included
from portal.db.queries.customers import entitlement_of
from portal.db.session import reading
from portal.errors import ChangedMeanwhile, NotAllowed
from portal.rules.entitlement import EntitlementKind
from tests.cast import Cast, do

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("A-07")]


def sign(cast: Cast, number: str, starts_on: date, ends_on: date, **facts: object) -> Outcome:
    command = AddContract(customer_id=cast.donghai, number=number, starts_on=starts_on, ends_on=ends_on, **facts)
    return do(add_contract, command, cast.sun)


def test_with_a_contract_the_customer_is_entitled_on_its_first_and_last_day(cast: Cast) -> None:
    sign(cast, "HT-1", date(2026, 3, 1), date(2027, 2, 28), fee=12000)
    with reading() as session:
        kinds = [
            entitlement_of(session, cast.donghai, day).kind for day in (date(2026, 3, 1), date(2027, 2, 28), date(2027, 3, 1))
        ]
        assert kinds == [EntitlementKind.CONTRACT, EntitlementKind.CONTRACT, EntitlementKind.NONE]
        assert service_contracts(session, cast.donghai)[0].fee_fen == 1_200_000


def test_contracts_back_to_back_are_fine_and_overlapping_ones_are_said(cast: Cast) -> None:
    sign(cast, "HT-1", date(2026, 1, 1), date(2026, 12, 31))
    assert sign(cast, "HT-2", date(2027, 1, 1), date(2027, 12, 31)).facts["overlaps"] == []
    assert sign(cast, "HT-3", date(2026, 12, 31), date(2027, 1, 1)).facts["overlaps"] == ["HT-1", "HT-2"]


def test_dates_in_the_wrong_order_say_which(cast: Cast) -> None:
    with pytest.raises(EndsBeforeItBegins) as refused:
        sign(cast, "HT-1", date(2026, 3, 1), date(2026, 2, 28))
    assert "2026-02-28" in refused.value.sentence()
    assert "2026-03-01" in refused.value.sentence()
    assert refused.value.field == "ends_on"


def test_a_number_is_given_once_a_customer(cast: Cast) -> None:
    sign(cast, "HT-1", date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(ContractKnown):
        sign(cast, "HT-1", date(2027, 1, 1), date(2027, 12, 31))


def test_a_contract_is_corrected_in_the_version_that_was_seen(cast: Cast) -> None:
    id = sign(cast, "HT-1", date(2026, 1, 1), date(2026, 12, 31)).id
    corrected = EditContract(
        id=id, seen=1, customer_id=cast.donghai, number="HT-1", starts_on=date(2026, 1, 1), ends_on=date(2027, 6, 30),
        includes_upgrades=False,
    )  # fmt: skip
    do(edit_contract, corrected, cast.sun)
    with reading() as session:
        assert not upgrades_included(session, cast.donghai, date(2026, 5, 1))
    with pytest.raises(ChangedMeanwhile):
        do(edit_contract, corrected, cast.sun)


def test_a_contract_ends_earlier_with_a_reason_and_never_later(cast: Cast) -> None:
    id = sign(cast, "HT-1", date(2026, 1, 1), date(2026, 12, 31)).id
    with pytest.raises(EndsLater):
        do(end_contract, EndContract(id=id, seen=1, ends_on=date(2026, 12, 31), reason="误"), cast.sun)
    with pytest.raises(EndsBeforeItBegins):
        do(end_contract, EndContract(id=id, seen=1, ends_on=date(2025, 12, 1), reason="误"), cast.sun)
    do(end_contract, EndContract(id=id, seen=1, ends_on=date(2026, 2, 28), reason="客户停用"), cast.sun)
    with reading() as session:
        assert entitlement_of(session, cast.donghai, date(2026, 3, 1)).kind is EntitlementKind.NONE


@pytest.mark.rule("A-09")
def test_a_product_has_one_version_of_a_name(cast: Cast) -> None:
    command = AddVersion(product="薪酬管理", version_name="8.5", released_on=date(2026, 1, 1))
    id = do(add_version, command, cast.sun).id
    with pytest.raises(VersionKnown):
        do(add_version, command, cast.sun)
    corrected = EditVersion(id=id, seen=1, product="薪酬管理", version_name="8.5", released_on=date(2026, 2, 1))
    do(edit_version, corrected, cast.sun)
    with pytest.raises(ChangedMeanwhile):
        do(edit_version, corrected, cast.sun)


def test_what_was_agreed_about_an_ending_is_kept(cast: Cast) -> None:
    command = HandleEnding(
        customer_id=cast.huayuan, kind=EntitlementKind.FREE, ends_on=date(2026, 9, 30), agreed="十月起签年度合同"
    )
    id = do(handle_ending, command, cast.li).id
    with reading() as session:
        kept = session.get_one(EndingHandled, id)
        assert (kept.agreed, kept.handled_by_id) == ("十月起签年度合同", cast.ids["li"])


@pytest.mark.rule("X-01")
def test_an_agent_keeps_no_contracts(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        do(
            add_contract,
            AddContract(customer_id=cast.donghai, number="HT-1", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)),
            cast.li,
        )
