"""Digests: what has to be made and sent, and what was sent to whom and when (rule F-06)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.demands import Demand, Department, Digest
from portal.rules.demands import DemandStatus, DigestStatus, Trouble
from portal.rules.masking import masked_mail


@dataclass(frozen=True)
class Letter:
    """A digest as it goes out."""

    id: int
    head: str
    mail: str
    subject: str
    content: str
    message_id: str


@dataclass(frozen=True)
class DigestRow:
    """A digest on the page; the address is masked."""

    id: int
    version: int
    department: str
    day: date
    status: DigestStatus
    head: str
    mail: str
    subject: str
    content: str
    demands: int
    made_at: datetime
    sent_at: datetime | None
    trouble: Trouble | None
    trouble_since: datetime | None
    next_try_at: datetime | None
    claimed_at: datetime | None


def departments_with_unsent(session: Session, before: datetime) -> list[int]:
    """The departments with demands from before a moment that are in no digest yet."""
    unsent = select(col(Demand.department_id)).where(
        col(Demand.digest_id).is_(None), col(Demand.recorded_at) < before, col(Demand.status) != DemandStatus.DECLINED
    )
    return list(session.scalars(unsent.distinct().order_by(col(Demand.department_id))))


def waiting_letters(session: Session, now: datetime, limit: int = 100) -> list[Letter]:
    """The digests whose turn it is to be sent, oldest first."""
    turn = (col(Digest.next_try_at).is_(None)) | (col(Digest.next_try_at) <= now)
    asked = (
        select(Digest.id, Digest.head, Digest.mail, Digest.subject, Digest.content, Digest.message_id)  # type: ignore[call-overload]
        .where(col(Digest.status) == DigestStatus.WAITING, turn)
        .order_by(col(Digest.id))
        .limit(limit)
    )
    return [Letter(row.id, row.head, row.mail or "", row.subject, row.content, row.message_id) for row in all_of(session, asked)]


def abandoned(session: Session, claimed_before: datetime) -> list[int]:
    """The digests whose sender has not been heard of since."""
    asked = select(col(Digest.id)).where(col(Digest.status) == DigestStatus.SENDING, col(Digest.claimed_at) <= claimed_before)
    return [id for id in session.scalars(asked.order_by(col(Digest.id))) if id is not None]


def digests(session: Session, after: int | None = None, limit: int = 50) -> list[DigestRow]:
    """The digests, newest first, behind the id `after`."""
    asked = _digests() if after is None else _digests().where(col(Digest.id) < after)
    return [_row(*found) for found in session.execute(asked.order_by(col(Digest.id).desc()).limit(limit))]


def troubled(session: Session, limit: int = 20) -> list[DigestRow]:
    """The digests that somebody has to look after: unclear ones first, then those that could not go out."""
    return [_row(*found) for found in session.execute(_troubled().limit(limit))]


@lru_cache
def _digests() -> Select[tuple[Digest, str, int]]:
    count = select(func.count()).where(col(Demand.digest_id) == col(Digest.id)).correlate(Digest).scalar_subquery()
    return select(Digest, col(Department.name), count).join(Department, col(Department.id) == col(Digest.department_id))


@lru_cache
def _troubled() -> Select[tuple[Digest, str, int]]:
    unclear = col(Digest.status) == DigestStatus.UNCLEAR
    held_up = and_(col(Digest.status) == DigestStatus.WAITING, col(Digest.trouble).is_not(None))
    return _digests().where(or_(unclear, held_up)).order_by(unclear.desc(), col(Digest.id).desc())


def _row(digest: Digest, department: str, demands: int) -> DigestRow:
    return DigestRow(
        digest.id or 0, digest.version, department, digest.day, digest.status, digest.head, masked_mail(digest.mail),
        digest.subject, digest.content, demands, digest.made_at, digest.sent_at, digest.trouble, digest.trouble_since,
        digest.next_try_at, digest.claimed_at,
    )  # fmt: skip
