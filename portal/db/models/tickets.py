"""Tickets, their promises, callbacks and consultations."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.entitlement import EntitlementKind
from portal.rules.problems import Tier
from portal.rules.tickets import Backup, Category, Channel, FaultLevel, PromiseKind, TicketStatus


def _where(condition: str, name: str, *columns: str) -> Index:
    """Name an index of only the rows that fulfil a condition."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def _open_by(name: str, *columns: str) -> Index:
    """Name an index of the open tickets under these columns, each in the order of the queue."""
    # SQLite uses it only where a statement says the condition word by word, and writes booleans as numbers.
    condition = text("is_open = 1")
    return Index(name, *columns, "next_due_at", "id", sqlite_where=condition, postgresql_where=text("is_open"))


class Ticket(Table, table=True):
    """One request from a customer, whatever the channel (rule H-01).

    `next_due_at` and `next_promise` repeat the earliest running promise, written in the same transaction, so that the queue is
    one walk along an index. `is_open` repeats "status is one of OPEN".
    """

    __tablename__ = "ticket"
    __table_args__ = (
        _open_by("ix_ticket_queue"),
        _open_by("ix_ticket_queue_owner", "owner_id"),
        _open_by("ix_ticket_queue_level", "level"),
        _open_by("ix_ticket_queue_status", "status"),
        _open_by("ix_ticket_queue_priority", "priority"),
        # Pairs and all three: a rare combination (level 1, lowest priority) is then a short range, not a walk over the queue.
        _open_by("ix_ticket_queue_status_level", "status", "level"),
        _open_by("ix_ticket_queue_status_priority", "status", "priority"),
        _open_by("ix_ticket_queue_level_priority", "level", "priority"),
        _open_by("ix_ticket_queue_status_level_priority", "status", "level", "priority"),
        _where("offered_to_id IS NOT NULL", "ix_ticket_offered", "offered_to_id", "next_due_at", "id"),
        Index("ix_ticket_customer_id_id", "customer_id", "id"),
        # Lists are newest first and filtered inside these: a rare combination costs one pass over an index, never over tickets.
        Index("ix_ticket_list", "id", "is_open", "status", "owner_id", "level", "priority", "channel", "category"),
        Index("ix_ticket_list_owner", "owner_id", "id", "is_open", "status", "level", "priority", "channel", "category"),
        Index("ix_ticket_list_status", "status", "id", "owner_id", "level", "priority", "channel", "category"),
        Index("ix_ticket_registered_at", "registered_at"),
        Index("ix_ticket_entitlement", "entitlement", "registered_at", "id"),
        Index("ix_ticket_solved_at_customer_id", "solved_at", "customer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    installation_id: int | None = Field(default=None, foreign_key="installation.id")
    channel: Channel = Field(sa_type=text_enum(Channel))
    category: Category = Field(sa_type=text_enum(Category))
    product: str = Field(default="", max_length=60)
    symptom: str = Field(max_length=120)
    description: str = Field(default="", sa_type=Text)
    urgent: bool = False
    important: bool = False
    account_security: bool = False
    level: FaultLevel = Field(default=FaultLevel.THREE, sa_type=text_enum(FaultLevel))
    priority: int = 4  # 1 first .. 4 last
    priority_reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    entitlement: EntitlementKind = Field(default=EntitlementKind.NONE, sa_type=text_enum(EntitlementKind))
    status: TicketStatus = Field(default=TicketStatus.REGISTERED, sa_type=text_enum(TicketStatus))
    is_open: bool = True
    tier: Tier = Field(default=Tier.HOTLINE, sa_type=text_enum(Tier))
    owner_id: int = Field(foreign_key="person.id")
    offered_to_id: int | None = Field(default=None, foreign_key="person.id")
    registered_at: datetime
    responded_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    backup: Backup | None = Field(default=None, sa_type=text_enum(Backup))
    backup_at: datetime | None = None
    backup_by_id: int | None = Field(default=None, foreign_key="person.id")
    written_report: bool = False
    cause: str = Field(default="", sa_type=Text)
    solution: str = Field(default="", sa_type=Text)
    close_reason: str = Field(default="", max_length=500)
    reopened: int = 0
    next_due_at: datetime | None = None
    next_promise: PromiseKind | None = Field(default=None, sa_type=text_enum(PromiseKind))
    changed_at: datetime
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class Promise(Table, table=True):
    """One clock: what was promised, by when, held by whom, kept or broken (design: Promises).

    Verdicts are computed: broken if `settled_at` (or now) is after `due_at`, at risk from `warn_at` on. `paused_at` is set while
    the customer or others are waited for; resuming moves `due_at` and `warn_at`. The standard of the opening day is copied here,
    so that a later change of the standard or the calendar never changes an old verdict.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_ticket_id", "ticket_id"),
        _where("settled_at IS NULL AND paused_at IS NULL", "ix_promise_running", "due_at"),
        _where("settled_at IS NULL", "ix_promise_holder", "holder_id", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    order_id: int | None = Field(default=None, foreign_key="dispatch_order.id")
    kind: PromiseKind = Field(sa_type=text_enum(PromiseKind))
    working_time: bool = False
    allowance_minutes: int
    standard_key: str = Field(max_length=60)
    opened_at: datetime
    due_at: datetime
    warn_at: datetime
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    paused_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn: bool = False  # the ticket ended without the promise being met or broken (merged, registered by mistake)


class PromisePause(Table, table=True):
    """One stop of a clock, and why."""

    __tablename__ = "promise_pause"

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id", index=True)
    since: datetime
    until: datetime | None = None
    reason: str = Field(default="", max_length=200)


class PromiseLeg(Table, table=True):
    """Who held a promise from when to when: a broken promise is charged to the leg that used up the time."""

    __tablename__ = "promise_leg"

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id", index=True)
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime
    until: datetime | None = None


class Callback(Table, table=True):
    """A promised call back (rules H-07, H-08)."""

    __tablename__ = "callback"
    __table_args__ = (_where("made_at IS NULL", "ix_callback_open", "holder_id", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    holder_id: int = Field(foreign_key="person.id")
    promised_at: datetime
    due_at: datetime
    agreed_by: str = Field(default="", max_length=60)
    made_at: datetime | None = None
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    reached: bool | None = None
    said: str = Field(default="", sa_type=Text)


class Consultation(Table, table=True):
    """An internal technical consultation or coordination meeting about a ticket (rules H-08, L-02, L-04)."""

    __tablename__ = "consultation"
    __table_args__ = (_where("ended_at IS NULL", "ix_consultation_open", "called_at"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    called_by_id: int = Field(foreign_key="person.id")
    called_at: datetime
    question: str = Field(default="", sa_type=Text)
    led_by_id: int | None = Field(default=None, foreign_key="person.id")
    participants: str = Field(default="", max_length=200)
    ended_at: datetime | None = None
    solved: bool | None = None
    cause: str = Field(default="", sa_type=Text)
    conclusion: str = Field(default="", sa_type=Text)


class TicketStock(Table, table=True):
    """How many tickets stand where: kept in the transaction that moves them, so that counting never reads tickets."""

    __tablename__ = "ticket_stock"

    status: TicketStatus = Field(sa_type=text_enum(TicketStatus), primary_key=True)
    owner_id: int = Field(foreign_key="person.id", primary_key=True)
    level: FaultLevel = Field(sa_type=text_enum(FaultLevel), primary_key=True)
    tickets: int = 0


class TicketFlow(Table, table=True):
    """How many tickets were registered, solved, reopened on an office day, by channel and category."""

    __tablename__ = "ticket_flow"

    day: int = Field(primary_key=True)  # yyyymmdd on the office's calendar
    flow: str = Field(primary_key=True, max_length=12)  # registered, solved, reopened
    channel: Channel = Field(sa_type=text_enum(Channel), primary_key=True)
    category: Category = Field(sa_type=text_enum(Category), primary_key=True)
    owner_id: int = Field(foreign_key="person.id", primary_key=True)
    tickets: int = 0
