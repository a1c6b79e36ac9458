"""How the customer came to us: the projects with their dates and papers, and the first visit with what was verified."""

from collections.abc import Sequence
from datetime import date

from portal import clock
from portal.db.queries import first_impressions
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.first_impressions import FirstVisitBrief
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate_count
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict
from portal.ui import brief, status
from portal.ui.brief import Thing, Words
from portal.ui.customer.block import block, joined
from portal.ui.gate import Look
from portal.ui.project.marks import MARKS, joint_words, missing_words, stand_mark
from portal.ui.status import Badge, Colour

VERDICTS: dict[ItemVerdict, tuple[Colour, str]] = {
    ItemVerdict.CONFIRMED: ("green", "check"), ItemVerdict.CORRECTED: ("blue", "edit"),
    ItemVerdict.UNKNOWN: ("orange", "question_mark"),
}  # fmt: skip


def all_projects(look: Look, found: Sequence[ProjectRow]) -> list[Thing]:
    """Each project: its people, its dates, where it stands, and which of the hand-over's papers are missing."""
    today = clock.at_the_office(look.now).date()
    if not found:
        nothing = _("A project stands here once Implementation has begun, with its dates and papers.")
        return block(_("Projects and hand-over"), [], nothing)
    return [thing for project in found for thing in _project(look, project, today)]


def _project(look: Look, project: ProjectRow, today: date) -> list[Thing]:
    name = f"{project.number} {project.name}"
    papers = _("Documents {there} of {needed}").format(there=project.there, needed=len(project.needed))
    missing = _("missing: {documents}").format(documents=missing_words(project)) if project.missing else ""
    dates = {
        _("signed"): project.signed_on, _("begun"): project.started_on, _("accepted"): project.accepted_on,
        _("service from"): project.service_from, _("taken over"): project.taken_over_on,
    }  # fmt: skip
    periods = {_("joint service"): joint_words(project), _("free service"): _span(project.free_from, project.free_until)}
    people = joined(project.manager, project.staff)
    facts = (
        joined(*(f"{name} {day}" for name, day in dates.items() if day)),
        joined(*(f"{name} {days}" for name, days in periods.items() if days), people),
    )
    return [
        brief.line(brief.link(look, name, ("project", project.number), icon="handshake", strong=True)),
        brief.line(
            Badge(stand_mark(project, today).word, *MARKS[project.status]),
            Badge(papers, "orange" if project.missing else "green"),
            Words(missing),
        ),
        *(brief.note(words) for words in facts if words),
    ]


def _span(first: date | None, last: date | None) -> str:
    return f"{first or ''} – {last or ''}" if first or last else ""


def first_visit(look: Look, customer: CustomerFacts) -> list[Thing]:
    """The first visit: where it stands, and what came of verifying each item."""
    visit = first_impressions.first_visit_of(look.session, customer.id)
    if visit is None:
        nothing = _("When Sales hands a customer over, the first call to it stands here with what it verified.")
        return block(_("First visit"), [], nothing)
    title = _("First visit {number}").format(number=visit.number)
    whole = brief.link(look, title, ("first-visit", visit.number), icon="waving_hand", strong=True)
    return [brief.line(whole), _stand(look, visit), _verified(visit)]


def _stand(look: Look, visit: FirstVisitBrief) -> Thing:
    colour: Colour = {FirstVisitStatus.OPEN: "blue", FirstVisitStatus.CLOSED: "green"}.get(visit.status, "gray")  # type: ignore[assignment]
    attempts = translate_count("{count} attempt", "{count} attempts", visit.attempts) if visit.attempts else ""
    told = translate_count("{count} thing told", "{count} things told", visit.told) if visit.told else ""
    when = status.short(visit.closed_at, look.now) or status.due_words(visit.next_at, look.now)
    return brief.line(Badge(visit.status.label, colour), Words(joined(visit.agent, when, attempts, told), "quiet"))


def _verified(visit: FirstVisitBrief) -> Thing:
    return brief.line(
        *(
            Badge(f"{item.label}: {verdict.label}", *VERDICTS[verdict]) if verdict else Badge(item.label, "gray")
            for item, verdict in visit.verdicts
        )
    )
