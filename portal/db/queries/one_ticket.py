"""One ticket: everything its page shows in one look, and its story."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import all_of, ask, once
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.db.queries.viewing import Viewer, sees_all, visible_where
from portal.errors import NotFound
from portal.rules.entitlement import EntitlementKind
from portal.rules.masking import masked_phone
from portal.rules.problems import Tier
from portal.rules.tickets import Backup, Category, Channel, FaultLevel, Importance, PromiseKind, TicketStatus


@dataclass(frozen=True)
class TicketDetail:
    """One ticket with the names of everybody in it; times are aware UTC, the contact's telephone is masked."""

    id: int
    number: str
    version: int
    status: TicketStatus
    is_open: bool
    tier: Tier
    symptom: str
    description: str
    product: str
    channel: Channel
    category: Category
    level: FaultLevel
    priority: int
    priority_reasons: list[str]
    urgent: bool
    important: bool
    account_security: bool
    entitlement: EntitlementKind
    owner_id: int
    owner: str
    offered_to_id: int | None
    offered_to: str | None
    customer_id: int
    customer_number: str
    customer: str
    customer_short_name: str
    importance: Importance
    region: str
    contact_id: int | None
    contact: str | None
    contact_position: str | None
    contact_phone: str
    installation: str | None
    dongle_number: str | None
    registered_at: datetime
    responded_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    backup: Backup | None
    backup_at: datetime | None
    backup_by: str | None
    written_report: bool
    cause: str
    solution: str
    close_reason: str
    reopened: int
    next_promise: PromiseKind | None
    next_due_at: datetime | None
    changed_at: datetime
    changed_by: str | None


@dataclass(frozen=True)
class StoryEntry:
    """Something that happened to a ticket: who did what, when; `facts` are plain values."""

    id: int
    at: datetime
    kind: str
    subject: str
    subject_id: int
    person: str | None
    text: str
    facts: dict[str, object]


def ticket(session: Session, which: int | str, viewer: Viewer) -> TicketDetail:
    """The ticket of an id or a number. Raises NotFound where there is none that this person may see."""
    by_id = isinstance(which, int)
    which = which if isinstance(which, int) else which.strip().upper()
    return once(session, "ticket", (which, viewer.id), lambda: _ticket(session, which, viewer, by_id=by_id))


def _ticket(session: Session, which: int | str, viewer: Viewer, *, by_id: bool) -> TicketDetail:
    row = ask(session, _one(sees_all(viewer), by_id), which=which, viewer=viewer.id).mappings().one_or_none()
    if row is None:
        raise NotFound
    return TicketDetail(**{**row, "contact_phone": masked_phone(row["contact_phone"])})


@lru_cache
def _one(sees: bool | None, by_id: bool) -> Select[*tuple[Any, ...]]:
    """Written once for each way of looking: building it costs more than asking."""
    owner, offered, asked, changed = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
    of_others: dict[str, Any] = {
        "owner": owner.name,
        "offered_to": offered.name,
        "backup_by": asked.name,
        "changed_by": changed.name,
        "customer_number": Customer.number,
        "customer": Customer.name,
        "customer_short_name": Customer.short_name,
        "importance": Customer.importance,
        "region": Customer.region,
        "contact": Contact.name,
        "contact_position": Contact.position,
        "contact_phone": Contact.phone,
        "installation": Installation.product,
        "dongle_number": Installation.dongle_number,
    }
    columns = [(of_others.get(name) or getattr(Ticket, name)).label(name) for name in (f.name for f in fields(TicketDetail))]
    return (
        select(*columns)
        .select_from(Ticket)
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .join(owner, col(owner.id) == col(Ticket.owner_id))
        .outerjoin(offered, col(offered.id) == col(Ticket.offered_to_id))
        .outerjoin(asked, col(asked.id) == col(Ticket.backup_by_id))
        .outerjoin(changed, col(changed.id) == col(Ticket.changed_by_id))
        .outerjoin(Contact, col(Contact.id) == col(Ticket.contact_id))
        .outerjoin(Installation, col(Installation.id) == col(Ticket.installation_id))
        .where((col(Ticket.id) if by_id else col(Ticket.number)) == bindparam("which"))
        .where(visible_where(sees, bindparam("viewer")))
    )


def story(session: Session, ticket_id: int, before: int | None = None, limit: int = 50) -> list[StoryEntry]:
    """What happened to a ticket, the latest first; `before` is the id of the last entry seen."""
    rows = all_of(session, _story(before is None), ticket=ticket_id, before=before, limit=limit)
    return [StoryEntry(*row) for row in rows]


@lru_cache
def _story(from_the_end: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Event.id), col(Event.at), col(Event.kind), col(Event.subject), col(Event.subject_id), col(Person.name),
            col(Event.text), col(Event.facts),
        )
        .outerjoin(Person, col(Person.id) == col(Event.person_id))
        .where(col(Event.ticket_id) == bindparam("ticket"))
        .where(true() if from_the_end else col(Event.id) < bindparam("before"))
        .order_by(col(Event.id).desc())
        .limit(bindparam("limit"))
    )  # fmt: skip
