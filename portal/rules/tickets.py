"""The life of a ticket: its states, the arrows between them, who takes each and what it needs (design: domain words)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.permissions import Right


class Channel(Labelled):
    """How a request came in (rule H-01)."""

    PHONE = "phone", N_("Telephone")
    ONLINE = "online", N_("Online")
    MAIL = "mail", N_("E-mail")
    CHAT = "chat", N_("QQ / instant message")
    REMOTE = "remote", N_("Remote support")


class Category(Labelled):
    """What a request is about (rule H-03)."""

    TECHNICAL = "technical", N_("Technical support")
    CONSULTATION = "consultation", N_("Product consultation")
    AFTER_SALES = "after_sales", N_("After-sales service")
    ACCOUNT = "account", N_("Account management")
    OTHER = "other", N_("Other (complaint, suggestion)")


class FaultLevel(Labelled):
    """How bad a fault is (rule L-01); each level is defined on the form where it is chosen."""

    ONE = "1", N_("Level 1")
    TWO = "2", N_("Level 2")
    THREE = "3", N_("Level 3")

    @property
    def definition(self) -> str:
        """The definition as a catalogue entry."""
        return _DEFINITIONS[self]


_DEFINITIONS: Mapping[FaultLevel, str] = {
    FaultLevel.ONE: N_("Crash or host down: users are directly hit, the system no longer works."),
    FaultLevel.TWO: N_("Unstable or very slow: some functions impaired, main functions usable."),
    FaultLevel.THREE: N_("Everything else, such as small functional changes agreed by the project lead."),
}


class Importance(Labelled):
    """How important a customer is to us."""

    KEY = "key", N_("Key customer")
    NORMAL = "normal", N_("Standard customer")
    SMALL = "small", N_("Small customer")


class Backup(Labelled):
    """The customer's answer when asked to back up before a fault is handled (rule L-06)."""

    DONE = "done", N_("Backed up")
    REFUSED = "refused", N_("Refused to back up")


class TicketStatus(Labelled):
    """Where a ticket stands."""

    REGISTERED = "registered", N_("Registered")
    IN_PROGRESS = "in_progress", N_("In progress")
    PARKED = "parked", N_("Parked")
    CONSULTING = "consulting", N_("In consultation")
    DISPATCH_REQUESTED = "dispatch_requested", N_("Dispatch requested")
    DISPATCHED = "dispatched", N_("Dispatched")
    WITH_OTHERS = "with_others", N_("With others")
    SOLVED = "solved", N_("Solved")
    CONFIRMED = "confirmed", N_("Confirmed")
    ARCHIVED = "archived", N_("Archived")
    CLOSED = "closed", N_("Closed with reason")


OPEN = frozenset({
    TicketStatus.REGISTERED, TicketStatus.IN_PROGRESS, TicketStatus.PARKED, TicketStatus.CONSULTING,
    TicketStatus.DISPATCH_REQUESTED, TicketStatus.DISPATCHED, TicketStatus.WITH_OTHERS,
})  # fmt: skip


class PromiseKind(Labelled):
    """What a clock measures."""

    RESPONSE = "response", N_("First response")
    SOLUTION = "solution", N_("Solution")
    CALLBACK = "callback", N_("Callback")
    CONSULTATION = "consultation", N_("Consultation answer")
    ON_SITE = "on_site", N_("Engineer on site")


class Need(StrEnum):
    """What must be there before an arrow may be taken."""

    OWNER = "owner"  # the acting person owns the ticket, or is a service manager
    CALLBACK_TIME = "callback_time"  # the customer agreed to ring off (H-07)
    CALLBACK_MADE = "callback_made"  # a callback was made and did not solve it (H-08), or the fault is level 1 or 2 (L-02, L-04)
    CONSULTED = "consulted"  # a consultation ended without a solution, or the fault is level 1 or 2 (H-09)
    WRITTEN_REPORT = "written_report"  # level 3 is dispatched only on the customer's written report (L-05)
    BACKUP_ANSWER = "backup_answer"  # the customer was asked to back up (L-06)
    SOLUTION = "solution"  # symptom, cause and solution are recorded (H-06)
    REASON = "reason"  # why
    ANSWER = "answer"  # the others answered


@dataclass(frozen=True)
class Arrow:
    """One step of a ticket: from where to where, by which right, what it needs, and what it does to the promises."""

    name: str
    start: TicketStatus
    end: TicketStatus
    right: Right
    needs: frozenset[Need] = frozenset()
    opens: frozenset[PromiseKind] = frozenset()
    settles: frozenset[PromiseKind] = frozenset()
    pauses: bool = False
    resumes: bool = False
    withdraws: bool = False


def _arrows() -> tuple[Arrow, ...]:
    s, r, n, p = TicketStatus, Right, Need, PromiseKind
    own = frozenset({n.OWNER})
    respond = frozenset({p.RESPONSE})
    everything = frozenset(PromiseKind)
    arrows = [
        Arrow("begin", s.REGISTERED, s.IN_PROGRESS, r.HANDLE_TICKET, own, settles=respond),
        Arrow("call_back", s.PARKED, s.IN_PROGRESS, r.HANDLE_TICKET, own, settles=frozenset({p.CALLBACK, p.RESPONSE})),
        Arrow("answer_consultation", s.CONSULTING, s.IN_PROGRESS, r.LEAD_CONSULTATION, settles=frozenset({p.CONSULTATION})),
        Arrow("order", s.DISPATCH_REQUESTED, s.DISPATCHED, r.DECIDE_DISPATCH),
        Arrow("return_request", s.DISPATCH_REQUESTED, s.IN_PROGRESS, r.DECIDE_DISPATCH, frozenset({n.REASON})),
        Arrow("hand_back_order", s.DISPATCHED, s.DISPATCH_REQUESTED, r.CARRY_OUT_ORDER, frozenset({n.REASON})),
        Arrow("order_again", s.IN_PROGRESS, s.DISPATCHED, r.DECIDE_DISPATCH),
        Arrow("end_dispatch", s.DISPATCHED, s.IN_PROGRESS, r.WRITE_OFF),
        Arrow("solve_on_site", s.DISPATCHED, s.SOLVED, r.WRITE_OFF, frozenset({n.SOLUTION, n.BACKUP_ANSWER}), settles=everything),
        Arrow("hear_from_others", s.WITH_OTHERS, s.IN_PROGRESS, r.HAND_TO_OTHERS, frozenset({n.ANSWER}), resumes=True),
        Arrow("confirm", s.SOLVED, s.CONFIRMED, r.CLOSE_TICKET),
        Arrow("archive", s.CONFIRMED, s.ARCHIVED, r.CLOSE_TICKET),
        Arrow("reopen", s.SOLVED, s.IN_PROGRESS, r.CLOSE_TICKET, frozenset({n.REASON}), opens=frozenset({p.SOLUTION})),
        Arrow("reopen", s.CONFIRMED, s.IN_PROGRESS, r.CLOSE_TICKET, frozenset({n.REASON}), opens=frozenset({p.SOLUTION})),
    ]  # fmt: skip
    for here in (s.REGISTERED, s.IN_PROGRESS):
        arrows += [
            Arrow("park", here, s.PARKED, r.HANDLE_TICKET, own | {n.CALLBACK_TIME}, opens=frozenset({p.CALLBACK})),
            Arrow("solve", here, s.SOLVED, r.HANDLE_TICKET, own | {n.SOLUTION, n.BACKUP_ANSWER}, settles=everything),
            Arrow("consult", here, s.CONSULTING, r.HANDLE_TICKET, own | {n.CALLBACK_MADE}, opens=frozenset({p.CONSULTATION})),
            Arrow("request_dispatch", here, s.DISPATCH_REQUESTED, r.REQUEST_DISPATCH, own | {n.CONSULTED, n.WRITTEN_REPORT}),
        ]  # fmt: skip
    for here in sorted(OPEN - {s.WITH_OTHERS}):
        arrows.append(Arrow("hand_to_others", here, s.WITH_OTHERS, r.HAND_TO_OTHERS, frozenset({n.REASON}), pauses=True))
    for here in sorted(OPEN):
        arrows.append(Arrow("close", here, s.CLOSED, r.CLOSE_TICKET, frozenset({n.REASON}), withdraws=True))
    return tuple(arrows)


ARROWS = _arrows()
FROM: Mapping[TicketStatus, Mapping[str, Arrow]] = {
    status: {arrow.name: arrow for arrow in ARROWS if arrow.start is status} for status in TicketStatus
}


class StepNotPossible(Refusal):
    """The record is in a state from which this step does not lead anywhere."""

    message = N_("From the state “{status}” this step is not possible. Reload to see what changed.")


def arrow(name: str, status: TicketStatus) -> Arrow:
    """The arrow of that name leading away from a state; refuses where there is none."""
    try:
        return FROM[status][name]
    except KeyError:
        raise StepNotPossible(status=status.message) from None
