"""One customer: who they are, what is open, how they came, by what right they are served, and everything ever done (A-01)."""

import re
from itertools import chain

import streamlit as st

from portal import clock
from portal.db.queries import contracts, customers, projects
from portal.db.queries.customers import CustomerFacts
from portal.errors import NotFound
from portal.i18n import _
from portal.rules.entitlement import entitlement
from portal.rules.permissions import Right
from portal.ui import brief, gate, links
from portal.ui.brief import Text
from portal.ui.customer import handover, header, open_work, people, service, timeline
from portal.ui.gate import Look

NUMBER = re.compile(r"C-\d{4}-\d{4,12}", re.ASCII)


def asked_for(look: Look) -> CustomerFacts:
    """The customer that the address names. Raises NotFound, also for what no customer is ever called."""
    number = st.query_params.get("id", "").strip().upper()
    if not NUMBER.fullmatch(number):
        raise NotFound
    return customers.customer_numbered(look.session, number)


def merged(look: Look, customer: CustomerFacts) -> None:
    """Says that this archive goes on in another one."""
    words = _("This archive was merged into {number}; everything is told there.").format(number=customer.merged_into)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(words, icon=":material/merge:")
        links.link(look, "customer", customer.merged_into, id=customer.merged_into)


with gate.looking(Right.SEE_ARCHIVE) as look:
    customer = asked_for(look)
    today = clock.at_the_office(look.now).date()
    own = projects.projects_of(look.session, customer.id, today)
    paid = contracts.service_contracts(look.session, customer.id)
    terms = [*chain.from_iterable(project.terms for project in own), *(contract.term for contract in paid)]
    header.show(look, customer, entitlement(terms, today))
    if customer.merged_into:
        merged(look, customer)
    wide, narrow = st.columns([3, 2], gap="large")
    with wide:
        open_work.show(look, customer)
        came = [handover.all_projects(look, own), handover.first_visit(look, customer), service.plan(look, customer)]
        brief.draw("customer.came", chain(*came))
    with narrow:
        who = people.everybody(look, customer)
        served = [service.products(look, customer), service.service_contracts(look, paid), service.surveys(look, customer)]
        remark = [Text(_("Remark"), customer.remark)] if customer.remark else []
        brief.draw("customer.served", chain(who, *served, remark))
    timeline.show(look, customer)
