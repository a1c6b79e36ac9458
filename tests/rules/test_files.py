"""Which files are taken, and under which name (quality: uploads)."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.errors import Refusal
from portal.rules.files import (
    KINDS,
    LONGEST_NAME,
    MOST_PIXELS,
    EmptyFile,
    FileTooLarge,
    KindNotTaken,
    NotWhatItSays,
    UnfoldsTooLarge,
    check_file,
    clean_name,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (20, 10)) -> bytes:
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return content.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A packed archive."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return content.getvalue()


def office(folder: str) -> bytes:
    """The bones of an office document."""
    return archive({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<x/>"})


TAKEN = {
    "record.pdf": PDF,
    "screen.png": picture("PNG"),
    "photo.jpg": picture("JPEG"),
    "photo.JPEG": picture("JPEG"),
    "photo.webp": picture("WEBP"),
    "moving.gif": picture("GIF"),
    "report.docx": office("word"),
    "sheet.xlsx": office("xl"),
    "slides.pptx": office("ppt"),
    "logs.zip": archive({"a.log": b"x" * 1000}),
    "note.txt": "你好，世界".encode(),
    "old note.txt": "数据库连接超时".encode("gb18030"),
    "server.log": b"2026-03-11 ERROR <script>alert(1)</script>\n",
    "list.csv": "姓名,电话\n".encode("utf-16"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_kinds_on_the_list_are_taken(name: str) -> None:
    checked = check_file(name, TAKEN[name], most_megabytes=1)
    assert checked.media_type == KINDS[name.rpartition(".")[2].lower()].media_type


@pytest.mark.parametrize(
    "name",
    ["x.svg", "x.html", "x.htm", "x.exe", "x.js", "x.xhtml", "x.xml", "x.docm", "x.php", "x", "x.", ".png", "x.png.exe", "x.lnk"],
)
def test_other_kinds_are_refused_with_the_list(name: str) -> None:
    with pytest.raises(KindNotTaken) as refused:
        check_file(name, b"anything", most_megabytes=1)
    assert "pdf" in refused.value.sentence()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"MZ\x90\x00" + b"\0" * 200),
        ("x.pdf", b"<html><script>alert(1)</script></html>"),
        ("x.png", picture("JPEG")),
        ("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.png", b"\x89PNG\r\n\x1a\n" + b"broken"),
        ("x.docx", archive({"a.txt": b"x"})),
        ("x.xlsx", office("word")),
        ("x.zip", b"PK\x03\x04 not really"),
        ("x.zip", PDF),
        ("x.txt", PDF),
        ("x.txt", b"MZ\x90\x00\x03"),
        ("x.txt", b"\x7fELF\x02\x01"),
        ("x.log", b"#!/bin/sh\nrm -rf /\n"),
        ("x.csv", bytes(range(256))),
    ],
)
def test_a_content_that_is_not_what_its_ending_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotWhatItSays):
        check_file(name, content, most_megabytes=1)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        check_file("x.txt", b"", most_megabytes=1)


def test_size_is_counted_to_the_byte() -> None:
    check_file("x.txt", b"a" * 1024 * 1024, most_megabytes=1)
    with pytest.raises(FileTooLarge):
        check_file("x.txt", b"a" * (1024 * 1024 + 1), most_megabytes=1)


def test_a_picture_bomb_is_refused_from_its_head() -> None:
    head = bytearray(picture("PNG"))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises((UnfoldsTooLarge, NotWhatItSays)):
        check_file("bomb.png", bytes(head), most_megabytes=1)
    width = 12_000
    assert width * 6000 > MOST_PIXELS
    with pytest.raises(UnfoldsTooLarge):
        check_file("large.png", picture("PNG", (width, 6000)), most_megabytes=1)


@pytest.mark.parametrize(
    "make",
    [lambda: archive({"zeros": b"\0" * 30_000_000}), lambda: archive({f"{n}": b"" for n in range(5001)})],
    ids=["ratio", "members"],
)
def test_an_archive_bomb_is_refused_without_unpacking(make: Callable[[], bytes]) -> None:
    with pytest.raises(UnfoldsTooLarge):
        check_file("bomb.zip", make(), most_megabytes=20)


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.log", "boot.log"),
        ("/absolute/报告.pdf", "报告.pdf"),
        ("con.txt", "file_con.txt"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("nul\x00byte.png", "nulbyte.png"),
        ("line\r\nbreak.png", "linebreak.png"),
        ("  spaces   inside .png", "spaces inside.png"),
        ("trailing.png. . ", "trailing.png"),
        ('a<b>:"|?*.png', "a_b______.png"),
        ("图" * 300 + ".png", "图" * (LONGEST_NAME - 4) + ".png"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_name_is_cleaned(called: str, kept: str) -> None:
    assert clean_name(called) == kept


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(called: str) -> None:
    kept = clean_name(called)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\<>:"|?*\0\r\n')
    assert kept == clean_name(kept)


@given(st.sampled_from(sorted(KINDS)), st.binary(min_size=1, max_size=300))
def test_noise_is_refused_in_words_or_taken_never_worse(ending: str, content: bytes) -> None:
    with suppress(Refusal):
        check_file(f"x.{ending}", content, most_megabytes=1)
