"""The evening digests: made whole, claimed by one process, sent once; what is unclear a manager decides (rule F-06).

A digest and the demands in it are one transaction. Whoever sends it claims it first; killed between sending and marking, it
becomes unclear instead of being sent twice or forgotten.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Field, col, select

from portal import clock
from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.customers import Customer
from portal.db.models.demands import Demand, Department, Digest
from portal.db.models.people import Person
from portal.db.queries.standards import working_calendar
from portal.errors import Refusal
from portal.i18n import N_, speaking
from portal.rules.demands import DemandStatus, DigestStatus, Trouble, digest_day, last_closed_day, next_try
from portal.rules.digests import LEASE, DigestLine, digest_subject, digest_text
from portal.rules.permissions import Right
from portal.rules.tickets import StepNotPossible
from portal.settings import settings


class NothingDue(Refusal):
    """No demand of this department waits for the end of its day."""

    message = N_("No demand waits for a digest now.")


class NotToBeSent(Refusal):
    """Somebody else sends this digest, has sent it, or it waits for its next try."""

    message = N_("This digest is not to be sent now.")


class MakeDigest(Command):
    """The next digest of a department whose day is over."""

    department_id: int


class ClaimDigest(Command):
    """One process says that it sends a digest now."""

    id: int
    by: Line = Field(title=N_("Process"), min_length=1, max_length=80)


class HoldDigest(ClaimDigest):
    """A digest could not go out, for certain."""

    trouble: Trouble = Field(title=N_("Trouble"))


class DigestSeen(Command):
    """What a manager decides about a digest as they see it."""

    id: int
    seen: int


@deed(Right.MANAGE_DEPARTMENTS)
def make_digest(work: Work, command: MakeDigest) -> Outcome:
    """Put the demands of the earliest day that is over into one digest. Raises NothingDue where there are none."""
    department = work.find(Department, command.department_id)
    day, demands = _due(work, command.department_id)
    with speaking(settings().language):
        lines = [_line(work, demand) for demand in demands]
        subject = digest_subject(day, department.name, len(lines))
        content = digest_text(day, department.name, department.head, lines)
    digest = work.add(
        Digest(
            department_id=command.department_id,
            day=day,
            head=department.head,
            mail=department.mail,
            subject=subject[:200],
            content=content,
            message_id=f"<digest-{day:%Y%m%d}-{command.department_id}@{_domain()}>",
            made_at=work.now,
        )
    )
    for demand in demands:
        demand.digest_id = digest.id
        work.touch(demand)
    work.happened("digest_made", "digest", id_of(digest), day=day.isoformat(), department=department.name, demands=len(demands))
    return Outcome("digest", id_of(digest), facts={"day": day.isoformat(), "demands": len(demands)})


@deed(Right.MANAGE_DEPARTMENTS)
def claim_digest(work: Work, command: ClaimDigest) -> Outcome:
    """Begin to send: no other process does now. Raises NotToBeSent."""
    digest = work.find(Digest, command.id)
    early = digest.next_try_at is not None and digest.next_try_at > work.now
    if digest.status is not DigestStatus.WAITING or early or not digest.mail:
        raise NotToBeSent
    digest.status, digest.claimed_at, digest.claimed_by = DigestStatus.SENDING, work.now, command.by
    return _happened(work, digest, "digest_claimed")


@deed(Right.MANAGE_DEPARTMENTS)
def hold_digest(work: Work, command: HoldDigest) -> Outcome:
    """Write down why a digest did not go out, since when, and when it is tried again."""
    digest = work.find(Digest, command.id)
    mine = digest.status is DigestStatus.SENDING and digest.claimed_by == command.by
    if not mine and digest.status is not DigestStatus.WAITING:
        raise NotToBeSent
    if digest.trouble is not command.trouble:
        digest.trouble, digest.trouble_since = command.trouble, work.now
    digest.status, digest.tries = DigestStatus.WAITING, digest.tries + 1
    digest.next_try_at = next_try(digest.tries, work.now)
    return _happened(work, digest, "digest_held", trouble=command.trouble.value)


@deed(Right.MANAGE_DEPARTMENTS)
def confirm_digest(work: Work, command: ClaimDigest) -> Outcome:
    """The mail server has taken it: the demands are sent."""
    digest = work.find(Digest, command.id)
    if digest.claimed_by != command.by or digest.status not in (DigestStatus.SENDING, DigestStatus.UNCLEAR):
        raise NotToBeSent
    return _sent(work, digest, "digest_sent")


@deed(Right.MANAGE_DEPARTMENTS)
def doubt_digest(work: Work, command: ClaimDigest) -> Outcome:
    """Nobody knows whether the mail server took it: its sender broke off, or was stopped a while ago. A manager decides."""
    digest = work.find(Digest, command.id)
    stale = digest.claimed_at is not None and digest.claimed_at + LEASE <= work.now
    if digest.status is not DigestStatus.SENDING or not (stale or digest.claimed_by == command.by):
        raise NotToBeSent
    digest.status = DigestStatus.UNCLEAR
    return _happened(work, digest, "digest_unclear")


@deed(Right.MANAGE_DEPARTMENTS)
def send_digest_again(work: Work, command: DigestSeen) -> Outcome:
    """It did not arrive, or should not wait for its next try: send it now."""
    digest = _to_decide(work, command)
    digest.status, digest.tries, digest.next_try_at = DigestStatus.WAITING, 0, None
    return _happened(work, digest, "digest_again")


@deed(Right.MANAGE_DEPARTMENTS)
def settle_digest(work: Work, command: DigestSeen) -> Outcome:
    """It reached the department: the mail arrived after all, or it was handed over in another way."""
    return _sent(work, _to_decide(work, command), "digest_settled")


def _to_decide(work: Work, command: DigestSeen) -> Digest:
    digest = work.take(Digest, command.id, seen=command.seen)
    if digest.status not in (DigestStatus.UNCLEAR, DigestStatus.WAITING):
        raise StepNotPossible(status=digest.status.message)
    return digest


def _due(work: Work, department_id: int) -> tuple[date, Sequence[Demand]]:
    """The earliest day that has no digest yet, and its demands; what came too late for its own goes with the latest day."""
    calendar = working_calendar(work.session, clock.at_the_office(work.now).date())
    last = last_closed_day(work.now, calendar)
    unsent = select(Demand).where(
        col(Demand.department_id) == department_id,
        col(Demand.digest_id).is_(None),
        col(Demand.status) != DemandStatus.DECLINED,
        col(Demand.recorded_at) < calendar.closes_at(last),
    )
    made = set(
        work.session.exec(select(col(Digest.day)).where(col(Digest.department_id) == department_id, col(Digest.day) <= last))
    )
    by_day: dict[date, list[Demand]] = {}
    for demand in work.session.exec(unsent.order_by(col(Demand.id))):
        day = digest_day(demand.recorded_at, calendar)
        by_day.setdefault(last if day in made else day, []).append(demand)
    open_days = sorted(by_day.keys() - made)
    if not open_days:
        raise NothingDue
    return open_days[0], by_day[open_days[0]]


def _line(work: Work, demand: Demand) -> DigestLine:
    customer = work.session.get_one(Customer, demand.customer_id)
    by = work.session.get(Person, demand.recorded_by_id) if demand.recorded_by_id else None
    recorded = _words(demand.recorded_at)
    return DigestLine(demand.number, customer.name, demand.wish, demand.due_on, recorded, by.name if by else "")


def _words(moment: datetime) -> str:
    return f"{clock.at_the_office(moment):%Y-%m-%d %H:%M}"


def _domain() -> str:
    _name, _at, domain = settings().mail_address.rpartition("@")
    return domain or "portal.invalid"


def _sent(work: Work, digest: Digest, kind: str) -> Outcome:
    digest.status, digest.sent_at = DigestStatus.SENT, work.now
    digest.trouble, digest.trouble_since, digest.next_try_at = None, None, None
    department = work.session.get_one(Department, digest.department_id).name
    for demand in work.session.exec(select(Demand).where(col(Demand.digest_id) == digest.id).order_by(col(Demand.id))):
        if demand.status is DemandStatus.RECORDED:
            demand.status = DemandStatus.SENT
            work.touch(demand)
        facts: dict[str, Any] = {"number": demand.number, "department": department}
        work.happened("demand_sent", "demand", id_of(demand), customer_id=demand.customer_id, **facts)
    return _happened(work, digest, kind)


def _happened(work: Work, digest: Digest, kind: str, **facts: Any) -> Outcome:
    work.touch(digest)
    work.happened(kind, "digest", id_of(digest), day=digest.day.isoformat(), **facts)
    return Outcome("digest", id_of(digest), facts={"status": digest.status.value})
