"""The evening's work: make the digests of days that are over, send what waits, once, whoever else does the same (rule F-06)."""

import os
import smtplib
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from portal import clock
from portal.actions import digests
from portal.actions.command import Command
from portal.actions.deed import PORTAL, Action, perform
from portal.actions.digests import ClaimDigest, HoldDigest, MakeDigest, NothingDue, NotToBeSent
from portal.db.queries import digests as questions
from portal.db.queries.digests import Letter
from portal.db.queries.standards import working_calendar
from portal.db.session import reading
from portal.jobs.mail import Doubtful, Refused, Unreachable, deliver, mail_server
from portal.rules.demands import Trouble, last_closed_day
from portal.rules.digests import LEASE
from portal.settings import settings

Count = Mapping[str, int]
Now = Callable[[], datetime]


def do_digests(now: Now = clock.now) -> Count:
    """Make what is due, mark what a stopped process left unclear, send what waits; how many of each ("made", "sent", ...)."""
    counted = Counter(made=_make(now))
    with reading() as session:
        abandoned = questions.abandoned(session, now() - LEASE)
        letters = questions.waiting_letters(session, now())
    counted["unclear"] += sum(_do(digests.doubt_digest, ClaimDigest(id=id, by=_process()), now) for id in abandoned)
    counted["held"] += sum(_hold(letter, Trouble.NO_ADDRESS, now) for letter in letters if not letter.mail)
    ready = [letter for letter in letters if letter.mail]
    if ready and settings().smtp_host:
        counted += _send(ready, now)
    return counted


def _make(now: Now) -> int:
    with reading() as session:
        calendar = working_calendar(session, clock.at_the_office(now()).date())
        closes = calendar.closes_at(last_closed_day(now(), calendar))
        departments = questions.departments_with_unsent(session, closes) if closes else []
    made = 0
    for department in departments:
        with suppress(NothingDue):
            while True:
                perform(digests.make_digest, MakeDigest(department_id=department), by=PORTAL, key=uuid.uuid4().hex, at=now())
                made += 1
    return made


def _send(letters: Sequence[Letter], now: Now) -> Counter[str]:
    try:
        with mail_server() as line:
            return Counter(_send_one(line, letter, now) for letter in letters)
    except Unreachable:
        return Counter(held=sum(_hold(letter, Trouble.UNREACHABLE, now) for letter in letters))


def _send_one(line: smtplib.SMTP, letter: Letter, now: Now) -> str:
    claim = ClaimDigest(id=letter.id, by=f"{_process()} {uuid.uuid4().hex[:8]}")
    if not _do(digests.claim_digest, claim, now):
        return "left"
    try:
        deliver(line, letter)
    except (Refused, Unreachable) as refusal:
        trouble = Trouble.REFUSED if isinstance(refusal, Refused) else Trouble.UNREACHABLE
        _do(digests.hold_digest, HoldDigest(id=letter.id, by=claim.by, trouble=trouble), now)
        with suppress(OSError, smtplib.SMTPException):
            line.rset()
        return "held"
    except Doubtful:
        _do(digests.doubt_digest, claim, now)
        return "unclear"
    return "sent" if _do(digests.confirm_digest, claim, now) else "left"


def _hold(letter: Letter, trouble: Trouble, now: Now) -> bool:
    return _do(digests.hold_digest, HoldDigest(id=letter.id, by=_process(), trouble=trouble), now)


def _do(action: Action[Any], command: Command, now: Now) -> bool:
    """Whether the deed was done; another process may have been there first."""
    try:
        perform(action, command, by=PORTAL, key=uuid.uuid4().hex, at=now())
    except NotToBeSent:
        return False
    return True


def _process() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"
