"""One thing that waits for a person: what kind it is, until when, and the page that opens it (rule O-04)."""

from dataclasses import dataclass
from datetime import datetime

from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.promises import Verdict, verdict

# Nobody works through more than this in a day; the queue and the lists have the rest.
OF_A_KIND = 50
# So many of all kinds stand in the list, what is due first; the rest is counted.
FOREMOST = 100


class WorkKind(Labelled):
    """What kind of thing waits for somebody."""

    CALLBACK = "callback", N_("Call back")
    OFFER = "offer", N_("Accept or leave a ticket")
    TICKET = "ticket", N_("Go on with a ticket")
    CONSULTATION = "consultation", N_("Lead a consultation")
    REQUEST = "request", N_("Check a dispatch request")
    WRITE_OFF = "write_off", N_("Write off an order")
    ORDER = "order", N_("Carry out an order")
    PROBLEM = "problem", N_("Answer from others is due")
    ANSWERED = "answered", N_("Use an answer from others")
    ARTICLE = "article", N_("Review an article")
    TAKE_OVER = "take_over", N_("Take a project over")
    LEFTOVER = "leftover", N_("Follow a leftover problem")
    PLAN_ITEM = "plan_item", N_("Do what the plan intends")
    ENDING = "ending", N_("Service period ends")
    FIRST_VISIT = "first_visit", N_("First visit")
    VISIT_AGAIN = "visit_again", N_("Try a new customer again")


ADDRESSES = {
    WorkKind.REQUEST: "dispatch-order",
    WorkKind.WRITE_OFF: "dispatch-order",
    WorkKind.ORDER: "dispatch-order",
    WorkKind.ARTICLE: "article",
    WorkKind.TAKE_OVER: "project",
    WorkKind.LEFTOVER: "project",
    WorkKind.PLAN_ITEM: "plan",
    WorkKind.ENDING: "entitlement",
    WorkKind.FIRST_VISIT: "first-visit",
    WorkKind.VISIT_AGAIN: "first-visit",
}


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what kind, which record, until when; `address` opens it. Times are aware.

    `by_day`: it is due in the course of a day, not at an hour.
    """

    kind: WorkKind
    number: str
    customer: str | None
    text: str
    status: str
    due_at: datetime | None
    warn_at: datetime | None
    by_day: bool = False

    @property
    def address(self) -> str:
        """The page and record to open."""
        return f"{ADDRESSES.get(self.kind, 'ticket')}?id={self.number}"

    def verdict(self, now: datetime) -> Verdict | None:
        """How the time for it stands; None where there is none."""
        if self.due_at is None:
            return None
        return verdict(due_at=self.due_at, warn_at=self.warn_at or self.due_at, settled_at=None, paused_at=None, now=now)
