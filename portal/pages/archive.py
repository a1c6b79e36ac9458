"""Archive: every customer with everything done for it, found by name, number, telephone or dongle (rule A-01)."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from portal import clock
from portal.actions.customers import AddCustomer, add_customer
from portal.db.queries import archive
from portal.db.queries.archive import CustomerFilter, CustomerRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.entitlement import EntitlementKind
from portal.rules.permissions import Right
from portal.rules.tickets import Importance
from portal.ui import customer_merging, feedback, forms, gate, links, lists, screen, status
from portal.ui.customer_card import entitlement_mark, entitlement_words, warn_days
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Mark, Values

# What is searched for may be a telephone number: it stays in the session and never in the address.
FIND = "archive.find"


def asked(words: str, values: Values) -> CustomerFilter:
    """What the search and the filters ask for."""
    return CustomerFilter(
        words=words,
        region=values["region"],
        importance=Importance(values["importance"]) if values["importance"] else None,
        entitlement=EntitlementKind(values["entitlement"]) if values["entitlement"] else None,
    )


def rows(words: str, look: Look, values: Values, after: int | None, limit: int) -> Sequence[CustomerRow]:
    """One page of the customers asked for."""
    return archive.customers_matching(look.session, asked(words, values), clock.at_the_office(look.now).date(), after, limit)


def count(words: str, look: Look, values: Values) -> Count:
    """How many were asked for."""
    number = archive.count_customers(look.session, asked(words, values), clock.at_the_office(look.now).date())
    return Count(number, number >= archive.most_counted(asked(words, values)))


def served(warn: int, row: CustomerRow) -> Mark:
    """By what right, as a mark: amber when it ends within so many days."""
    return Mark(entitlement_words(row.entitlement), entitlement_mark(row.entitlement, warn)[0])


def regions(look: Look) -> Mapping[str, str]:
    """The regions that have customers."""
    return {region: region for region in archive.regions(look.session)}


def _from_the_start() -> None:
    """Another search begins on its first page."""
    st.session_state["list.archive.trail"] = []


def columns(warn: int) -> Sequence[Column]:
    """What the list says of a customer."""
    return (
        Column(name="number", title=N_("Customer number"), width=120),
        Column(name="name", title=N_("Customer"), width=300),
        Column(name="importance", title=N_("Importance"), value=lambda row: row.importance.label, width=130),
        Column(name="region", title=N_("Region"), width=80),
        Column(name="entitlement", title=N_("Right to service"), value=partial(served, warn), kind="mark", width=250),
        Column(name="last_visit_at", title=N_("Last visit"), value=lambda row: status.day_words(row.last_visit_at), width=110),
    )


def add_form() -> None:
    """The form of a customer that did not come by way of Sales."""
    forms.command_form(
        "archive.add", AddCustomer, add_customer, submit=_("Add customer"),
        columns=[["name"], ["short_name", "importance", "region"], ["address"], ["remark"]],
    )  # fmt: skip


with gate.looking(Right.SEE_ARCHIVE) as look:
    screen.heading(_("Archive"), _("Every customer: people, products, right to service, and everything that was done for it."))
    find, beside = st.columns(2, vertical_alignment="bottom")
    words = find.text_input(
        _("Find"), key=FIND, icon=":material/search:", persist_state="session", on_change=_from_the_start,
        placeholder=_("Name, initials in pinyin, customer number, telephone or its last four digits, dongle number, project"),
    )  # fmt: skip
    with beside.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if look.actor.may(Right.IMPORT_CUSTOMERS):
            links.link(look, "import", _("Import customers"), icon=":material/upload_file:")
        customer_merging.duplicates(look)
        new = look.actor.may(Right.EDIT_ARCHIVE) and st.button(_("New customer"), key="archive.new", icon=":material/domain_add:")
    if new:
        st.dialog(_("New customer"), width="medium")(add_form)()
    feedback.show_if_sent("archive.add")
    lists.show(
        lists.Listing(
            name="archive",
            columns=columns(warn_days(look)),
            filters=[
                Filter(name="region", title=N_("Region"), choices=lambda: regions(look)),
                Filter(name="importance", title=N_("Importance"), choices=Importance),
                Filter(name="entitlement", title=N_("Right to service"), choices=EntitlementKind),
            ],
            rows=partial(rows, words or ""),
            place=lambda row: row.id,
            count=partial(count, words or ""),
            words=lambda number: translate_count("{count} customer matches", "{count} customers match", number),
            empty=_("No customer matches. Ask for less, or add the customer."),
            opens=lambda row: ("customer", row.number),
        ),
        look,
    )
