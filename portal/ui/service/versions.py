"""Product versions: who runs which, which is current, who is behind, and offering the newer one (rule A-09)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.product_versions import AddVersion, EditVersion, add_version, edit_version
from portal.actions.upgrades import OfferUpgrades, offer_upgrades
from portal.db.queries import product_versions, upgrades
from portal.db.queries.product_versions import RUNNING_COUNTED_TO, VersionRow
from portal.db.queries.tickets import Count
from portal.db.queries.upgrades import COUNTED_TO, InstalledRow, Running
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right
from portal.rules.upgrades import Release, current, versions_behind
from portal.ui import forms, list_filters, lists
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Mark, Values
from portal.ui.service.endings import today_of
from portal.ui.tables import table
from portal.ui.told import told

INSTALLED = "installed"
BEHIND, CURRENT = "behind", "current"
AT_ONCE = 50


def versions_in(releases: Sequence[Release], asked: str, on: date) -> list[str] | None:
    """The names of the versions that a filter means; None: all."""
    if asked == BEHIND:
        return [release.name for release in releases if versions_behind(release.name, releases, on)]
    if asked == CURRENT:
        newest = current(releases, on)
        return [newest.name] if newest else []
    return [asked] if asked else None


def draw(look: Look) -> None:
    """The versions by product, the installations that run them, and the offer of the newer version."""
    rows = product_versions.product_versions(look.session)
    products = product_versions.products(look.session)
    left, right = st.columns([3, 2], gap="large")
    with right:
        _versions(look, rows)
        _keeping(look, rows)
    with left:
        listing = installed(look, products)
        values = list_filters.asked(INSTALLED, listing.filters)
        lists.show(listing, look)
        if values["product"]:
            _offering(look, values["product"])


def _versions(look: Look, rows: Sequence[VersionRow]) -> None:
    st.subheader(_("Versions"), anchor=False)
    today = today_of(look)
    standing = partial(_standing, product_versions.releases(look.session), today)
    table(
        "entitlement.versions",
        [
            Column(name="product", title=N_("Product"), width=85),
            Column(name="name", title=N_("Version"), width=55),
            Column(name="released_on", title=N_("Released on"), width=88),
            Column(name="standing", title=N_("State"), kind="mark", value=standing, width=112),
            Column(name="running", title=N_("Running"), value=lambda row: _capped(row.running), width=58),
        ],
        rows,
    )
    if not rows:
        st.caption(_("No version is on file yet. A manager adds the first one here."))


def _capped(number: int) -> str:
    return f"{number}+" if number >= RUNNING_COUNTED_TO else str(number)


def _standing(by_product: product_versions.Releases, on: date, row: VersionRow) -> Mark:
    of_product = by_product[row.product]
    if row.released_on > on:
        return Mark(_("To come"), "gray")
    newest = current(of_product, on)
    if newest is not None and newest.name == row.name:
        return Mark(_("Current"), "green")
    return Mark(_("{count} behind").format(count=versions_behind(row.name, of_product, on)), "orange")


def _keeping(look: Look, rows: Sequence[VersionRow]) -> None:
    if not look.actor.may(Right.KEEP_CONTRACTS):
        return
    with st.container(horizontal=True):
        with st.popover(_("Add a version"), icon=":material/new_releases:"):
            forms.command_form(
                "versions.add", AddVersion, add_version, initial={"released_on": today_of(look)},
                columns=[["product", "version_name"], ["released_on"], ["remark"]], submit=_("Add the version"),
            )  # fmt: skip
        if rows:
            with st.popover(_("Correct a version"), icon=":material/edit:"):
                _correcting(rows)


def _correcting(rows: Sequence[VersionRow]) -> None:
    by_id = {row.id: row for row in rows}
    chosen = st.selectbox(
        _("Version"), list(by_id), format_func=lambda id: f"{by_id[id].product} {by_id[id].name}", key="versions.correct"
    )
    if chosen not in by_id:
        return
    row = by_id[chosen]
    forms.command_form(
        f"versions.{row.id}", EditVersion, edit_version, fixed={"id": row.id, "seen": row.version},
        initial={"product": row.product, "version_name": row.name, "released_on": row.released_on, "remark": row.remark},
        columns=[["product", "version_name"], ["released_on"], ["remark"]],
    )  # fmt: skip


def installed(look: Look, products: Sequence[str]) -> Listing:
    """What customers run, by product and version."""
    by_product = product_versions.releases(look.session)
    names = sorted({release.name for releases in by_product.values() for release in releases}, reverse=True)
    return Listing(
        name=INSTALLED,
        columns=[
            Column(name="customer", title=N_("Customer"), width=140),
            Column(name="version_name", title=N_("Version"), width=70),
            Column(name="current", title=N_("Current"), width=70),
            Column(name="behind", title=N_("State"), kind="mark", value=behind_mark, width=120),
            Column(name="upgrade", title=N_("Upgrade"), width=120),
            Column(name="customer_number", title=N_("Customer number"), shown=False),
        ],
        filters=[
            Filter(
                name="product", title=N_("Product"), choices=lambda: {name: name for name in products},
                first=products[0] if products else "",
            ),
            Filter(
                name="version", title=N_("Version"),
                choices=lambda: {BEHIND: _("Behind"), CURRENT: _("Current"), **{name: name for name in names}},
            ),
        ],
        rows=partial(_rows, by_product),
        place=lambda row: (row.version_name, row.id),
        count=partial(_count, by_product),
        words=lambda number: translate_count("{count} installation", "{count} installations", number),
        opens=lambda row: ("entitlement", row.customer_number),
        empty=_("Nobody runs this. Choose a product and a version."),
    )  # fmt: skip


def behind_mark(row: InstalledRow) -> Mark | None:
    """How far behind somebody is, or which upgrade is on its way."""
    if row.upgrade_status is not None:
        return Mark(row.upgrade_status.label, "blue")
    if row.behind is None:
        return Mark(_("Not known"), "gray")
    return Mark(_("{count} behind").format(count=row.behind), "orange") if row.behind else Mark(_("Current"), "green")


def _which(by_product: product_versions.Releases, look: Look, values: Values) -> Running:
    versions = versions_in(by_product.get(values["product"], []), values["version"], today_of(look))
    return Running(values["product"], versions)


def _rows(
    by_product: product_versions.Releases, look: Look, values: Values, after: tuple[str, int] | None, limit: int
) -> Sequence[InstalledRow]:
    which = _which(by_product, look, values)
    return upgrades.installations_running(look.session, which, today_of(look), after, limit)


def _count(by_product: product_versions.Releases, look: Look, values: Values) -> Count:
    number = upgrades.count_running(look.session, _which(by_product, look, values))
    return Count(number, number >= COUNTED_TO)


def _offering(look: Look, product: str) -> None:
    """The current version offered to several who are behind; the person sees to whom before it is done."""
    if not look.actor.may(Right.UPGRADE_CUSTOMER):
        return
    today = today_of(look)
    releases = product_versions.releases(look.session).get(product, [])
    newest = current(releases, today)
    older = versions_in(releases, BEHIND, today)
    if newest is None or not older:
        return
    form = f"upgrades.offer.{product}.{newest.name}"
    rows = upgrades.installations_running(look.session, Running(product, older), today, limit=AT_ONCE)
    waiting = [row for row in rows if row.upgrade is None]
    if not waiting:
        told(form, _told)
        return
    with st.popover(_("Offer {version} to several").format(version=newest.name), icon=":material/upgrade:"):
        st.caption(_("Each is charged by its right to service; the reason stands in the upgrade."))
        forms.command_form(
            form, OfferUpgrades, offer_upgrades, fixed={"to_version": newest.name},
            options={"installation_ids": {str(row.id): f"{row.customer} {row.version_name}" for row in waiting}},
            submit=_("Offer to the chosen"), done=_told,
        )  # fmt: skip


def _told(outcome: Outcome) -> str:
    return translate_count("{count} upgrade is offered.", "{count} upgrades are offered.", int(outcome.facts["made"]))
