"""Standards that are more than a number: office hours, special days, contact points, keywords; changed from a day on (Q-09)."""

import re
from datetime import date
from typing import Any

from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.standards import SetStandard, set_standard
from portal.db.queries.standards import standards_on
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import Category

CALENDAR, CONTACT, KEYWORDS = "calendar.office_hours", "contact.points", "ticket.keywords"
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")


class HoursUnreadable(Refusal):
    """Office hours are written as spans of the clock."""

    message = N_("Write office hours like 08:30-12:00, 13:30-18:00, in their order. Nothing was changed.")
    field = "hours"


class FromADay(Command):
    """A change of a standard: from when, and why."""

    valid_from: date = Field(title=N_("Valid from"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


class SetOfficeHours(FromADay):
    """When the office is open on a working day."""

    hours: Line = Field(title=N_("Office hours"), min_length=1, max_length=100, description=N_("Like 08:30-12:00, 13:30-18:00"))


class SetSpecialDay(FromADay):
    """A day that differs from the state's calendar."""

    day: date = Field(title=N_("Day"))
    works: bool = Field(default=False, title=N_("The office is open on this day"))


class SetContactPoints(FromADay):
    """The telephones and the address that customers are told."""

    hotline: Line = Field(title=N_("Hotline"), min_length=1, max_length=40)
    supervision: Line = Field(title=N_("Service supervision"), min_length=1, max_length=40)
    address: Line = Field(default="", title=N_("Address"), max_length=200)


class SetKeywords(FromADay):
    """The words by which a category is proposed."""

    category: Category = Field(title=N_("Category"))
    words: Paragraph = Field(default="", title=N_("Words, separated by commas"), max_length=2000)


@deed(Right.SET_STANDARDS)
def set_office_hours(work: Work, command: SetOfficeHours) -> Outcome:
    """Change the office hours from a day on; special days stay."""
    spans = [[f"{int(a):02d}:{b}", f"{int(c):02d}:{d}"] for a, b, c, d in _SPAN.findall(command.hours)]
    if not spans:
        raise HoursUnreadable
    return _change(work, CALENDAR, command, {"hours": spans})


@deed(Right.SET_STANDARDS)
def set_special_day(work: Work, command: SetSpecialDay) -> Outcome:
    """Open or close the office on one day, whatever the state's calendar says."""
    days = dict(standards_on(work.session, command.valid_from).value(CALENDAR).get("special_days", {}))
    return _change(work, CALENDAR, command, {"special_days": {**days, command.day.isoformat(): command.works}})


@deed(Right.SET_STANDARDS)
def set_contact_points(work: Work, command: SetContactPoints) -> Outcome:
    """Change what customers are told to call."""
    return _change(work, CONTACT, command, {name: getattr(command, name) for name in ("hotline", "supervision", "address")})


@deed(Right.SET_STANDARDS)
def set_keywords(work: Work, command: SetKeywords) -> Outcome:
    """Change the words by which one category is proposed."""
    words = [word.strip() for word in re.split(r"[,，、;；\n]", command.words) if word.strip()]
    return _change(work, KEYWORDS, command, {command.category.value: list(dict.fromkeys(words))})


def _change(work: Work, key: str, command: FromADay, changed: dict[str, Any]) -> Outcome:
    value = {**standards_on(work.session, command.valid_from).value(key), **changed}
    return set_standard(work, SetStandard(key=key, value=value, valid_from=command.valid_from, reason=command.reason))
