"""Forms of service contracts, on any page that shows a customer (rule A-07)."""

import streamlit as st

from portal.actions.contracts import FEN, AddContract, EditContract, EndContract, add_contract, edit_contract, end_contract
from portal.actions.deed import Outcome
from portal.db.queries.contracts import ContractFacts, service_contracts
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import forms
from portal.ui.gate import Look
from portal.ui.screen import plain

COLUMNS = [["number"], ["starts_on", "ends_on"], ["fee", "includes_upgrades"], ["remark"]]


def contract_form(look: Look, customer_id: int) -> None:
    """The button and form by which a manager adds a contract of a customer; nothing for others."""
    if not look.actor.may(Right.KEEP_CONTRACTS):
        return
    with st.popover(_("Add a contract"), icon=":material/contract:"):
        forms.command_form(
            f"customer.{customer_id}.contract.add", AddContract, add_contract, fixed={"customer_id": customer_id},
            columns=COLUMNS, submit=_("Add the contract"), done=_told,
        )  # fmt: skip


def _told(outcome: Outcome) -> str:
    if outcome.facts["overlaps"]:
        others = _(", ").join(outcome.facts["overlaps"])
        return _("Contract {number} is saved. It has days in common with {others}.").format(number=outcome.number, others=others)
    return _("Contract {number} is saved.").format(number=outcome.number)


def contracts(look: Look, customer_id: int) -> None:
    """A customer's contracts, each with its forms for a manager."""
    for row in service_contracts(look.session, customer_id):
        included = _("includes upgrades") if row.includes_upgrades else _("without upgrades")
        fee = _("{fee} yuan").format(fee=f"{row.fee_fen / FEN:,.2f}") if row.fee_fen else ""
        facts = [f"{row.starts_on} – {row.ends_on}", included, fee, row.remark]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(row.number)}** :gray[{plain(' · '.join(fact for fact in facts if fact))}]")
            _changing(look, customer_id, row)
    contract_form(look, customer_id)


def _changing(look: Look, customer_id: int, row: ContractFacts) -> None:
    if not look.actor.may(Right.KEEP_CONTRACTS):
        return
    seen = {"id": row.id, "seen": row.version}
    with st.popover(_("Change"), icon=":material/edit:"):
        forms.command_form(
            f"contract.{row.id}", EditContract, edit_contract, fixed={**seen, "customer_id": customer_id}, columns=COLUMNS,
            initial={
                **{name: getattr(row, name) for name in ("number", "starts_on", "ends_on", "includes_upgrades", "remark")},
                "fee": row.fee_fen / FEN,
            },
            done=_told,
        )  # fmt: skip
        forms.command_form(
            f"contract.{row.id}.end", EndContract, end_contract, fixed=seen, columns=[["ends_on", "reason"]],
            submit=_("End it earlier"), secondary=True,
        )  # fmt: skip
