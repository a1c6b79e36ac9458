"""Argon2id hashes of passwords, and a check that takes the same time for people who do not exist."""

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.rules.passwords import LONGEST, normalised

# RFC 9106's second recommendation (argon2-cffi's default): 64 MiB and three passes. Four at a time bound the memory to 256 MiB.
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its parameters."""
    with _AT_ONCE:
        return _HASHER.hash(normalised(password))


@lru_cache
def _nobodys_hash() -> str:
    return hash_password("nobody signs in with this")


def is_right(password: str, known_hash: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long and says no."""
    text = normalised(password)[: LONGEST + 1]
    with _AT_ONCE:
        try:
            return _HASHER.verify(known_hash or _nobodys_hash(), text) and known_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(known_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(known_hash)
