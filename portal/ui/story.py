"""What happened, told entry by entry: an icon, who, when, in what words. The story of a ticket, the time line of a customer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from portal.db.queries.names import names_of
from portal.db.queries.tickets import StoryEntry
from portal.db.queries.timeline import TimelineEntry
from portal.i18n import N_, _, translate
from portal.rules.dispatch import Conduct
from portal.rules.entitlement import EntitlementKind
from portal.rules.first_visits import ItemVerdict, VisitItem
from portal.rules.labels import Labelled
from portal.rules.plans import PlanKind
from portal.rules.problems import Neighbour
from portal.rules.projects import DocumentKind
from portal.rules.surveys import SurveyChannel
from portal.rules.tickets import Backup, Category, Channel, FaultLevel
from portal.rules.upgrades import Charge
from portal.ui import status
from portal.ui.components import component, written
from portal.ui.gate import Look

Facts = Mapping[str, Any]
Told = StoryEntry | TimelineEntry

# One element instead of six an entry: a page with its story is drawn in half the time.
_STORY = component("story", "<ol></ol>")

KINDS: Mapping[str, tuple[str, str]] = {
    "registered": ("add_call", N_("Registered")),
    "begun": ("play_circle", N_("Began to work on it")),
    "answered": ("chat", N_("Told the customer")),
    "backup_answered": ("backup", N_("Asked for a backup")),
    "report_received": ("description", N_("The customer's written report came in")),
    "parked": ("pause_circle", N_("Parked; the customer agreed to be called back")),
    "callback_attempted": ("phone_missed", N_("Called back, not reached")),
    "called_back": ("phone_callback", N_("Called the customer back")),
    "consultation_called": ("groups", N_("Called a technical consultation")),
    "meeting_called": ("groups", N_("Technical coordination meeting called at once")),
    "consultation_ended": ("groups", N_("Ended the technical consultation")),
    "edited": ("edit", N_("Corrected what was written down")),
    "level_changed": ("swap_vert", N_("Changed the fault level")),
    "clocks_stopped": ("timer_pause", N_("Waits for the customer: the clocks stand still")),
    "clocks_go_on": ("timer", N_("The clocks go on")),
    "offered": ("forward", N_("Offered the ticket")),
    "accepted": ("handshake", N_("Accepted the ticket")),
    "declined": ("undo", N_("Declined the ticket")),
    "solved": ("task_alt", N_("Solved")),
    "confirmed": ("thumb_up", N_("The customer confirmed")),
    "archived": ("inventory_2", N_("Archived")),
    "reopened": ("replay", N_("Reopened")),
    "closed": ("cancel", N_("Closed with reason")),
    "dispatch_requested": ("outgoing_mail", N_("Requested a dispatch")),
    "request_corrected": ("edit", N_("Corrected the dispatch request")),
    "dispatch_returned": ("assignment_return", N_("Returned the dispatch request")),
    "engineer_ordered": ("directions_car", N_("Ordered an engineer")),
    "order_reassigned": ("swap_horiz", N_("Gave the order to somebody else")),
    "order_withdrawn": ("assignment_late", N_("Took the order back")),
    "order_confirmed": ("assignment_turned_in", N_("Confirmed the order")),
    "order_handed_back": ("assignment_return", N_("Handed the order back")),
    "appointed": ("event", N_("Agreed the appointment")),
    "reappointed": ("event_repeat", N_("Moved the appointment")),
    "arrived": ("location_on", N_("Arrived on site")),
    "step_ticked": ("check", N_("Step on site")),
    "site_backup_answered": ("backup", N_("Asked for a backup on site")),
    "site_work_recorded": ("build", N_("Recorded the work on site")),
    "order_signed": ("draw", N_("The customer signed")),
    "order_finished": ("done_all", N_("Finished on site")),
    "order_failed": ("error", N_("Not solved on site")),
    "order_written_off": ("fact_check", N_("Wrote the order off")),
    "order_archived": ("inventory_2", N_("Order archived")),
    "handed_to_others": ("hourglass_empty", N_("Handed to others")),
    "others_answered": ("mark_chat_read", N_("The others answered")),
    "problem_closed": ("done", N_("Closed the problem entry")),
    "article_proposed": ("menu_book", N_("Proposed for the problem base")),
    "article_used": ("menu_book", N_("Used an article")),
    "article_edited": ("edit", N_("Edited the article")),
    "article_published": ("publish", N_("Published the article")),
    "article_in_review": ("rate_review", N_("Article taken into review")),
    "article_retired": ("archive", N_("Retired the article")),
    "article_rated": ("thumbs_up_down", N_("Rated the article")),
    "survey_opened": ("sentiment_neutral", N_("The customer is to be asked how it was")),
    "survey_sent": ("outgoing_mail", N_("Sent the survey")),
    "survey_answered": ("sentiment_satisfied", N_("The customer answered the survey")),
    "file_attached": ("attach_file", N_("Attached a file")),
    "customer_added": ("domain_add", N_("Customer added")),
    "customer_changed": ("edit", N_("Customer changed")),
    "customer_submitted": ("handshake", N_("Sales handed the customer over")),
    "customer_imported": ("upload_file", N_("Came in with a sheet")),
    "sheet_imported": ("upload_file", N_("Imported a sheet")),
    "customers_merged": ("call_merge", N_("Two archives became one")),
    "customers_separated": ("call_split", N_("Merged archives were taken apart")),
    "address_revealed": ("visibility", N_("Looked at a customer's address")),
    "responsible_named": ("supervisor_account", N_("Named who looks after the customer")),
    "contact_added": ("person_add", N_("Contact added")),
    "contact_changed": ("person_edit", N_("Contact changed")),
    "plan_proposed": ("calendar_month", N_("Proposed the yearly service plan")),
    "plan_adjusted": ("edit_calendar", N_("Adjusted the service plan")),
    "plan_agreed": ("handshake", N_("The customer agreed to the service plan")),
    "plan_item_done": ("event_available", N_("Did what the service plan intends")),
    "plan_item_undone": ("undo", N_("Opened an item of the service plan again")),
    "contract_added": ("contract", N_("Added a service contract")),
    "contract_changed": ("contract_edit", N_("Changed a service contract")),
    "contract_ended": ("contract_delete", N_("Ended a service contract")),
    "upgrade_offered": ("upgrade", N_("Offered an upgrade")),
    "upgrade_scheduled": ("event", N_("Scheduled an upgrade")),
    "upgrade_done": ("system_update_alt", N_("Upgraded")),
    "upgrade_declined": ("block", N_("The customer does not want the upgrade")),
    "ending_handled": ("event_busy", N_("Spoke about the end of the right to service")),
    "project_added": ("create_new_folder", N_("Project added")),
    "project_changed": ("edit", N_("Project changed")),
    "document_added": ("upload_file", N_("Handed in a document")),
    "document_withdrawn": ("scan_delete", N_("Withdrew a document")),
    "joint_begun": ("handshake", N_("All documents are in: the joint period with Implementation begins")),
    "joint_suspended": ("pause_circle", N_("A document is missing again: the take-over has to wait")),
    "joint_resumed": ("play_circle", N_("All documents are in again")),
    "project_taken_over": ("verified", N_("Took the project over")),
    "leftover_recorded": ("playlist_add", N_("Recorded a leftover problem")),
    "leftover_changed": ("edit", N_("Changed a leftover problem")),
    "leftover_closed": ("playlist_add_check", N_("Closed a leftover problem")),
    "leftover_reopened": ("replay", N_("Reopened a leftover problem")),
    "contact_revealed": ("visibility", N_("Looked at a contact's telephone and mail")),
    "visit_taken": ("support_agent", N_("Took the first visit")),
    "visit_revealed": ("visibility", N_("Saw telephone and address for the first visit")),
    "visit_reached": ("call", N_("Reached the new customer")),
    "visit_not_reached": ("phone_missed", N_("New customer not reached")),
    "item_verified": ("fact_check", N_("Verified")),
    "visit_told": ("campaign", N_("The customer knows now")),
    "visit_not_told": ("remove_done", N_("Took a tick back")),
    "visit_no_demands": ("inbox", N_("Asked for demands: none")),
    "visit_demands_open": ("inbox", N_("Demands still to be asked for")),
    "visit_closed": ("task_alt", N_("First visit complete")),
    "visit_cancelled": ("cancel", N_("First visit called off")),
    "demand_recorded": ("add_task", N_("Recorded a demand")),
    "demand_sent": ("outgoing_mail", N_("Demand sent to the department")),
    "demand_in_hand": ("pending_actions", N_("Demand in hand")),
    "demand_done": ("task_alt", N_("Demand done")),
    "demand_declined": ("block", N_("Demand declined")),
}

LABELS: Mapping[str, type[Labelled]] = {
    "channel": Channel, "category": Category, "answer": Backup, "step": Conduct, "through": SurveyChannel, "by": Neighbour,
    "document": DocumentKind,
    "item": VisitItem, "verdict": ItemVerdict, "plan_kind": PlanKind, "charge": Charge, "right": EntitlementKind,
}  # fmt: skip
PEOPLE = ("to", "engineer", "before")


def tell(look: Look, entries: Sequence[Told]) -> None:
    """Draw entries in their order, one box each; the exact moment is on the clock's hover."""
    people = people_in(look, entries)
    told = [
        {
            "icon": KINDS[entry.kind][0] if entry.kind in KINDS else "radio_button_checked",
            "who": entry.person or _("Portal"),
            "when": status.short(entry.at, look.now),
            "exact": status.exact(entry.at),
            "what": label_of(entry),
            "facts": facts_in_words(entry, people),
            "text": entry.text,
        }
        for entry in entries
    ]
    _STORY(key="story", data=written(told))


def people_in(look: Look, entries: Sequence[Told]) -> dict[int, str]:
    """The names of the people whom the facts of entries name by id."""
    return names_of(look.session, {each for entry in entries for each in _people(entry)})


def label_of(entry: Told) -> str:
    """What happened, in the reader's language."""
    return translate(KINDS[entry.kind][1]) if entry.kind in KINDS else entry.kind


def in_words(entry: Told, people: Mapping[int, str]) -> str:
    """What happened with its facts, in one line without markup."""
    return _joined([label_of(entry), facts_in_words(entry, people)])


def _people(entry: Told) -> list[int]:
    return [value for name in PEOPLE if isinstance(value := entry.facts.get(name), int)]


def facts_in_words(entry: Told, people: Mapping[int, str]) -> str:
    """The facts of an entry in words, to stand behind its label."""
    facts = entry.facts
    if not facts:
        return ""
    parts = [
        choices(str(facts[name])).label for name, choices in LABELS.items() if name in facts and _is_one_of(facts[name], choices)
    ]
    parts += [words for name, make in FACTS.items() if name in facts and (words := make(facts))]
    parts += [f"→ {people[id]}" for name in ("to", "engineer") if isinstance(id := facts.get(name), int) and id in people]
    return _joined(parts)


def _joined(parts: Iterable[str]) -> str:
    """Parts on one line; an arrow leads on from what stands before it."""
    return " · ".join(filter(None, parts)).replace(" · → ", " → ")


def _is_one_of(value: object, choices: type[Labelled]) -> bool:
    return isinstance(value, str) and value in _values(choices)


@cache
def _values(choices: type[Labelled]) -> frozenset[str]:
    return frozenset(member.value for member in choices)


def _moment(value: object) -> str:
    return status.exact(datetime.fromisoformat(str(value)))[:-3]


def _level(facts: Facts) -> str:
    if not (_is_one_of(facts["old"], FaultLevel) and _is_one_of(facts["new"], FaultLevel)):
        return ""
    return f"{FaultLevel(facts['old']).label} → {FaultLevel(facts['new']).label}"


def _solved(facts: Facts) -> str:
    return _("a way to the solution is known") if facts["solved"] else _("not solved")


def _late(facts: Facts) -> str:
    minutes = int(facts["minutes_late"])
    return _("{minutes} min late").format(minutes=minutes) if minutes > 0 else _("on time")


FACTS: Mapping[str, Callable[[Facts], str]] = {
    "number": lambda facts: str(facts["number"]),
    "department": lambda facts: str(facts["department"]),
    "order": lambda facts: str(facts["order"]) if isinstance(facts["order"], str) else "",
    "due": lambda facts: _("due {moment}").format(moment=_moment(facts["due"])),
    "starts": lambda facts: _moment(facts["starts"]),
    "old": _level,
    "solved": _solved,
    "minutes_late": _late,
    "edition": lambda facts: _("version {number}").format(number=facts["edition"]),
    "until": lambda facts: _("until {day}").format(day=facts["until"]),
    "month": lambda facts: _("month {month}").format(month=facts["month"]),
    "to_version": lambda facts: f"→ {facts['to_version']}",
    "overall": lambda facts: _("{mark} of 5").format(mark=facts["overall"]),
    "to": lambda facts: Neighbour(facts["to"]).label if _is_one_of(facts["to"], Neighbour) else "",
}
