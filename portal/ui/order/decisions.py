"""What only the service manager decides: return or order, re-assign or withdraw, write off (rules D-01, D-02, D-08)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.dispatch import (
    CorrectRequest,
    OrderEngineer,
    ReassignOrder,
    ReturnRequest,
    WithdrawOrder,
    correct_request,
    order_engineer,
    reassign_order,
    return_request,
    withdraw_order,
)
from portal.actions.write_off import ArchiveOrder, WriteOff, archive_order, write_off
from portal.db.queries import order_detail
from portal.db.queries.engineers import proposal_for
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.rules.dispatch import Decision, OrderStatus
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.order.forms import form_name, order_form
from portal.ui.order.proposal import choices, proposal_table


def check_request(look: Look, order: OrderDetail) -> None:
    """A request: is it clear? Then who goes; else back with the reason."""
    proposed = proposal_for(look.session, order.id, look.now)
    st.subheader(_("Who goes"), anchor=False)
    proposal_table(proposed)
    if proposed:
        order_form(
            order,
            OrderEngineer,
            order_engineer,
            options={"engineer_id": choices(proposed)},
            initial={"engineer_id": proposed[0].person_id},
            submit=_("Order the engineer"),
            icon=":material/assignment_ind:",
            done=_ordered,
        )
    folded(_("Correct the request"), partial(_correct, look, order), key=form_name(order, "correct_request"), icon="edit")
    folded(_("Return the request"), partial(_return, order), key=form_name(order, "return_request"), icon="undo")


def _return(order: OrderDetail) -> None:
    order_form(
        order,
        ReturnRequest,
        return_request,
        submit=_("Return with this reason"),
        secondary=True,
        done=lambda outcome: _("Request {number} went back to whoever asked.").format(number=outcome.number),
    )


def _ordered(outcome: Outcome) -> str:
    name = outcome.facts.get("engineer", "")
    return _("Order {number} is with {name}, who confirms it next.").format(number=outcome.number, name=name)


def _correct(look: Look, order: OrderDetail) -> None:
    order_form(
        order,
        CorrectRequest,
        correct_request,
        options={"contact_id": order_detail.contacts_of(look.session, order.customer_id)},
        initial={
            "problem": order.problem,
            "proposed_solution": order.proposed_solution,
            "skill": order.skill,
            "contact_id": order.contact_id,
            "address": order_detail.address_of(look.session, order.id),
        },
        columns=[["problem"], ["proposed_solution"], ["skill", "contact_id"], ["address"]],
        submit=_("Save the correction"),
        secondary=True,
        done=lambda outcome: _("Request {number} is corrected.").format(number=outcome.number),
    )


def change_order(look: Look, order: OrderDetail) -> None:
    """An order on its way: give it to somebody else, or call it off."""
    folded(_("Re-assign"), partial(_reassign, look, order), key=form_name(order, "reassign_order"), icon="swap_horiz")
    folded(_("Withdraw"), partial(_withdraw, order), key=form_name(order, "withdraw_order"), icon="cancel")


def _reassign(look: Look, order: OrderDetail) -> None:
    proposed = [each for each in proposal_for(look.session, order.id, look.now) if each.person_id != order.engineer_id]
    proposal_table(proposed)
    order_form(
        order,
        ReassignOrder,
        reassign_order,
        options={"engineer_id": choices(proposed)},
        submit=_("Re-assign"),
        secondary=True,
        done=_ordered,
    )


def _withdraw(order: OrderDetail) -> None:
    order_form(
        order,
        WithdrawOrder,
        withdraw_order,
        submit=_("Withdraw the order"),
        secondary=True,
        done=lambda outcome: _("Order {number} is withdrawn; the ticket is back with its owner.").format(number=outcome.number),
    )


ASKED: Mapping[str, Sequence[Sequence[str]]] = {
    Decision.ARCHIVE.value: [["decision"], ["remark"], ["propose"]],
    Decision.FURTHER_ORDER.value: [["decision"], ["engineer_id"], ["remark"]],
    Decision.HEADQUARTERS.value: [["decision"], ["question"], ["remark"]],
}


def _asked(values: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    """What the decision asks for besides."""
    return ASKED.get(str(values.get("decision") or ""), [["decision"], ["remark"]])


def decide(look: Look, order: OrderDetail) -> None:
    """The visit is over: archive, a further order, or headquarters."""
    st.subheader(_("Write off"), anchor=False)
    solved = order.status is OrderStatus.DONE
    decisions = [decision for decision in Decision if solved or decision is not Decision.ARCHIVE]
    order_form(
        order,
        WriteOff,
        write_off,
        options={
            "decision": {decision.value: decision.label for decision in decisions},
            "engineer_id": choices(proposal_for(look.session, order.id, look.now)),
        },
        initial={"decision": Decision.ARCHIVE} if solved else {},
        columns=_asked,
        submit=_("Write off"),
        icon=":material/fact_check:",
        done=_written_off,
    )


def _written_off(outcome: Outcome) -> str:
    facts, number = outcome.facts, outcome.number
    if "further_order" in facts:
        return _("Order {number} is written off; {further} was ordered.").format(number=number, further=facts["further_order"])
    if "problem" in facts:
        return _("Order {number} is written off; headquarters is asked under {problem}.").format(
            number=number, problem=facts["problem"]
        )
    if "article" in facts:
        return _("Order {number} is archived, its ticket solved; {article} is a candidate for the problem base.").format(
            number=number, article=facts["article"]
        )
    return _("Order {number} is archived, its ticket solved.").format(number=number)


def put_away(look: Look, order: OrderDetail) -> None:
    """A written-off order whose problem went another way."""
    order_form(
        order,
        ArchiveOrder,
        archive_order,
        submit=_("Archive the order"),
        secondary=True,
        done=lambda outcome: _("Order {number} is archived.").format(number=outcome.number),
    )


BY_STATUS: Mapping[OrderStatus, Callable[[Look, OrderDetail], None]] = {
    OrderStatus.REQUESTED: check_request,
    OrderStatus.ORDERED: change_order,
    OrderStatus.CONFIRMED: change_order,
    OrderStatus.APPOINTED: change_order,
    OrderStatus.DONE: decide,
    OrderStatus.NOT_SOLVED: decide,
    OrderStatus.WRITTEN_OFF: put_away,
}
