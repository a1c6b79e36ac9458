"""The audit chain: each entry's digest is keyed over its own words and the entry before it (rule X-03).

The key lies outside the database, so whoever edits a row cannot make the chain whole again. Writers queue for the end of the
chain; the queue ends with their transaction.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import literal_column, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal.db.models.records import AuditEntry
from portal.db.rows import columns_of, insert_rows
from portal.db.session import is_postgresql
from portal.settings import installation_secrets

_WORDS = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
START = b"\0" * 32
CHAIN_LOCK = 7_301_001  # any number, the same in every process


@lru_cache
def _key() -> bytes:
    return bytes.fromhex(installation_secrets().audit_key)


def digest(previous: bytes, entry: Mapping[str, object]) -> bytes:
    """The keyed digest of an entry's words, following the entry before it."""
    return hmac.digest(_key(), previous + _WORDS.encode(entry).encode(), "sha256")


_ENTRIES = columns_of(AuditEntry)
# A limit that is written out: SQLite plans a statement anew whenever a limit is bound to it.
_END = select_columns(_ENTRIES.c.id, _ENTRIES.c.digest).order_by(_ENTRIES.c.id.desc()).limit(literal_column("1"))
_QUEUE = text("SELECT pg_advisory_xact_lock(:lock)")


def append(  # noqa: PLR0913 - the columns of an entry, each by its name
    session: Session,
    *,
    at: datetime,
    person_id: int | None,
    actor: str,
    deed: str,
    outcome: str,
    subject: str = "",
    subject_id: int | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Add the next link, in the transaction of the deed it tells of."""
    connection = session.connection()
    if is_postgresql(session):
        connection.execute(_QUEUE, {"lock": CHAIN_LOCK})
    last = connection.execute(_END).first()
    number, previous = (last[0] + 1, bytes(last[1])) if last else (1, START)
    said: dict[str, object] = {
        "id": number,
        "at": at,
        "person_id": person_id,
        "actor": actor[:80],
        "deed": deed,
        "outcome": outcome,
        "subject": subject,
        "subject_id": subject_id,
        "facts": dict(facts or {}),
    }
    link = digest(previous, said | {"at": at.timestamp()})
    insert_rows(session, AuditEntry, [said | {"previous": previous, "digest": link}])


def words(entry: AuditEntry) -> dict[str, object]:
    """What an entry says, in the form that is digested."""
    return {
        "id": entry.id,
        "at": entry.at.timestamp(),
        "person_id": entry.person_id,
        "actor": entry.actor,
        "deed": entry.deed,
        "outcome": entry.outcome,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "facts": entry.facts,
    }


def first_broken_link(session: Session, anchor: tuple[int, bytes] | None = None) -> int | None:
    """The id of the first entry that was changed, removed or inserted; None if the chain is whole.

    `anchor` is an (id, digest) noted elsewhere earlier: it shows a cut tail, which the chain alone cannot.
    """
    previous, expected = START, 1
    seen_anchor = anchor is None
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)).execution_options(yield_per=2000)):
        if entry.id != expected or bytes(entry.previous) != previous or digest(previous, words(entry)) != bytes(entry.digest):
            return expected
        if anchor and entry.id == anchor[0]:
            if bytes(entry.digest) != anchor[1]:
                return entry.id
            seen_anchor = True
        previous, expected = bytes(entry.digest), expected + 1
    return None if seen_anchor else expected
