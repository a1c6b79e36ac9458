"""How the customer is served: what it runs against the current versions, its contracts, this year's plan, how content it is."""

import streamlit as st

from portal import clock
from portal.db.queries import contracts, first_impressions, plans, upgrades
from portal.db.queries.customers import CustomerFacts, installations_of
from portal.db.queries.first_impressions import SurveyLine
from portal.db.queries.plans import PlanFacts
from portal.db.queries.upgrades import InstalledRow
from portal.i18n import _, translate_count
from portal.rules.plans import progress_by_kind
from portal.rules.surveys import SATISFIED_FROM
from portal.ui import links, status
from portal.ui.customer.block import block, joined, pill
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.status import Colour


def show_products(look: Look, customer: CustomerFacts) -> None:
    """Each product with its version, whether there is a newer one, and its dongle."""
    on = clock.at_the_office(look.now).date()
    dongles = {row.id: row.dongle_number for row in installations_of(look.session, customer.id)}
    rows = upgrades.installations_with_versions(look.session, customer.id, on)
    block(
        _("Products"),
        [_product(row, dongles.get(row.id, "")) for row in rows],
        _("What the customer bought stands here with its version and dongle number."),
    )


def _product(row: InstalledRow, dongle: str) -> str:
    version = f"{plain(row.product)} **{plain(row.version_name or '–')}**"
    newer = ""
    if row.upgrade and row.upgrade_status:
        newer = pill(plain(f"{row.upgrade} {row.upgrade_status.label}"), "blue", "upgrade")
    elif row.behind:
        newer = pill(_("current: {version}").format(version=plain(row.current or "")), "orange", "upgrade")
    elif row.behind == 0:
        newer = pill(_("current"), "green", "check")
    return f"{version} {newer} :gray[{plain(dongle)}]"


def show_contracts(look: Look, customer: CustomerFacts) -> None:
    """The service contracts with their periods, newest first."""
    today = clock.at_the_office(look.now).date()
    lines = []
    for row in contracts.service_contracts(look.session, customer.id):
        running = pill(_("running"), "green") if row.starts_on <= today <= row.ends_on else ""
        lines.append(f"{plain(row.number)} :gray[{plain(f'{row.starts_on} – {row.ends_on}')}] {running}")
    block(_("Service contracts"), lines, _("No contract yet. After the free period service goes on under a contract."))


def show_plan(look: Look, customer: CustomerFacts) -> None:
    """How far this year's service plans have come, kind by kind."""
    today = clock.at_the_office(look.now).date()
    found = plans.plan_of(look.session, customer.id, today.year)
    title = _("Service plan {year}").format(year=today.year)
    if not found:
        block(title, [], _("A plan is proposed for every project that was taken over; its progress stands here."))
    for plan in found:
        whole = plan.progress(today)
        words = _("{number}: {done} of {planned} done").format(number=plan.number, done=whole.done, planned=whole.planned)
        links.link(look, "plan", f"{title} {plain(words)}", icon=":material/calendar_month:", id=plan.number)
        st.markdown(" · ".join(_kinds(plan, look)))


def _kinds(plan: PlanFacts, look: Look) -> list[str]:
    today = clock.at_the_office(look.now).date()
    lines = []
    for kind, each in progress_by_kind(plan.items, today).items():
        late = pill(translate_count("{count} overdue", "{count} overdue", each.overdue), "red") if each.overdue else ""
        lines.append(f"{kind.label} {each.done}/{each.planned} {late}".rstrip())
    return lines


def show_surveys(look: Look, customer: CustomerFacts) -> None:
    """The last surveys: the mark, and the customer's own words."""
    lines = [_survey(look, row) for row in first_impressions.last_surveys(look.session, customer.id)]
    block(_("Last surveys"), lines, _("After each solved ticket the customer is asked how it was; the answers stand here."))


def _survey(look: Look, row: SurveyLine) -> str:
    if row.overall is None:
        mark = pill(_("not answered yet"), "gray")
    else:
        colour: Colour = "green" if row.overall >= SATISFIED_FROM else "orange" if row.overall == SATISFIED_FROM - 1 else "red"
        mark = pill(_("{mark} of 5").format(mark=row.overall), colour)
    when = joined(row.ticket, status.short(row.answered_at or row.sent_at, look.now))
    return f"{mark} :gray[{plain(when)}] {plain(row.comment[:80])}"
