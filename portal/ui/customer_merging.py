"""Two archives that are one customer: those that look alike, the merge, and taking it apart again (rule A-01)."""

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.merging import MergeCustomers, SeparateCustomers, merge_customers, separate_customers
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.duplicates import like_customer, likely_duplicates, merges_into
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import feedback, forms, gate, links, status
from portal.ui.gate import Look
from portal.ui.screen import plain


def merging(customer: CustomerFacts) -> None:
    """The dialog in which a service manager merges another archive into this one, or takes the last merge apart."""
    st.dialog(_("Two archives of one customer"), width="medium")(_decide)(customer)


def say(customer: CustomerFacts) -> None:
    """What came of it."""
    for form in (_merge_form(customer), _apart_form(customer)):
        feedback.show_if_sent(form)


def _decide(customer: CustomerFacts) -> None:
    with gate.looking(Right.MERGE_CUSTOMERS) as look:
        _alike(look, customer)
        forms.command_form(
            _merge_form(customer),
            MergeCustomers,
            merge_customers,
            fixed={"id": customer.id, "seen": customer.version},
            submit=_("Merge into this archive"),
            done=_said_of_the_merge,
        )
        merges = merges_into(look.session, customer.id)
        for merge in merges:
            words = _("{number} {name} came here on {day}: {reason}")
            day = status.day_words(merge.at)
            st.markdown(plain(words.format(number=merge.number, name=merge.name, day=day, reason=merge.reason)))
        if merges:
            forms.command_form(
                _apart_form(customer),
                SeparateCustomers,
                separate_customers,
                fixed={"id": merges[0].id, "seen": merges[0].version},
                submit=_("Take {number} apart again").format(number=merges[0].number),
                done=_said_of_taking_apart,
                secondary=True,
            )


def _merge_form(customer: CustomerFacts) -> str:
    return f"customer.{customer.id}.merge"


def _apart_form(customer: CustomerFacts) -> str:
    return f"customer.{customer.id}.apart"


def _alike(look: Look, customer: CustomerFacts) -> None:
    alike = like_customer(look.session, customer.id)
    if not alike:
        st.caption(
            _("No other archive looks like this customer. Everything of the one that you name here comes to this archive.")
        )
    for each in alike:
        links.link(look, "customer", plain(f"{each.customer.number} {each.customer.name}"), id=each.customer.number)
        st.caption(plain(" · ".join(reason.label for reason in each.alike)))
        st.button(
            _("Choose this one"), key=f"customer.{customer.id}.like.{each.customer.id}", type="tertiary",
            on_click=forms.fill, args=(_merge_form(customer), {"other": each.customer.number}),
        )  # fmt: skip


def _said_of_the_merge(outcome: Outcome) -> str:
    return _("{merged} is part of {number} now.").format(merged=outcome.facts["merged"], number=outcome.number)


def _said_of_taking_apart(outcome: Outcome) -> str:
    return _("{number} is an archive of its own again.").format(number=outcome.number)


def duplicates(look: Look) -> None:
    """The list of archives that look like one customer, for the archive page; asked for only while it is open."""
    if not look.actor.may(Right.MERGE_CUSTOMERS):
        return
    popover = st.popover(_("Likely duplicates"), key="archive.duplicates", icon=":material/content_copy:", on_change="rerun")
    with popover:
        if not popover.open:
            return
        groups = likely_duplicates(look.session)
        if not groups:
            st.caption(_("No two archives have one name in two spellings."))
        for group in groups:
            with st.container(border=True, gap=None):
                for known in group:
                    links.link(look, "customer", plain(f"{known.number} {known.name}"), id=known.number)
