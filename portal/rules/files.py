"""Files that people attach: which kinds, how large, and under which name (quality: uploads).

A file is taken only if its ending is on the list *and* its first bytes say the same; a picture or an archive that would unfold
to something huge is refused before it is unfolded.
"""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import puremagic
from PIL import Image, UnidentifiedImageError

from portal.errors import Refusal
from portal.i18n import N_

MOST_PIXELS = 60_000_000  # a photograph of a good telephone has 50 million
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 120  # office documents reach 30; the classic bombs start at 1000
RATIO_COUNTS_FROM = 1024 * 1024
MOST_MEMBERS = 5000
LONGEST_NAME = 100
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is served as, and whether a browser may show it itself."""

    media_type: str
    inside: bool = False
    magic: frozenset[str] = frozenset()
    member: str = ""  # a folder that an office document of this kind has in its archive


_ZIPPED = frozenset({".zip", ".docx", ".xlsx", ".pptx"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", True, frozenset({".pdf"})),
    "png": Kind("image/png", True, frozenset({".png"})),
    "jpg": Kind("image/jpeg", True, frozenset({".jpg", ".jpeg", ".jfif"})),
    "jpeg": Kind("image/jpeg", True, frozenset({".jpg", ".jpeg", ".jfif"})),
    "webp": Kind("image/webp", True, frozenset({".webp"})),
    "gif": Kind("image/gif", True, frozenset({".gif"})),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", magic=_ZIPPED, member="word/"),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", magic=_ZIPPED, member="xl/"),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", magic=_ZIPPED, member="ppt/"),
    "zip": Kind("application/zip", magic=_ZIPPED),
    "txt": Kind("text/plain; charset=utf-8"),
    "log": Kind("text/plain; charset=utf-8"),
    "csv": Kind("text/csv; charset=utf-8"),
}
SHOWN_INSIDE = frozenset(kind.media_type for kind in KINDS.values() if kind.inside)


class EmptyFile(Refusal):
    """Nothing is in it."""

    message = N_("The file “{name}” is empty. Choose it again; nothing was kept.")
    field = "content"


class FileTooLarge(Refusal):
    """More bytes than this installation takes."""

    message = N_("The file “{name}” has {size} MB; at most {limit} MB are taken. Make it smaller or split it; nothing was kept.")
    field = "content"


class KindNotTaken(Refusal):
    """An ending that is not on the list: programs, web pages, drawings that can carry scripts."""

    message = N_("Files of the kind “{ending}” are not taken. These are: {kinds}.")
    field = "content"


class NotWhatItSays(Refusal):
    """The ending says one thing, the content another."""

    message = N_("The content of “{name}” is not what its ending says. Save it anew in the right format; nothing was kept.")
    field = "content"


class UnfoldsTooLarge(Refusal):
    """A picture or an archive that would fill the memory of whoever opens it."""

    message = N_("“{name}” would unfold to something far too large. Nothing was kept.")
    field = "content"


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its cleaned name and what it is."""

    name: str
    media_type: str


def clean_name(name: str) -> str:
    """What a person called a file, without path, control and direction characters, reserved names and excess length."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    shown = re.sub(r'[<>:"|?*]', "_", " ".join(shown.split())).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    stem = (stem if dot else shown).strip(". ")
    ending = re.sub(r"[^0-9a-z]", "", ending.lower())[:10] if dot else ""
    if not stem or stem.lower() in RESERVED:
        stem = f"file_{stem}".rstrip("_")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if ending else stem[:LONGEST_NAME]


def check_file(name: str, content: bytes, *, most_megabytes: int) -> Checked:
    """The name and kind under which a file may be kept. Raises the refusals above."""
    name = clean_name(name)
    ending = name.rpartition(".")[2] if "." in name else ""
    kind = KINDS.get(ending)
    if kind is None:
        raise KindNotTaken(ending=ending or "–", kinds=", ".join(KINDS))
    if not content:
        raise EmptyFile(name=name)
    if len(content) > most_megabytes * 1024 * 1024:
        raise FileTooLarge(name=name, size=f"{len(content) / 1024 / 1024:.1f}", limit=most_megabytes)
    if not _is(kind, content):
        raise NotWhatItSays(name=name)
    if kind.media_type.startswith("image/"):
        check_picture(name, content)
    elif kind.magic == _ZIPPED:
        _check_archive(name, content, kind)
    return Checked(name, kind.media_type)


def _is(kind: Kind, content: bytes) -> bool:
    try:
        said = {match.extension for match in puremagic.magic_string(content[:65536])}
    except (puremagic.PureError, ValueError):
        said = set()
    if kind.magic:
        return bool(kind.magic & said)
    return _is_text(content) and not content.startswith((b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF", b"#!"))


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return content.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16, as Excel writes it
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def check_picture(name: str, content: bytes) -> tuple[int, int]:
    """Width and height of a picture, read from its head alone. Raises NotWhatItSays and UnfoldsTooLarge."""
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as unreadable:
        raise NotWhatItSays(name=name) from unreadable
    except Image.DecompressionBombError as bomb:
        raise UnfoldsTooLarge(name=name) from bomb
    if width * height > MOST_PIXELS:
        raise UnfoldsTooLarge(name=name)
    return width, height


def _check_archive(name: str, content: bytes, kind: Kind) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as unreadable:
        raise NotWhatItSays(name=name) from unreadable
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or _is_bomb(unpacked, len(content)):
        raise UnfoldsTooLarge(name=name)
    if kind.member and not any(member.filename.startswith(kind.member) for member in members):
        raise NotWhatItSays(name=name)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_COUNTS_FROM and unpacked > packed * MOST_RATIO
