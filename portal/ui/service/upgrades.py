"""Upgrades on their way, done and declined, as a list; and the steps of one (rule A-09)."""

from collections.abc import Sequence

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.upgrades import (
    DeclineUpgrade,
    DoUpgrade,
    OfferUpgrade,
    ScheduleUpgrade,
    decline_upgrade,
    do_upgrade,
    offer_upgrade,
    schedule_upgrade,
)
from portal.db.queries import product_versions, upgrades
from portal.db.queries.contracts import upgrades_included
from portal.db.queries.customers import entitlement_of
from portal.db.queries.orders import engineers
from portal.db.queries.tickets import Count
from portal.db.queries.upgrades import COUNTED_TO, InstalledRow, UpgradeRow
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right
from portal.rules.upgrades import OPEN_UPGRADES, UpgradeStatus, charge_of
from portal.ui import forms
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Mark, Values
from portal.ui.screen import plain
from portal.ui.service.endings import today_of
from portal.ui.status import Colour
from portal.ui.told import told

UPGRADES = "upgrades"
FEN = 100
COLOURS: dict[UpgradeStatus, Colour] = {
    UpgradeStatus.OFFERED: "orange",
    UpgradeStatus.SCHEDULED: "blue",
    UpgradeStatus.DONE: "green",
    UpgradeStatus.DECLINED: "gray",
}


def listing() -> Listing:
    """Every upgrade with its state and charge."""
    return Listing(
        name=UPGRADES,
        columns=[
            Column(name="status", title=N_("State"), kind="mark", value=upgrade_mark, width=90),
            Column(name="customer", title=N_("Customer"), width=150),
            Column(name="product", title=N_("Product"), width=120),
            Column(name="versions", title=N_("Version"), value=_versions, width=110),
            Column(name="charge", title=N_("Charge"), value=lambda row: row.charge.label, width=160),
            Column(name="why", title=N_("Reason"), width=240),
            Column(name="fee", title=N_("Fee (yuan)"), kind="number", value=lambda row: row.fee_fen / FEN, width=90),
            Column(name="scheduled_on", title=N_("Scheduled for"), width=100),
            Column(name="done_on", title=N_("Done on"), width=100),
            Column(name="number", title=N_("Upgrade"), width=115),
        ],
        filters=[Filter(name="state", title=N_("State"), choices=UpgradeStatus)],
        rows=_rows,
        place=lambda row: row.id,
        count=_count,
        words=lambda number: translate_count("{count} upgrade", "{count} upgrades", number),
        opens=lambda row: ("entitlement", row.number),
        empty=_("No upgrade is in this state. Upgrades are offered from the list of versions."),
    )


def upgrade_mark(row: UpgradeRow) -> Mark:
    """Where an upgrade stands."""
    return Mark(row.status.label, COLOURS[row.status])


def _versions(row: UpgradeRow) -> str:
    return f"{row.from_version or '–'} → {row.to_version}"


def _states(values: Values) -> list[UpgradeStatus]:
    return [UpgradeStatus(values["state"])] if values["state"] else []


def _rows(look: Look, values: Values, after: int | None, limit: int) -> Sequence[UpgradeRow]:
    return upgrades.upgrades_matching(look.session, _states(values), after, limit)


def _count(look: Look, values: Values) -> Count:
    number = upgrades.count_upgrades(look.session, _states(values))
    return Count(number, number >= COUNTED_TO)


def offering(look: Look, row: InstalledRow) -> None:
    """Offering a newer version to one customer; the charge by rule is said first."""
    releases = product_versions.releases(look.session).get(row.product, [])
    offered = [release.name for release in releases if release.name != row.version_name]
    if row.upgrade is not None:
        told(f"installation.{row.id}.offer", _offered)
    if row.upgrade is not None or not offered or not look.actor.may(Right.UPGRADE_CUSTOMER):
        return
    today = today_of(look)
    held = entitlement_of(look.session, row.customer_id, today)
    by_rule = charge_of(held, upgrades_included(look.session, row.customer_id, today))
    with st.popover(_("Offer an upgrade"), icon=":material/upgrade:"):
        st.caption(plain(by_rule.reason.words))
        forms.command_form(
            f"installation.{row.id}.offer", OfferUpgrade, offer_upgrade, fixed={"installation_id": row.id},
            options={"to_version": {name: name for name in offered}}, initial={"to_version": row.current},
            columns=[["to_version"], ["charge"], ["fee", "reason"]], submit=_("Offer the upgrade"), done=_offered,
        )  # fmt: skip


def _offered(outcome: Outcome) -> str:
    return _("Upgrade {number} is offered.").format(number=outcome.number)


def one(look: Look, row: UpgradeRow) -> None:
    """One upgrade: its state, its charge with the reason, and the next step."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(row.product)}** {plain(_versions(row))}", width="content")
            st.badge(row.status.label, color=COLOURS[row.status])
            st.markdown(f":gray[{plain(row.number)}]", width="content")
        fee = _("{fee} yuan").format(fee=f"{row.fee_fen / FEN:,.2f}") if row.fee_fen else ""
        facts = [
            row.charge.label, fee, row.why, _day(_("scheduled for {day}"), row.scheduled_on), row.engineer or "",
            _day(_("done on {day}"), row.done_on), row.declined_because, row.remark,
        ]  # fmt: skip
        st.caption(plain(" · ".join(fact for fact in facts if fact)))
        if row.status in OPEN_UPGRADES and look.actor.may(Right.UPGRADE_CUSTOMER):
            _steps(look, row)
        else:
            told(f"upgrade.{row.id}.do", _done)


def _day(words: str, day: object) -> str:
    return words.format(day=day) if day else ""


def _steps(look: Look, row: UpgradeRow) -> None:
    seen = {"id": row.id, "seen": row.version}
    today = today_of(look)
    with st.container(horizontal=True):
        with st.popover(_("Record as done"), icon=":material/task_alt:"):
            forms.command_form(
                f"upgrade.{row.id}.do", DoUpgrade, do_upgrade, fixed=seen, initial={"done_on": row.scheduled_on or today},
                submit=_("The upgrade is done"), done=_done,
            )  # fmt: skip
        with st.popover(_("Schedule"), icon=":material/event:"):
            forms.command_form(
                f"upgrade.{row.id}.schedule", ScheduleUpgrade, schedule_upgrade, fixed=seen,
                options={"engineer_id": {engineer.id: engineer.name for engineer in engineers(look.session)}},
                initial={"on": row.scheduled_on or today}, submit=_("Schedule the upgrade"),
            )  # fmt: skip
        with st.popover(_("Not wanted"), icon=":material/block:"):
            forms.command_form(
                f"upgrade.{row.id}.decline", DeclineUpgrade, decline_upgrade, fixed=seen, secondary=True,
                submit=_("The customer does not want it"),
            )  # fmt: skip


def _done(outcome: Outcome) -> str:
    if outcome.facts["ticked"]:
        return _("{number} is done, and ticked in the service plan.").format(number=outcome.number)
    return _("{number} is done.").format(number=outcome.number)
