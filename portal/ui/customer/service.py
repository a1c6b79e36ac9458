"""How the customer is served: what it runs against the current versions, its contracts, this year's plan, how content it is."""

from collections.abc import Sequence
from datetime import date

from portal import clock
from portal.db.queries import first_impressions, plans, upgrades
from portal.db.queries.contracts import ContractFacts
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.first_impressions import SurveyLine
from portal.db.queries.plans import PlanFacts
from portal.db.queries.upgrades import InstalledRow
from portal.i18n import _, translate_count
from portal.rules.plans import progress_by_kind
from portal.rules.surveys import SATISFIED_FROM
from portal.ui import brief, status
from portal.ui.brief import Thing, Words
from portal.ui.customer.block import block, joined
from portal.ui.gate import Look
from portal.ui.status import Badge, Colour


def products(look: Look, customer: CustomerFacts) -> list[Thing]:
    """Each product with its version, whether there is a newer one, and its dongle."""
    on = clock.at_the_office(look.now).date()
    rows = upgrades.installations_with_versions(look.session, customer.id, on)
    return block(
        _("Products"),
        [_product(row) for row in rows],
        _("What the customer bought stands here with its version and dongle number."),
    )


def _product(row: InstalledRow) -> Thing:
    newer = None
    if row.upgrade and row.upgrade_status:
        newer = Badge(f"{row.upgrade} {row.upgrade_status.label}", "blue", "upgrade")
    elif row.behind:
        newer = Badge(_("current: {version}").format(version=row.current or ""), "orange", "upgrade")
    elif row.behind == 0:
        newer = Badge(_("current"), "green", "check")
    return brief.line(Words(row.product), Words(row.version_name or "–", "strong"), newer, Words(row.dongle_number, "quiet"))


def service_contracts(look: Look, rows: Sequence[ContractFacts]) -> list[Thing]:
    """The service contracts with their periods, newest first."""
    today = clock.at_the_office(look.now).date()
    lines = [
        brief.line(
            Words(row.number),
            Words(f"{row.starts_on} – {row.ends_on}", "quiet"),
            Badge(_("running"), "green") if row.starts_on <= today <= row.ends_on else None,
        )
        for row in rows
    ]
    return block(_("Service contracts"), lines, _("No contract yet. After the free period service goes on under a contract."))


def plan(look: Look, customer: CustomerFacts) -> list[Thing]:
    """How far this year's service plans have come, kind by kind."""
    today = clock.at_the_office(look.now).date()
    found = plans.plan_of(look.session, customer.id, today.year)
    title = _("Service plan {year}").format(year=today.year)
    if not found:
        return block(title, [], _("A plan is proposed for every project that was taken over; its progress stands here."))
    return [thing for each in found for thing in _plan(look, title, each, today)]


def _plan(look: Look, title: str, plan: PlanFacts, today: date) -> list[Thing]:
    whole = plan.progress(today)
    words = _("{number}: {done} of {planned} done").format(number=plan.number, done=whole.done, planned=whole.planned)
    kinds: list[Words | Badge] = []
    for kind, each in progress_by_kind(plan.items, today).items():
        kinds.append(Words(f"{kind.label} {each.done}/{each.planned}"))
        if each.overdue:
            kinds.append(Badge(translate_count("{count} overdue", "{count} overdue", each.overdue), "red"))
    open_it = brief.link(look, f"{title} {words}", ("plan", plan.number), icon="calendar_month", strong=True)
    return [brief.line(open_it), brief.line(*kinds)]


def surveys(look: Look, customer: CustomerFacts) -> list[Thing]:
    """The last surveys: the mark, and the customer's own words."""
    lines = [_survey(look, row) for row in first_impressions.last_surveys(look.session, customer.id)]
    return block(
        _("Last surveys"), lines, _("After each solved ticket the customer is asked how it was; the answers stand here.")
    )


def _survey(look: Look, row: SurveyLine) -> Thing:
    if row.overall is None:
        mark = Badge(_("not answered yet"), "gray")
    else:
        colour: Colour = "green" if row.overall >= SATISFIED_FROM else "orange" if row.overall == SATISFIED_FROM - 1 else "red"
        mark = Badge(_("{mark} of 5").format(mark=row.overall), colour)
    when = joined(row.ticket, status.short(row.answered_at or row.sent_at, look.now))
    return brief.line(mark, Words(when, "quiet"), Words(row.comment[:80]))
