"""Who may see which tickets: the one condition behind every list, count, search and single ticket (rules X-01, D-03)."""

from typing import Any, Protocol

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


def sees_all(viewer: Viewer) -> bool | None:
    """Whether somebody sees all tickets or only those of the own dispatch orders; None: no ticket at all."""
    return True if viewer.may(Right.SEE_TICKETS) else False if viewer.may(Right.SEE_OWN_ORDERS) else None


def visible_where(sees: bool | None, person: Any) -> ColumnElement[bool]:
    """The condition for one of these three; `person` is an id, or the parameter that stands for one."""
    if sees:
        return true()
    if sees is None:
        return false()
    return col(Ticket.id).in_(select(col(DispatchOrder.ticket_id)).where(col(DispatchOrder.engineer_id) == person))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """All tickets, those of the own dispatch orders, or none."""
    return visible_where(sees_all(viewer), viewer.id)
