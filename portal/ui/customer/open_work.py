"""What is open with a customer, as one table: tickets, first visit, demands, leftover problems, upgrades."""

import streamlit as st

from portal.db.queries import open_work
from portal.db.queries.customers import CustomerFacts
from portal.db.queries.open_work import OpenKind, OpenRow
from portal.i18n import N_, _
from portal.ui import screen, status
from portal.ui.gate import Look
from portal.ui.status import Colour
from portal.ui.tables import Column, Mark, table

PLACES = {
    OpenKind.TICKET: "ticket", OpenKind.FIRST_VISIT: "first-visit", OpenKind.DEMAND: "demands", OpenKind.LEFTOVER: "project",
    OpenKind.UPGRADE: "entitlement",
}  # fmt: skip


def show(look: Look, customer: CustomerFacts) -> None:
    """Everything open, what is due first in front; a line opens it."""
    rows, title = open_work.open_work(look.session, customer.id), _("What is open")
    st.subheader(title, anchor=False)
    if not rows:
        screen.empty(_("Nothing is open. Tickets, demands, leftover problems and upgrades stand here until they are done."))
        return
    columns = (
        Column(name="kind", title=N_("Kind"), value=lambda row: row.kind.label, width=70),
        Column(name="number", title=N_("Number"), width=112),
        Column(name="what", title=N_("About")),
        Column(name="status", title=N_("State"), kind="mark", value=_state, width=116),
        Column(name="due", title=N_("Due"), kind="mark", value=lambda row: _due(look, row), width=124),
        Column(name="who", title=N_("With"), width=70),
    )
    table(f"customer.{customer.id}.open", columns, rows, lambda row: (PLACES[row.kind], row.number), tall=6)


def _state(row: OpenRow) -> Mark | None:
    return Mark(row.status.label, "gray") if row.status is not None else None


def _due(look: Look, row: OpenRow) -> Mark | None:
    late = row.is_late(look.now)
    colour: Colour = "red" if late else "gray"
    if row.due_at is not None:
        return Mark(status.due_words(row.due_at, look.now), colour)
    if row.due_on is None:
        return None
    return Mark(_("{day}, late").format(day=row.due_on) if late else row.due_on.isoformat(), colour)
