"""All orders for one problem as one story, and what headquarters was asked between them (rule D-09)."""

from datetime import datetime

import streamlit as st

from portal.db.queries import order_chain
from portal.db.queries.order_chain import ChainOrder, ChainProblem
from portal.db.queries.order_detail import OrderDetail
from portal.i18n import _
from portal.navigation import page_file
from portal.ui.gate import Look
from portal.ui.order.marks import order_badge
from portal.ui.reading import labels_and_texts
from portal.ui.status import short


def chain(look: Look, order: OrderDetail) -> None:
    """Draw the chain; nothing where there is only this order."""
    links: list[tuple[datetime, ChainOrder | ChainProblem]] = [
        *((link.requested_at, link) for link in order_chain.chain(look.session, order.ticket_id)),
        *((entry.handed_at, entry) for entry in order_chain.problems_of(look.session, order.ticket_id)),
    ]
    if len(links) < 2:
        return
    st.subheader(_("The whole way"), anchor=False)
    for _at, link in sorted(links, key=lambda pair: pair[0]):
        with st.container(border=True):
            if isinstance(link, ChainOrder):
                _order(look, order, link)
            else:
                _problem(look, link)


def _order(look: Look, order: OrderDetail, link: ChainOrder) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{link.number}**" if link.id == order.id else link.number, width="content")
        order_badge(link.status)
        st.caption(
            " · ".join(filter(None, (link.engineer, short(link.arrived_at or link.starts_at or link.requested_at, look.now))))
        )
        if link.id != order.id:
            st.button(_("Open"), key=f"chain.{link.id}", type="tertiary", on_click=_go, args=(link.number,))
    labels_and_texts(
        (_("Work done"), link.work_done),
        (_("Why it is not solved"), link.not_solved_because),
        (_("Returned because"), link.returned_reason),
        (_("Remark of the service manager"), link.write_off_remark),
    )


def _go(number: str) -> None:
    st.query_params["id"] = number


def _problem(look: Look, entry: ChainProblem) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{entry.number} · {entry.handed_to.label}", width="content")
        st.badge(entry.status.label, color="gray", icon=":material/hourglass_empty:")
        st.caption(short(entry.handed_at, look.now))
    labels_and_texts((_("Question"), entry.question), (_("Answer"), entry.answer))


def ticket_button(order: OrderDetail) -> None:
    """The way to the ticket."""
    st.page_link(
        page_file("ticket"),
        label=_("Ticket {number}").format(number=order.ticket_number),
        icon=":material/confirmation_number:",
        query_params={"id": order.ticket_number},
    )
