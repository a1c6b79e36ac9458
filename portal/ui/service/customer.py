"""One customer's right to service: its periods, contracts, versions and upgrades, and what was agreed about an ending."""

import streamlit as st

from portal.actions.endings import HandleEnding, handle_ending
from portal.db.queries import customers, plans, upgrades
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.entitlement import terms_of
from portal.db.queries.standards import standards_on
from portal.i18n import _
from portal.rules.entitlement import Coverage, EntitlementKind, Standing, coverage
from portal.rules.permissions import Right
from portal.ui import brief, customer_card, forms, links
from portal.ui.brief import Words
from portal.ui.gate import Look
from portal.ui.plan.overview import progress_words
from portal.ui.screen import plain
from portal.ui.service import contracts
from portal.ui.service import upgrades as upgrade_forms
from portal.ui.service.endings import today_of
from portal.ui.service.versions import behind_mark
from portal.ui.status import Badge, Colour

COLOURS: dict[Standing, Colour] = {
    Standing.SERVED: "green",
    Standing.ENDING: "orange",
    Standing.ENDED: "red",
    Standing.NEVER: "red",
}


def draw(look: Look, customer: CustomerFacts) -> None:
    """Right to service on the left, versions and upgrades on the right."""
    today = today_of(look)
    terms = terms_of(look.session, customer.id)
    held = coverage(terms, today, standards_on(look.session, today).number("entitlement.warn_days"))
    st.title(plain(customer.name), anchor=False)
    stands = brief.line(
        Words(customer.number, "quiet"),
        customer_card.importance_badge(customer.importance),
        Badge(held.standing.label, COLOURS[held.standing], "verified_user"),
        Words(coverage_words(held)),
    )
    brief.draw("entitlement.stands", [stands])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        links.link(look, "customer", _("Archive"), icon=":material/folder_shared:", id=customer.number)
        links.link(look, "entitlement", _("All customers"), icon=":material/arrow_back:")
    left, right = st.columns(2, gap="large")
    with left:
        _periods(look, customer)
        _ending(look, customer, held)
    with right:
        _installations(look, customer)
        _plans(look, customer)


def coverage_words(held: Coverage) -> str:
    """Until when a customer is served, and when service begins again after a gap."""
    parts = []
    if held.until is not None:
        words = _("{right} until {day}") if (held.days_left or 0) >= 0 else _("{right} ended on {day}")
        parts.append(words.format(right=held.kind.label, day=held.until))
    elif held.standing is Standing.SERVED:
        parts.append(_("{right} without an end").format(right=held.kind.label))
    if held.resumes_on is not None:
        parts.append(_("service begins on {day}").format(day=held.resumes_on))
    return " · ".join(parts)


def _periods(look: Look, customer: CustomerFacts) -> None:
    st.subheader(_("Projects and contracts"), anchor=False)
    for project in customers.projects_of(look.session, customer.id):
        periods = [
            (EntitlementKind.JOINT, project.joint_from, project.joint_until),
            (EntitlementKind.FREE, project.free_from, project.free_until),
        ]
        said = [f"{kind.label} {start} – {end or ''}" for kind, start, end in periods if start]
        st.markdown(f"**{plain(project.name)}** :gray[{plain(' · '.join(said))}]")
    contracts.contracts(look, customer.id)


def _ending(look: Look, customer: CustomerFacts, held: Coverage) -> None:
    """What was agreed about the right that ends or has ended; the reminder goes with it."""
    if held.until is None or held.standing is Standing.SERVED or not look.actor.may(Right.HANDLE_ENDING):
        return
    st.subheader(_("Spoken with the customer"), anchor=False)
    forms.command_form(
        f"customer.{customer.id}.ending", HandleEnding, handle_ending,
        fixed={"customer_id": customer.id, "kind": held.kind, "ends_on": held.until},
        submit=_("Settle the reminder"), done=lambda _outcome: _("Noted. The reminder is gone from the work list."),
    )  # fmt: skip


def _installations(look: Look, customer: CustomerFacts) -> None:
    st.subheader(_("Versions and upgrades"), anchor=False)
    for row in upgrades.installations_with_versions(look.session, customer.id, today_of(look)):
        mark = behind_mark(row)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(row.product)}** {plain(row.version_name or '–')}", width="content")
            if mark is not None:
                st.badge(mark.word, color=mark.colour)
            upgrade_forms.offering(look, row)
    for upgrade in upgrades.upgrades_of(look.session, customer.id):
        upgrade_forms.one(look, upgrade)


def _plans(look: Look, customer: CustomerFacts) -> None:
    today = today_of(look)
    found = plans.plan_of(look.session, customer.id, today.year)
    if found:
        st.subheader(_("Service plan {year}").format(year=today.year), anchor=False)
    for plan in found:
        words = f"{plain(plan.project)}: {progress_words(plan.progress(today))}"
        links.link(look, "plan", words, icon=":material/calendar_month:", id=plan.number)
