"""The customer signs, and what was signed stays (rule D-07)."""

import re
import threading
import uuid
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from portal.actions.deed import Outcome
from portal.actions.signing import NotAPhotograph, SignOnPaper, SignOrder, sign_on_paper, sign_order
from portal.actions.site_work import SignedAlready
from portal.db import files
from portal.db.models.customers import Contact, Customer
from portal.db.models.records import Attachment
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile
from portal.rules.conduct import StepsInOrder
from portal.rules.dispatch import OrderStatus
from portal.rules.files import NotWhatItSays
from portal.rules.signature import SignatureEmpty
from tests.actions.on_site import VISIT, act, an_order_that_is, order_of, signature
from tests.cast import Cast, do
from tests.rules.test_files import picture

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("D-07")]


def kept(order_id: int) -> list[Attachment]:
    """The files of an order."""
    with reading() as session:
        of_order = select(Attachment).where(col(Attachment.subject) == "order", col(Attachment.subject_id) == order_id)
        found = list(session.exec(of_order.order_by(col(Attachment.id))))
        session.expunge_all()
    return found


def text_of(attachment: Attachment) -> str:
    pages = PdfReader(BytesIO(files.content_of(attachment.digest))).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def test_signing_keeps_the_signature_and_a_record_in_each_language(cast: Cast) -> None:
    order_id = an_order_that_is("signed", cast)
    order, (signed, chinese, english) = order_of(order_id), kept(order_id)
    assert (order.signature_id, order.record_id, order.record_en_id) == (signed.id, chinese.id, english.id)
    assert (order.status, order.signed_by) == (OrderStatus.ON_SITE, "张会计")
    assert [file.media_type for file in (signed, chinese, english)] == ["image/png", "application/pdf", "application/pdf"]
    assert english.name == "D-2026-000001 On-site service record.pdf"
    assert "现场服务记录单" in text_of(chinese)
    for fact in (
        order.number,
        "华源机械集团有限公司",
        "张会计财务主管",
        "日志磁盘写满",
        "清理日志并扩容",
        "2026-03-1210:04–12:00",
        "王志强",
    ):
        assert fact in text_of(english)


def test_what_was_signed_does_not_change_with_the_archive(cast: Cast) -> None:
    order_id = an_order_that_is("signed", cast)
    before = [files.content_of(file.digest) for file in kept(order_id)]
    with writing() as session:
        session.get_one(Customer, cast.huayuan).name = "改名集团"
        session.get_one(Contact, cast.zhang).name = "李会计"
    assert [files.content_of(file.digest) for file in kept(order_id)] == before


def test_a_double_click_on_sign_signs_once(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    command = SignOrder(id=order_id, seen=order_of(order_id).version, signed_by="张会计", signature=signature())
    key = uuid.uuid4().hex
    answers: list[Outcome] = []
    ready = threading.Barrier(3)

    def press() -> None:
        ready.wait()
        answers.append(do(sign_order, command, cast.wang, VISIT, key))

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]
    assert len(kept(order_id)) == 3


def test_a_second_signature_is_refused(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    command = SignOrder(id=order_id, seen=order_of(order_id).version, signed_by="张会计", signature=signature())
    do(sign_order, command, cast.wang, VISIT)
    with pytest.raises(ChangedMeanwhile):
        do(sign_order, command, cast.wang, VISIT)
    with pytest.raises(SignedAlready):
        act(sign_order, SignOrder, order_id, cast.wang, VISIT, signed_by="别人", signature=signature())
    assert order_of(order_id).signed_by == "张会计"


def test_an_empty_glass_signs_nothing(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    with pytest.raises(SignatureEmpty):
        act(sign_order, SignOrder, order_id, cast.wang, VISIT, signed_by="张会计", signature=signature(ink=False))
    assert kept(order_id) == []
    assert order_of(order_id).signed_at is None


def test_nobody_signs_before_the_work_is_explained(cast: Cast) -> None:
    order_id = an_order_that_is("worked on", cast)
    with pytest.raises(StepsInOrder):
        act(sign_order, SignOrder, order_id, cast.wang, VISIT, signed_by="张会计", signature=signature())


def test_a_paper_that_was_signed_is_photographed(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    photograph = {"signed_by": "张会计", "name": "IMG_2031.jpg", "content": picture("JPEG")}
    act(sign_on_paper, SignOnPaper, order_id, cast.wang, VISIT, **photograph)
    paper, chinese, _english = kept(order_id)
    assert (paper.name, order_of(order_id).signature_id) == ("IMG_2031.jpg", paper.id)
    assert "已在纸质单上签字" in text_of(chinese)


def test_a_photograph_that_is_none_signs_nothing(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    with pytest.raises(NotWhatItSays):
        act(sign_on_paper, SignOnPaper, order_id, cast.wang, VISIT, signed_by="张", name="x.jpg", content=b"<svg/>")
    assert order_of(order_id).signed_at is None


@pytest.mark.rule("D-07")
def test_a_paper_is_kept_as_a_picture_or_a_scan_not_as_a_text(cast: Cast) -> None:
    order_id = an_order_that_is("explained", cast)
    with pytest.raises(NotAPhotograph) as refused:
        act(sign_on_paper, SignOnPaper, order_id, cast.wang, VISIT, signed_by="张", name="签字.txt", content="已签".encode())
    assert "签字.txt" in refused.value.sentence()
    assert order_of(order_id).signed_at is None
    assert kept(order_id) == []
