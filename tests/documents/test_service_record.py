"""The service record as PDF, in both languages (rule D-07)."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.documents.service_record import ServiceRecord, StepTaken, service_record
from portal.i18n import LANGUAGES, Language
from portal.rules.dispatch import Conduct
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Backup, FaultLevel
from tests.actions.on_site import signature

pytestmark = [pytest.mark.rule("D-07"), pytest.mark.usefixtures("sqlite_database")]
T = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
RECORD = ServiceRecord(
    number="D-2026-000123",
    ticket_number="T-2026-004711",
    customer="华源机械集团有限公司",
    contact="张会计 财务主管",
    address="上海市浦东新区世纪大道100号",
    product="薪酬管理 8.3",
    entitlement=EntitlementKind.FREE,
    level=FaultLevel.ONE,
    engineer="王志强",
    appointed_from=T,
    appointed_until=T + timedelta(hours=3),
    arrived_at=T + timedelta(minutes=4),
    signed_at=T + timedelta(hours=2),
    problem="工资计算报错",
    cause="日志磁盘写满",
    work_done="清理日志并扩容",
    outcome="工资计算正常",
    backup=Backup.DONE,
    backup_said_by="张会计",
    backup_at=T + timedelta(minutes=10),
    steps=tuple(StepTaken(step, T) for step in Conduct),
    signed_by="张会计",
    signature=base64.b64decode(signature().partition(",")[2]),
    hotline="400-820-0000",
    supervision="400-820-0001",
)


def text_of(record: ServiceRecord, language: Language) -> str:
    """What can be read and copied from the document, without blanks."""
    pages = PdfReader(BytesIO(service_record(record, language))).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_facts_are_on_it_in_both_languages(language: Language) -> None:
    text = text_of(RECORD, language)
    facts = [
        "D-2026-000123",
        "T-2026-004711",
        "华源机械集团有限公司",
        "世纪大道100号",
        "工资计算报错",
        "日志磁盘写满",
        "清理日志并扩容",
    ]
    facts += ["2026-03-1210:00–13:00", "2026-03-1210:04–12:00", "王志强", "张会计", "400-820-0001"]
    assert [fact for fact in facts if fact not in text] == []


def test_its_words_are_in_the_language_asked_for() -> None:
    assert "On-siteservicerecord" in text_of(RECORD, "en")
    assert "现场服务记录单" in text_of(RECORD, "zh_CN")
    assert "Backupbeforethework" not in text_of(RECORD, "zh_CN")


@pytest.mark.rule("L-06")
@pytest.mark.parametrize(("language", "words"), [("en", "refused"), ("zh_CN", "拒绝备份")])
def test_a_refused_backup_is_printed(language: Language, words: str) -> None:
    assert words not in text_of(RECORD, language)
    refused = text_of(replace(RECORD, backup=Backup.REFUSED), language)
    assert words in refused
    assert "2026-03-1210:10" in refused


def test_a_step_left_out_is_printed_with_its_reason() -> None:
    record = replace(RECORD, steps=(StepTaken(Conduct.KNOCK, T, "客户在门口等候"),))
    assert "客户在门口等候" in text_of(record, "zh_CN")


def test_the_signature_is_on_it_or_the_paper_is_named() -> None:
    signed = PdfReader(BytesIO(service_record(RECORD, "en"))).pages[0]
    on_paper = PdfReader(BytesIO(service_record(replace(RECORD, signature=b""), "en"))).pages[0]
    assert (len(signed.images), len(on_paper.images)) == (1, 0)
    assert "Signed on paper" in on_paper.extract_text()


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "<img src=file:///etc/passwd>",
        '#image("/etc/passwd")',
        "$x^2$ *bold* _it_ `raw` @ref <label>",
        "]#panic()[",
        '", "number": "D-1"}',
        "{name} %s {0}",
        "@import url(http://127.0.0.1/)",
    ],
)
def test_what_people_wrote_stays_text(hostile: str) -> None:
    record = replace(RECORD, problem=hostile, customer=hostile, signed_by=hostile)
    text = text_of(record, "en")
    assert re.sub(r"\s+", "", hostile) in text
    assert "root:" not in text
    assert "D-2026-000123" in text


def test_the_file_is_small_and_carries_its_own_font() -> None:
    content = service_record(RECORD, "zh_CN")
    assert len(content) < 150_000
    fonts = PdfReader(BytesIO(content)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    embedded = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts.values()]
    assert all("/FontFile2" in descriptor or "/FontFile3" in descriptor for descriptor in embedded)


def test_long_texts_run_on_to_further_pages_and_none_is_cut() -> None:
    record = replace(RECORD, work_done="".join(f"第{n}步检查日志。" for n in range(1500)))
    assert len(PdfReader(BytesIO(service_record(record, "zh_CN"))).pages) > 1
    assert "第1499步" in text_of(record, "zh_CN")


def test_the_same_record_gives_the_same_document() -> None:
    assert service_record(RECORD, "en") == service_record(RECORD, "en")
