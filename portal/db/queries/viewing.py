"""Who may see which tickets: the one condition behind every list, count, search and single ticket (rules X-01, D-03)."""

from typing import Protocol

from sqlalchemy import ColumnElement, false, select, true
from sqlmodel import col

from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.rules.permissions import Right


class Viewer(Protocol):
    """Whoever looks, as the database says who they are."""

    @property
    def id(self) -> int | None:
        """The person; None for the portal itself."""

    def may(self, right: Right) -> bool:
        """Whether they have a right."""


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """All tickets, those of the own dispatch orders, or none."""
    if viewer.may(Right.SEE_TICKETS):
        return true()
    if viewer.may(Right.SEE_OWN_ORDERS):
        return col(Ticket.id).in_(select(col(DispatchOrder.ticket_id)).where(col(DispatchOrder.engineer_id) == viewer.id))
    return false()
