"""Personal fields, sealed: AES-256-GCM with numbered keys, and a keyed index to find them by.

A sealed value is `key number (1 byte) | nonce (12) | ciphertext and tag`. The column's name is authenticated with it, so a
sealed value cannot be moved to another column. New values use the highest key number; older keys still open theirs.
"""

import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from portal.settings import installation_secrets

NONCE = 12


@lru_cache
def _ciphers() -> dict[int, AESGCM]:
    return {int(number): AESGCM(bytes.fromhex(key)) for number, key in installation_secrets().data_keys.items()}


@lru_cache
def _index_key() -> bytes:
    return bytes.fromhex(installation_secrets().index_key)


class Sealed(TypeDecorator[str]):
    """A text column that only this installation's keys can read; `place` is "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        if value is None:
            return None
        ciphers = _ciphers()
        number = max(ciphers)
        nonce = os.urandom(NONCE)
        return bytes([number]) + nonce + ciphers[number].encrypt(nonce, value.encode(), self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open on the way out. Raises InvalidTag where somebody changed the stored bytes."""
        if value is None:
            return None
        blob = bytes(value)
        return _ciphers()[blob[0]].decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], self.place.encode()).decode()


def blind_index(kind: str, normalised: str) -> bytes | None:
    """A keyed digest by which a sealed value of a kind ("phone", "mail") is found; nothing for an empty value."""
    if not normalised:
        return None
    return hmac.new(_index_key(), f"{kind}:{normalised}".encode(), hashlib.sha256).digest()[:16]


def phone_digits(phone: str) -> str:
    """The digits that identify a telephone: the last eleven, whatever the spelling ("+86 138-0013 8000")."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))[-11:]


def phone_index(phone: str) -> bytes | None:
    """Where a telephone number is found in an index."""
    return blind_index("phone", phone_digits(phone))


def phone_tail_index(phone: str) -> bytes | None:
    """Where a telephone is found by its last four digits: what a customer often says first."""
    digits = phone_digits(phone)
    return blind_index("phone_tail", digits[-4:]) if len(digits) >= 4 else None
