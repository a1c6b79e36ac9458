"""Files with their records (quality: uploads; faults: storage)."""

import os
import uuid
from pathlib import Path

import pytest
from sqlmodel import select

from portal.actions import attachments
from portal.actions.attachments import Attach, TooManyFiles, attach
from portal.db import files
from portal.db.models.records import Attachment, AuditEntry, Event
from portal.db.queries.attachments import files_of
from portal.db.session import reading
from portal.errors import NotAllowed, NotFound
from portal.rules.files import KindNotTaken
from portal.settings import settings
from tests.actions.on_site import a_ticket, an_order_that_is, order_of
from tests.cast import Cast, do
from tests.rules.test_files import PDF, picture

pytestmark = pytest.mark.usefixtures("database")


def on_disk() -> list[Path]:
    """Every file of the folder."""
    return sorted(path for path in settings().files.rglob("*") if path.is_file())


def a_file(ticket_id: int, name: str = "截图.png", content: bytes = b"", subject: str = "ticket") -> Attach:
    """A file for a ticket."""
    command = Attach.of(subject=subject, subject_id=ticket_id, name=name, content=content or picture("PNG"))
    assert isinstance(command, Attach)
    return command


def rows() -> list[Attachment]:
    with reading() as session:
        found = list(session.exec(select(Attachment)))
        session.expunge_all()
    return found


def test_a_file_is_kept_with_its_ticket(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    do(attach, a_file(ticket_id, "../会议 纪要.pdf", PDF), cast.li)
    with reading() as session:
        kept = files_of(session, "ticket", ticket_id)
        story = session.exec(select(Event.kind).where(Event.ticket_id == ticket_id)).all()
    assert [(file.name, file.media_type, file.size, file.added_by) for file in kept] == [
        ("会议 纪要.pdf", "application/pdf", len(PDF), "李敏")
    ]
    assert "file_attached" in story
    assert files.content_of(rows()[0].digest) == PDF
    assert on_disk()[0].stat().st_mode & 0o077 == 0


def test_the_same_content_is_one_file_with_two_names(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    for name in ("a.pdf", "b.pdf"):
        do(attach, a_file(ticket_id, name, PDF), cast.li)
    assert [row.name for row in rows()] == ["a.pdf", "b.pdf"]
    assert len(on_disk()) == 1


def test_a_double_click_keeps_one(cast: Cast) -> None:
    command, key = a_file(a_ticket(cast)), uuid.uuid4().hex
    assert len({do(attach, command, cast.li, key=key).id for _ in range(3)}) == 1
    assert len(rows()) == 1


def test_a_refused_file_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(KindNotTaken):
        do(attach, a_file(a_ticket(cast), "x.svg", b"<svg/>"), cast.li)
    assert (rows(), on_disk()) == ([], [])


def test_an_engineer_attaches_to_own_orders_and_their_tickets_only(cast: Cast) -> None:
    order_id = an_order_that_is("on site", cast)
    do(attach, a_file(order_id, subject="order"), cast.wang)
    do(attach, a_file(order_of(order_id).ticket_id), cast.wang)
    foreign = [a_file(id) for id in (order_of(order_id).ticket_id, a_ticket(cast), 999_999)]
    for command in (a_file(order_id, subject="order"), *foreign):
        with pytest.raises(NotFound):
            do(attach, command, cast.chen)
    for caller in (cast.zhou, cast.wu, cast.qian, cast.admin):
        with pytest.raises(NotAllowed):
            do(attach, a_file(order_id, subject="order"), caller)


def test_a_record_holds_so_many_files(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_FILES", 2)
    ticket_id = a_ticket(cast)
    for _ in range(2):
        do(attach, a_file(ticket_id), cast.li)
    with pytest.raises(TooManyFiles):
        do(attach, a_file(ticket_id), cast.li)


def test_a_full_disk_says_so_and_leaves_no_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = a_ticket(cast)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(files.StorageFull):
            do(attach, a_file(ticket_id), cast.li)
    assert rows() == []
    assert on_disk() == []
    do(attach, a_file(ticket_id), cast.li)
    assert len(rows()) == 1


def test_a_damaged_missing_or_replaced_file_is_refused(cast: Cast, tmp_path: Path) -> None:
    do(attach, a_file(a_ticket(cast), "a.pdf", PDF), cast.li)
    digest, place = rows()[0].digest, on_disk()[0]
    place.write_bytes(PDF.replace(b"1.7", b"1.4"))
    with pytest.raises(files.FileDamaged):
        files.content_of(digest)
    place.unlink()
    with pytest.raises(files.FileDamaged):
        files.content_of(digest)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(PDF)
    place.symlink_to(elsewhere)
    with pytest.raises(files.FileDamaged):
        files.content_of(digest)


def test_the_same_content_again_mends_a_damaged_file(cast: Cast) -> None:
    ticket_id = a_ticket(cast)
    do(attach, a_file(ticket_id, "a.pdf", PDF), cast.li)
    on_disk()[0].write_bytes(b"half")
    do(attach, a_file(ticket_id, "b.pdf", PDF), cast.li)
    assert files.content_of(rows()[0].digest) == PDF


def test_neither_name_nor_content_reaches_the_audit(cast: Cast) -> None:
    do(attach, a_file(a_ticket(cast), "张三身份证.pdf", PDF), cast.li)
    with reading() as session:
        facts = session.exec(select(AuditEntry.facts).where(AuditEntry.deed == "attach")).one()
    assert set(facts) == {"subject", "subject_id"}
