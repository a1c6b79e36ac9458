"""The items Sales handed over: each confirmed, corrected or unknown in one click (rule F-02)."""

from functools import partial
from typing import Any

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.verifying import VerifyItem, verify_item
from portal.db.queries.one_first_visit import ItemRow, VisitDetail
from portal.i18n import _
from portal.rules.first_visits import ItemVerdict, VisitItem
from portal.ui import feedback, form_state, screen
from portal.ui.first_visit.sending import part_name, send
from portal.ui.forms import command_form
from portal.ui.status import Colour

PART = "items"
VERDICTS: dict[ItemVerdict, tuple[Colour, str]] = {
    ItemVerdict.CONFIRMED: ("green", "check_circle"),
    ItemVerdict.CORRECTED: ("blue", "edit"),
    ItemVerdict.UNKNOWN: ("gray", "help"),
}


def items(visit: VisitDetail, *, mine: bool) -> None:
    """All items in their order; with buttons for the agent who has the visit."""
    if mine:
        feedback.show_refusal(part_name(visit, PART))
    for place, row in enumerate(visit.items, 1):
        with st.container(border=True, gap="small"):
            said, deeds = st.columns([4, 7], gap="small", vertical_alignment="center") if mine else (st.container(), None)
            with said:
                _said(visit, row)
            if deeds is not None:
                with deeds:
                    _buttons(visit, row, place)
                if _correcting(visit, row):
                    _correction(visit, row)


def _said(visit: VisitDetail, row: ItemRow) -> None:
    dongle = _("Dongle number") + f" {visit.dongle_number}"
    with_dongle = row.item is VisitItem.SOFTWARE and visit.dongle_number
    sales = screen.plain(" · ".join(filter(None, (row.sales_value, dongle if with_dongle else "")))) or _("not stated")
    mark = ""
    if row.verdict is not None:
        colour, icon = VERDICTS[row.verdict]
        mark = f" :{colour}-badge[:material/{icon}: {row.verdict.label}]"
    words = f"~~{sales}~~ :material/arrow_forward: **{screen.plain(row.value)}**" if row.value else f"**{sales}**"
    st.markdown(f":gray[{row.item.label}]{mark}  \n{words}")


def _buttons(visit: VisitDetail, row: ItemRow, place: int) -> None:
    settled = row.verdict is ItemVerdict.CORRECTED
    name = row.item.value
    confirm, correct, unknown = (part_name(visit, f"{deed}.{name}") for deed in ("confirm", "correct", "unknown"))
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.button(
            _("Right"), key=f"{confirm}.submit", icon=":material/check:", shortcut=f"Alt+{place}",
            disabled=settled or not row.sales_value, on_click=_verify, args=(visit, row.item, ItemVerdict.CONFIRMED),
        )  # fmt: skip
        st.button(_("Correct"), key=correct, on_click=_open_correction, args=(visit, row.item))
        st.button(
            _("Unknown"), key=f"{unknown}.submit", disabled=settled,
            on_click=_verify, args=(visit, row.item, ItemVerdict.UNKNOWN),
        )  # fmt: skip


def _verify(visit: VisitDetail, item: VisitItem, verdict: ItemVerdict) -> None:
    if send(visit, PART, (verify_item, VerifyItem), {"item": item, "verdict": verdict}):
        _fold(visit, item)


def _form_name(visit: VisitDetail, item: VisitItem) -> str:
    return part_name(visit, f"correction.{item.value}")


def _open_correction(visit: VisitDetail, item: VisitItem) -> None:
    key = part_name(visit, "correcting")
    st.session_state[key] = None if st.session_state.get(key) == item else item.value


def _correcting(visit: VisitDetail, row: ItemRow) -> bool:
    """Whether this item is being corrected: asked for now, or left half typed before a reload."""
    if st.session_state.get(part_name(visit, "correcting")) == row.item:
        return True
    return bool(form_state.opened(_form_name(visit, row.item))["values"])


def _correction(visit: VisitDetail, row: ItemRow) -> None:
    fixed: dict[str, Any] = {"id": visit.id, "item": row.item.value, "verdict": ItemVerdict.CORRECTED.value}
    initial: dict[str, Any] = {"value": row.value or row.sales_value}
    columns = [["value"]]
    if row.item is VisitItem.SOFTWARE:
        initial = {"value": visit.product, "product_version": visit.product_version, "dongle_number": visit.dongle_number}
        columns = [["value", "product_version", "dongle_number"]]
    else:
        fixed |= {"product_version": "", "dongle_number": ""}
    command_form(
        _form_name(visit, row.item), VerifyItem, verify_item, fixed=fixed, initial=initial, columns=columns,
        submit=_("Correct the archive"), done=partial(_corrected, visit, row.item),
    )  # fmt: skip


def _corrected(visit: VisitDetail, item: VisitItem, _outcome: Outcome) -> str:
    _fold(visit, item)
    return _("The archive has the corrected value; what Sales said is kept.")


def _fold(visit: VisitDetail, item: VisitItem) -> None:
    if st.session_state.get(part_name(visit, "correcting")) == item:
        st.session_state[part_name(visit, "correcting")] = None
