"""The folder of attachments: each file under the SHA-256 of its content, written whole or not at all.

A row in the database is made only after the file is safely on disk, so a row never points to half a file; a file whose row was
rolled back stays behind unnamed and harms nobody. Files never change: the same content again is the same file.
"""

import hashlib
import os
import secrets
from pathlib import Path

from portal.errors import Refusal
from portal.i18n import N_
from portal.settings import settings


class StorageFull(Refusal):
    """The disk does not take the file: full, read-only, or not ours."""

    message = N_("The file was not kept: the disk does not accept it right now. Nothing was saved; tell the administrator.")


class FileDamaged(Refusal):
    """The file on disk is missing or not what was once kept."""

    message = N_("This file is missing or damaged on the server. Nothing else is affected; tell the administrator.")


def keep(content: bytes) -> str:
    """Put content on disk for good and give its digest. Raises StorageFull."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    try:
        if not _holds(place, digest):
            _write(place, content)
    except OSError as trouble:
        raise StorageFull from trouble
    return digest


def content_of(digest: str) -> bytes:
    """What was kept under a digest, checked against it. Raises FileDamaged."""
    try:
        content = _read(_place(digest))
    except OSError as missing:
        raise FileDamaged from missing
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileDamaged
    return content


def _place(digest: str) -> Path:
    return settings().files / digest[:2] / digest


def _read(place: Path) -> bytes:
    # A link in the folder could point anywhere: it is not followed.
    with os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()


def _holds(place: Path, digest: str) -> bool:
    try:
        return hashlib.sha256(_read(place)).hexdigest() == digest
    except OSError:
        return False


def _write(place: Path, content: bytes) -> None:
    made = not place.parent.exists()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(place.parent)
    if made:
        _sync_folder(place.parent.parent)


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only after its folder was synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
