"""What can be done with a ticket now: the steps that lead on from its state and that this person may take, likeliest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.actions import problems, tickets
from portal.actions.articles import ProposeArticle, propose_article
from portal.actions.command import Command
from portal.actions.deed import Action
from portal.actions.dispatch import RequestDispatch, request_dispatch
from portal.db.queries.ticket_state import TicketState
from portal.db.queries.tickets import TicketDetail
from portal.i18n import N_
from portal.rules.permissions import Role
from portal.rules.tickets import FROM, OPEN, FaultLevel, Need, TicketStatus
from portal.ui.gate import Look


@dataclass(frozen=True)
class Around:
    """A ticket, how things stand around it, and who looks."""

    look: Look
    ticket: TicketDetail
    state: TicketState

    @property
    def is_open(self) -> bool:
        """Whether the ticket still needs a solution."""
        return self.ticket.status in OPEN

    @property
    def is_mine(self) -> bool:
        """Whether this person may act as its owner: owns it, or is a service manager (rule H-05)."""
        return self.ticket.owner_id == self.look.actor.id or Role.SUPERVISOR in self.look.actor.roles

    @property
    def is_solved(self) -> bool:
        """Whether it was solved (and not closed for another reason)."""
        return self.ticket.status in (TicketStatus.SOLVED, TicketStatus.CONFIRMED, TicketStatus.ARCHIVED)


def _on_the_ticket(around: Around) -> dict[str, Any]:
    return {"id": around.ticket.id, "seen": around.ticket.version}


def _on_the_problem(around: Around) -> dict[str, Any]:
    problem = around.state.problem
    return {"id": problem.id, "seen": problem.version} if problem else {}


def _on_an_article(around: Around) -> dict[str, Any]:
    return {"ticket_id": around.ticket.id, "order_id": None}


@dataclass(frozen=True)
class TicketStep:
    """One thing to do: its words, its command and deed, the arrow it takes if any, and when else it is possible.

    `fields` are what is asked, a line each, those of one line separated by blanks: "reason | skill contact_id".
    """

    name: str
    label: str
    icon: str
    command: type[Command]
    action: Action[Any]
    fields: str = ""
    arrow: str | None = None
    when: Callable[[Around], bool] = field(default=lambda around: around.is_open)
    fixed: Callable[[Around], Mapping[str, Any]] = _on_the_ticket

    @property
    def rows(self) -> list[list[str]]:
        """The fields, a list a line."""
        return [line.split() for line in self.fields.split("|") if line.strip()]


def _waits_for_report(around: Around) -> bool:
    return around.is_open and around.ticket.level is FaultLevel.THREE and not around.ticket.written_report


def _is_offered_to_me(around: Around) -> bool:
    return around.is_open and around.ticket.offered_to_id == around.look.actor.id


def _is_in_consultation(around: Around) -> bool:
    return around.is_open and around.state.consultation_open


def _waits_for_others(around: Around) -> bool:
    return around.state.problem is not None


def _backup_unasked(around: Around) -> bool:
    return around.is_open and around.ticket.backup is None


def _can_be_handed_over(around: Around) -> bool:
    return around.is_open and around.is_mine


def _can_wait(around: Around) -> bool:
    return around.is_open and around.is_mine and not around.state.paused


def _stands_still(around: Around) -> bool:
    return around.is_open and around.state.paused and around.ticket.status is not TicketStatus.WITH_OTHERS


def _can_be_proposed(around: Around) -> bool:
    return around.is_solved and around.state.article_number is None


_T, _P = tickets, problems
STEPS: tuple[TicketStep, ...] = (
    TicketStep("accept", N_("Accept"), "handshake", _T.AcceptTicket, _T.accept_ticket, when=_is_offered_to_me),
    TicketStep("decline", N_("Decline"), "undo", _T.DeclineTicket, _T.decline_ticket, "reason", when=_is_offered_to_me),
    TicketStep("call_back", N_("Call back"), "phone_callback", _T.CallBack, _T.call_back, "reached | said", "call_back"),
    TicketStep("end_consultation", N_("End the consultation"), "groups", _T.EndConsultation, _T.end_consultation,
               "solved | cause | conclusion | participants", when=_is_in_consultation),
    TicketStep("record_others", N_("Record the others' answer"), "mark_chat_read", _P.RecordAnswer, _P.record_others_answer,
               "answer | answered_by", when=_waits_for_others, fixed=_on_the_problem),
    TicketStep("begin", N_("Begin"), "play_circle", _T.BeginTicket, _T.begin_ticket, arrow="begin"),
    TicketStep("answer", N_("Answer"), "chat", _T.RecordAnswer, _T.record_answer, "channel | text"),
    TicketStep("solve", N_("Solve"), "task_alt", _T.SolveTicket, _T.solve_ticket, "cause | solution | backup", "solve"),
    TicketStep("park", N_("Park"), "pause_circle", _T.ParkTicket, _T.park_ticket, "agreed | agreed_by | note", "park"),
    TicketStep("backup", N_("Backup answer"), "backup", _T.RecordBackup, _T.record_backup, "backup said_by",
               when=_backup_unasked),
    TicketStep("consult", N_("Consult"), "groups", _T.CallConsultation, _T.call_consultation, "question | participants",
               "consult"),
    TicketStep("report", N_("Written report"), "description", _T.RecordWrittenReport, _T.record_written_report, "text",
               when=_waits_for_report),
    TicketStep("dispatch", N_("Request dispatch"), "directions_car", RequestDispatch, request_dispatch,
               "reason | suggestion | skill contact_id | address", "request_dispatch"),
    TicketStep("others", N_("Hand to others"), "outgoing_mail", _P.HandToOthers, _P.hand_to_others, "handed_to | question",
               "hand_to_others"),
    TicketStep("offer", N_("Hand over"), "forward", _T.OfferTicket, _T.offer_ticket, "to_id reason", when=_can_be_handed_over),
    TicketStep("level", N_("Fault level"), "swap_vert", _T.ChangeLevel, _T.change_level, "level | reason"),
    TicketStep("wait", N_("Wait for the customer"), "timer_pause", _T.WaitForCustomer, _T.wait_for_customer, "reason",
               when=_can_wait),
    TicketStep("go_on", N_("Clocks go on"), "timer", _T.GoOn, _T.go_on, when=_stands_still),
    TicketStep("confirm", N_("Confirm"), "thumb_up", _T.ConfirmTicket, _T.confirm_ticket, "said", "confirm"),
    TicketStep("archive", N_("To the archive"), "inventory_2", _T.ArchiveTicket, _T.archive_ticket, arrow="archive"),
    TicketStep("propose", N_("To the problem base"), "menu_book", ProposeArticle, propose_article, when=_can_be_proposed,
               fixed=_on_an_article),
    TicketStep("reopen", N_("Reopen"), "replay", _T.ReopenTicket, _T.reopen_ticket, "reason", "reopen"),
    TicketStep("close", N_("Close with reason"), "cancel", _T.CloseTicket, _T.close_ticket, "reason", "close"),
)  # fmt: skip


def possible(around: Around) -> list[TicketStep]:
    """The steps that this person can take with this ticket now, the likeliest first."""
    return [step for step in STEPS if _may(around, step)]


def _may(around: Around, step: TicketStep) -> bool:
    actor = around.look.actor
    if step.action.right is not None and not actor.may(step.action.right):
        return False
    if step.arrow is None:
        return step.when(around)
    taken = FROM[around.ticket.status].get(step.arrow)
    return taken is not None and actor.may(taken.right) and (Need.OWNER not in taken.needs or around.is_mine)
