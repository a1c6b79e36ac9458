"""Audit: who did what, in words that an auditor understands without the source (rule X-03)."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.actions import audit
from portal.actions.account import ChooseLanguage, choose_language
from portal.actions.acting import PORTAL
from portal.actions.people import ChangeRoles, change_roles
from portal.actions.standards import SetDuration, set_duration
from portal.actions.tickets import OfferTicket, offer_ticket
from portal.db.queries.audit import AuditRow
from portal.db.session import writing
from portal.i18n import Language, speaking
from portal.rules.deed_names import DEED_NAMES
from portal.rules.permissions import Role
from portal.ui.audit_facts import NOT_SAID, _commands, facts_in_words, title
from tests.cast import NOW, Cast, do
from tests.desk import register
from tests.pages import signed_in_as
from tests.pages.desk import tables

pytestmark = [pytest.mark.rule("X-03"), pytest.mark.usefixtures("sqlite_database")]
CODE = re.compile(r"[a-z]+_[a-z_]+|[\[\]{}']|\b(?:True|False|None|agent|phone|account|zh_CN)\b")


def in_words(deed: str, language: Language = "en", **facts: Any) -> str:
    row = AuditRow(1, NOW, "李敏", deed, "done", "ticket", 1, facts)
    with speaking(language):
        return facts_in_words(row, {7: "赵宁"})


def test_facts_are_said_by_the_form_s_titles_and_choices() -> None:
    assert (
        in_words("register_ticket", contact_id=12, channel="phone", urgent=True)
        == "Caller: 12 · Channel: Telephone · Urgent: yes"
    )
    assert in_words("register_ticket", "zh_CN", level="2", important=False, began=True) == "故障级别: 二级 · 当场处理: 是"
    assert in_words("offer_ticket", to_id=7).endswith(": 赵宁")
    assert in_words("invite_person", "zh_CN", roles=["agent", "supervisor"]).count("、") == 1
    assert "2026-03-11 10:00" in in_words("appoint", starts_at=datetime(2026, 3, 11, 2, 0, tzinfo=UTC).isoformat())
    assert in_words("unheard_of", customer_id=3) == "Customer: 3"


def test_every_fact_of_every_deed_has_a_title_in_both_languages() -> None:
    for deed, command in _commands().items():
        if deed not in DEED_NAMES:
            continue  # a test's own
        for name in set(command.model_fields) - command.personal - NOT_SAID:
            with speaking("zh_CN"):
                assert re.search(r"[\u4e00-\u9fff]", title(command, name)), f"{deed}: {name}"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_shows_no_codes(cast: Cast, language: Language) -> None:
    ticket = register(cast)
    do(offer_ticket, OfferTicket(id=ticket, seen=1, to_id=cast.ids["zhao"], reason="请接手"), cast.li)
    do(choose_language, ChooseLanguage(language="zh_CN"), cast.li)
    do(change_roles, ChangeRoles.of(id=cast.ids["li"], seen=1, roles=["agent", "trainer"]), cast.admin)
    change = SetDuration(key="promise.response", minutes=480, working_time=True, valid_from=NOW.date(), reason="缩短")
    do(set_duration, change, cast.sun)
    at = signed_in_as(cast, "admin", "audit", language=language)
    shown = list(tables(at)[0]["facts"])
    assert len(shown) == 5
    assert [words for words in shown if CODE.search(words)] == []
    assert any("赵宁" in words for words in shown)
    assert any(Role.TRAINER.message in words or "培训" in words for words in shown)


def test_what_nobody_did_was_the_portal_s_own_work(cast: Cast) -> None:
    with writing() as session:
        audit.append(session, at=NOW, person_id=None, actor=PORTAL.name, deed="make_digest", outcome="done")
    for language, portal in (("en", "Portal"), ("zh_CN", "系统")):
        assert tables(signed_in_as(cast, "admin", "audit", language=language))[0]["actor"][0] == portal
