"""The service standards by name: what each means, its unit, and its default (the values live in the database, rule Q-09)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any, Literal

from portal.i18n import N_
from portal.rules.checklists import is_checklist, is_script
from portal.rules.first_visits import VisitItem
from portal.rules.plans import is_template
from portal.rules.projects import DocumentKind


@dataclass(frozen=True)
class Duration:
    """An amount of time, elapsed or by the working calendar (rule L-09)."""

    minutes: int
    working_time: bool = False


Kind = Literal[
    "duration", "percent", "number", "days", "calendar", "contact", "keywords", "checklist", "script", "items", "documents",
    "template",
]  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """One standard: its kind, its label, the rule it carries out."""

    key: str
    kind: Kind
    label: str
    rule: str


DEFINITIONS: Mapping[str, Definition] = {
    definition.key: definition
    for definition in (
        Definition("promise.response", "duration", N_("First response"), "L-08"),
        Definition("promise.solution", "duration", N_("Solution"), "L-08"),
        Definition("promise.callback", "duration", N_("Callback after parking"), "H-07"),
        Definition("promise.consultation", "duration", N_("Answer after a consultation"), "H-08"),
        Definition("promise.on_site", "duration", N_("Engineer on site, level 1"), "L-02"),
        Definition("promise.problem_answer", "duration", N_("Answer of other departments"), "O-01"),
        Definition("warn.at_percent", "percent", N_("At risk from this share of the time"), "L-10"),
        Definition("survey.expires_days", "days", N_("Survey link expires after"), "S-01"),
        Definition("ticket.auto_close_days", "days", N_("Solved tickets close without answer after"), "H-13"),
        Definition("target.satisfaction", "percent", N_("Satisfaction target"), "S-02"),
        Definition("target.coverage", "percent", N_("Survey coverage target"), "S-03"),
        Definition("target.feedback", "percent", N_("Feedback rate target"), "S-03"),
        Definition("entitlement.warn_days", "days", N_("Warn before the free period ends"), "A-07"),
        Definition("entitlement.ended_days", "days", N_("Rights that ended stay in the list for"), "A-07"),
        Definition("handover.documents", "documents", N_("Documents that a hand-over needs"), "A-03"),
        Definition("handover.joint_months", "number", N_("Joint service period with Implementation (months)"), "A-04"),
        Definition("plan.template", "template", N_("Template of yearly service plans"), "A-08"),
        Definition("article.review_months", "number", N_("Review a published article after (months)"), "K-04"),
        Definition("ticket.keywords", "keywords", N_("Words by which a category is proposed"), "H-03"),
        Definition("first_visit.due", "duration", N_("First visit to a new customer"), "F-01"),
        Definition("first_visit.items", "items", N_("What a first visit verifies"), "F-02"),
        Definition("first_visit.told", "checklist", N_("What a customer knows after the first visit"), "F-04"),
        Definition("script.first_visit", "script", N_("Call script of the first visit"), "F-07"),
        Definition("calendar.office_hours", "calendar", N_("Office hours and special days"), "L-09"),
        Definition("contact.points", "contact", N_("Hotline and supervision telephone"), "Q-09"),
    )
}


@dataclass(frozen=True)
class Standards:
    """The standards in force on one day."""

    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def duration(self, key: str) -> Duration:
        """A time that was promised."""
        value = self.values[key]
        return Duration(int(value["minutes"]), bool(value.get("working_time", False)))

    def number(self, key: str) -> int:
        """A percentage, a number of days, or a plain number."""
        return int(self.values[key]["value"])

    def value(self, key: str) -> Mapping[str, Any]:
        """The raw value of a calendar or of contact points."""
        return self.values[key]


def _are_items(value: Mapping[str, Any]) -> bool:
    items = value.get("items")
    known = isinstance(items, list) and bool(items) and all(isinstance(item, str) and item in set(VisitItem) for item in items)
    return known and value.keys() == {"items"}


def _are_documents(value: Mapping[str, Any]) -> bool:
    kinds = value.get("documents")
    known = isinstance(kinds, list) and bool(kinds) and all(isinstance(kind, str) and kind in set(DocumentKind) for kind in kinds)
    return known and value.keys() == {"documents"} and len(set(value["documents"])) == len(value["documents"])


LISTS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "checklist": is_checklist, "script": is_script, "items": _are_items, "documents": _are_documents,
    "template": is_template,
}  # fmt: skip


def is_possible(kind: Kind, value: Mapping[str, Any]) -> bool:
    """Whether a value has the form of its kind and lies within sense: at most a year, 0 to 100 percent, office hours in order."""
    if kind == "duration":
        minutes, working_time = value.get("minutes"), value.get("working_time", False)
        return _whole(minutes, 1, 527_040) and isinstance(working_time, bool) and value.keys() <= {"minutes", "working_time"}
    if kind in ("percent", "number", "days"):
        return value.keys() == {"value"} and _whole(value["value"], 0, 100 if kind == "percent" else 10_000)
    if kind == "calendar":
        return value.keys() <= {"hours", "special_days"} and _is_calendar(value)
    if kind in LISTS:
        return LISTS[kind](value)
    if kind == "keywords":
        return all(isinstance(words, list) and all(isinstance(word, str) and word for word in words) for words in value.values())
    return bool(value) and all(isinstance(text, str) and len(text) <= 200 for text in value.values())


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_calendar(value: Mapping[str, Any]) -> bool:
    try:
        moments = [time.fromisoformat(moment) for span in value["hours"] for moment in span]
        days = [date.fromisoformat(day) for day in value.get("special_days", {})]
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    in_order = all(earlier < later for earlier, later in pairwise(moments))
    works = value.get("special_days", {}).values()
    return bool(moments) and len(moments) % 2 == 0 and in_order and len(days) < 1000 and all(isinstance(w, bool) for w in works)
