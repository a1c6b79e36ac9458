"""How the customer came to us: the projects with their dates and papers, and the first visit with what was verified."""

from datetime import date

import streamlit as st

from portal import clock
from portal.db.queries import first_impressions, projects
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.first_impressions import FirstVisitBrief
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate_count
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict
from portal.ui import links, status
from portal.ui.customer.block import block, joined, pill, under_each_other
from portal.ui.gate import Look
from portal.ui.project.marks import MARKS, joint_words, missing_words, stand_mark
from portal.ui.screen import plain
from portal.ui.status import Colour

VERDICTS: dict[ItemVerdict, tuple[Colour, str]] = {
    ItemVerdict.CONFIRMED: ("green", "check"), ItemVerdict.CORRECTED: ("blue", "edit"),
    ItemVerdict.UNKNOWN: ("orange", "question_mark"),
}  # fmt: skip


def show_projects(look: Look, customer: CustomerFacts) -> None:
    """Each project: its people, its dates, where it stands, and which of the hand-over's papers are missing."""
    today = clock.at_the_office(look.now).date()
    found = projects.projects_of(look.session, customer.id, today)
    if not found:
        block(
            _("Projects and hand-over"), [], _("A project stands here once Implementation has begun, with its dates and papers.")
        )
    for project in found:
        links.link(look, "project", plain(f"{project.number} {project.name}"), icon=":material/handshake:", id=project.number)
        st.markdown(under_each_other(_project(project, today)))


def _project(project: ProjectRow, today: date) -> list[str]:
    colour, icon = MARKS[project.status]
    stand = pill(plain(stand_mark(project, today).word), colour, icon)
    needed = len(project.needed)
    papers = pill(
        _("Documents {there} of {needed}").format(there=project.there, needed=needed), "orange" if project.missing else "green"
    )
    missing = _("missing: {documents}").format(documents=missing_words(project)) if project.missing else ""
    dates = {
        _("signed"): project.signed_on, _("begun"): project.started_on, _("accepted"): project.accepted_on,
        _("service from"): project.service_from, _("taken over"): project.taken_over_on,
    }  # fmt: skip
    periods = {_("joint service"): joint_words(project), _("free service"): _span(project.free_from, project.free_until)}
    people = joined(project.manager, project.staff)
    return [
        f"{stand} {papers} {plain(missing)}",
        f":gray[{plain(joined(*(f'{name} {day}' for name, day in dates.items() if day)))}]",
        f":gray[{plain(joined(*(f'{name} {days}' for name, days in periods.items() if days), people))}]",
    ]


def _span(first: date | None, last: date | None) -> str:
    return f"{first or ''} – {last or ''}" if first or last else ""


def show_first_visit(look: Look, customer: CustomerFacts) -> None:
    """The first visit: where it stands, and what came of verifying each item."""
    visit = first_impressions.first_visit_of(look.session, customer.id)
    if visit is None:
        block(
            _("First visit"), [], _("When Sales hands a customer over, the first call to it stands here with what it verified.")
        )
        return
    links.link(
        look, "first-visit", _("First visit {number}").format(number=visit.number), icon=":material/waving_hand:", id=visit.number
    )
    st.markdown(under_each_other((_stand(look, visit), _verified(visit))))


def _stand(look: Look, visit: FirstVisitBrief) -> str:
    colour: Colour = {FirstVisitStatus.OPEN: "blue", FirstVisitStatus.CLOSED: "green"}.get(visit.status, "gray")  # type: ignore[assignment]
    attempts = translate_count("{count} attempt", "{count} attempts", visit.attempts) if visit.attempts else ""
    told = translate_count("{count} thing told", "{count} things told", visit.told) if visit.told else ""
    when = status.short(visit.closed_at, look.now) or status.due_words(visit.next_at, look.now)
    return f"{pill(visit.status.label, colour)} :gray[{plain(joined(visit.agent, when, attempts, told))}]"


def _verified(visit: FirstVisitBrief) -> str:
    return " ".join(
        pill(f"{item.label}: {verdict.label}", *VERDICTS[verdict]) if verdict else pill(item.label, "gray")
        for item, verdict in visit.verdicts
    )
