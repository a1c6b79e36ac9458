"""The service standards by name: what each means, its unit, and its default (the values live in the database, rule Q-09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from portal.i18n import N_


@dataclass(frozen=True)
class Duration:
    """An amount of time, elapsed or by the working calendar (rule L-09)."""

    minutes: int
    working_time: bool = False


@dataclass(frozen=True)
class Definition:
    """One standard: its kind, its label, the rule it carries out."""

    key: str
    kind: Literal["duration", "percent", "number", "days", "calendar", "contact"]
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
        Definition("article.review_months", "number", N_("Review a published article after (months)"), "K-04"),
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
