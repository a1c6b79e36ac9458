"""Projects on their way from Implementation to the department: the seven documents, the joint period, the take-over.

A joint period begins on the day the last needed document comes in and lasts whole calendar months, both its days included.
A newer version replaces a document without a gap. A document withdrawn without another version suspends the take-over, but the
period goes on and is not begun anew: once the papers are whole again it ends as planned, or on that day if it would be over.
"""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from portal.i18n import N_
from portal.rules.labels import Labelled


class DocumentKind(Labelled):
    """The documents that a hand-over needs (rule A-03)."""

    SURVEY_REPORT = "survey_report", N_("Requirement survey report")
    ANALYSIS_REPORT = "analysis_report", N_("Requirement analysis report")
    CONFIRMATION_REPORT = "confirmation_report", N_("Requirement confirmation report")
    ACCEPTANCE_REPORT = "acceptance_report", N_("Acceptance report")
    LEFTOVER_LIST = "leftover_list", N_("List of leftover problems")
    CONTACT_LIST = "contact_list", N_("Customer contact list")
    SERVER_CONFIGURATION = "server_configuration", N_("Server configuration")


class ProjectStatus(Labelled):
    """Where a project stands on its way to the department; computed from its dates, never stored."""

    IMPLEMENTING = "implementing", N_("In implementation")
    MISSING = "missing", N_("Documents missing")
    JOINT = "joint", N_("Joint service period")
    DUE = "due", N_("Due for take-over")
    TAKEN_OVER = "taken_over", N_("Taken over")


@dataclass(frozen=True)
class JointPeriod:
    """The months in which problems are handled together with Implementation (rule A-04); `until` is the last day.

    `incomplete_since`: the day from which a needed document has been missing again; None where all are there.
    """

    start: date
    until: date
    incomplete_since: date | None = None


@dataclass(frozen=True)
class Stand:
    """What decides where a project stands."""

    accepted_on: date | None = None
    joint: JointPeriod | None = None
    taken_over_on: date | None = None


def project_status(stand: Stand, today: date) -> ProjectStatus:
    """Where a project stands on a day. It is due for take-over from the last day of its joint period on (rule A-05)."""
    if stand.taken_over_on is not None:
        return ProjectStatus.TAKEN_OVER
    if stand.joint is None:
        accepted = stand.accepted_on is not None and stand.accepted_on <= today
        return ProjectStatus.MISSING if accepted else ProjectStatus.IMPLEMENTING
    if stand.joint.incomplete_since is not None:
        return ProjectStatus.MISSING
    return ProjectStatus.JOINT if today < stand.joint.until else ProjectStatus.DUE


def days_left(stand: Stand, today: date) -> int | None:
    """Days until the last day of a joint period that runs; None where none does."""
    if project_status(stand, today) is not ProjectStatus.JOINT or stand.joint is None:
        return None
    return (stand.joint.until - today).days


def last_day(start: date, months: int) -> date:
    """The last day of so many calendar months: the day before the same day of the month, or the month's end where it has none."""
    if months < 1:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month_end = calendar.monthrange(year, month + 1)[1]
    if start.day > month_end:
        return date(year, month + 1, month_end)
    return date(year, month + 1, start.day) - timedelta(days=1)


def after_documents_changed(held: JointPeriod | None, *, complete: bool, today: date, months: int) -> JointPeriod | None:
    """The joint period after a document came in or was withdrawn: begun, suspended, resumed, or as it was."""
    if held is None:
        return JointPeriod(today, last_day(today, months)) if complete else None
    if not complete:
        return held if held.incomplete_since is not None else replace(held, incomplete_since=today)
    if held.incomplete_since is None:
        return held
    return JointPeriod(held.start, max(held.until, today))


def missing_documents(needed: Collection[DocumentKind], there: Collection[DocumentKind]) -> list[DocumentKind]:
    """The needed documents that are not there, in the order of the list (rule A-03)."""
    return [kind for kind in DocumentKind if kind in needed and kind not in there]


# What stands in the name of a file, the surest sign first: "验收确认单" is an acceptance report.
SIGNS: Mapping[DocumentKind, tuple[str, ...]] = {
    DocumentKind.ACCEPTANCE_REPORT: ("验收", "acceptance"),
    DocumentKind.LEFTOVER_LIST: ("遗留", "问题清单", "leftover", "open issues"),
    DocumentKind.CONTACT_LIST: ("联系人", "联系方式", "通讯录", "contact"),
    DocumentKind.SERVER_CONFIGURATION: ("服务器", "配置", "server", "config"),
    DocumentKind.CONFIRMATION_REPORT: ("确认", "confirm"),
    DocumentKind.ANALYSIS_REPORT: ("分析", "analysis"),
    DocumentKind.SURVEY_REPORT: ("调研", "调查", "survey"),
}


def proposed_kind(file_name: str) -> DocumentKind | None:
    """Which of the documents a file seems to be, by its name; None where the name does not say."""
    name = file_name.lower().replace("_", " ")
    return next((kind for kind, signs in SIGNS.items() if any(sign in name for sign in signs)), None)


DATE_NAMES: Mapping[str, str] = {
    "signed_on": N_("Signing date"),
    "started_on": N_("Implementation start"),
    "accepted_on": N_("Acceptance date"),
    "service_from": N_("Service start"),
    "free_from": N_("Free-service start"),
    "free_until": N_("Free-service end"),
}
_UNTIL_ACCEPTED = ("signed_on", "started_on", "accepted_on")
IN_ORDER = ((*_UNTIL_ACCEPTED, "service_from"), (*_UNTIL_ACCEPTED, "free_from", "free_until"))


@dataclass(frozen=True)
class WrongOrder:
    """Two dates of a project by their names: the later one in the course of things lies before the earlier one (rule A-02)."""

    earlier: str
    later: str


def wrong_orders(dates: Mapping[str, date | None]) -> list[WrongOrder]:
    """Every two neighbouring dates in the wrong order; dates that are not known yet are passed over."""
    found: dict[WrongOrder, None] = {}
    for chain in IN_ORDER:
        known = [(name, day) for name in chain if (day := dates.get(name)) is not None]
        for (earlier, first), (later, second) in pairwise(known):
            if second < first:
                found[WrongOrder(earlier, later)] = None
    return list(found)
