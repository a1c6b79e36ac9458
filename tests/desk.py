"""What tests do at the service desk: short ways to register a ticket, take a step with the version just read, and look at it."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlmodel import col, select

from portal.actions.command import Command
from portal.actions.deed import Action, Caller, Outcome
from portal.actions.tickets import RegisterTicket, register_ticket
from portal.db.base import Table
from portal.db.models.records import Event
from portal.db.models.tickets import Promise, Ticket
from portal.db.session import reading
from portal.rules.tickets import Category, PromiseKind
from tests.cast import NOW, Cast, do

T = TypeVar("T", bound=Table)
HOUR = timedelta(hours=1)


def register(cast: Cast, by: Caller | None = None, at: datetime = NOW, key: str | None = None, **wanted: Any) -> int:
    """A ticket of Huayuan about a payroll fault, registered by Li unless said otherwise; its id."""
    values = {"customer_id": cast.huayuan, "contact_id": cast.zhang, "category": Category.TECHNICAL, "symptom": "薪酬计算报错"}
    return do(register_ticket, RegisterTicket.of(**(values | wanted)), by or cast.li, at, key).id


def go(action: Action[Any], command: type[Command], ticket_id: int, by: Caller, at: datetime = NOW, **given: Any) -> Outcome:
    """Somebody does something to a ticket, having seen its newest version."""
    return do(action, command.of(id=ticket_id, seen=ticket(ticket_id).version, **given), by, at)


def ticket(id: int) -> Ticket:
    """The ticket as it stands."""
    with reading() as session:
        found = session.get_one(Ticket, id)
        session.expunge_all()
        return found


def rows(table: type[T], *conditions: Any) -> list[T]:
    """The records that fulfil the conditions, oldest first."""
    with reading() as session:
        key = inspect(table).primary_key
        found = list(session.exec(select(table).where(*conditions).order_by(*key)))
        session.expunge_all()
        return found


def promises(ticket_id: int, kind: PromiseKind | None = None) -> list[Promise]:
    """The promises of a ticket, oldest first."""
    found = rows(Promise, col(Promise.ticket_id) == ticket_id)
    return [promise for promise in found if kind in (None, promise.kind)]


def story(ticket_id: int) -> list[str]:
    """What happened to a ticket, as the kinds of its events."""
    return [event.kind for event in rows(Event, col(Event.ticket_id) == ticket_id)]
