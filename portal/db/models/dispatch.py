"""Dispatch orders and their steps of conduct."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.db.seal import Sealed
from portal.rules.dispatch import Conduct, OrderStatus, Skill
from portal.rules.tickets import Backup


class DispatchOrder(Table, table=True):
    """A dispatch order from its request to its write-off; `previous_id` makes orders for one problem a chain (rule D-09)."""

    __tablename__ = "dispatch_order"
    __table_args__ = (
        Index("ix_dispatch_order_status_id", "status", "id"),
        Index("ix_dispatch_order_engineer_id_status", "engineer_id", "status"),
        Index("ix_dispatch_order_engineer_id_starts_at", "engineer_id", "starts_at"),
        Index("ix_dispatch_order_starts_at", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    previous_id: int | None = Field(default=None, foreign_key="dispatch_order.id")
    status: OrderStatus = Field(default=OrderStatus.REQUESTED, sa_type=text_enum(OrderStatus))
    requested_by_id: int = Field(foreign_key="person.id")
    requested_at: datetime
    suggestion: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    returned_reason: str = Field(default="", max_length=500)
    skill: Skill | None = Field(default=None, sa_type=text_enum(Skill))
    engineer_id: int | None = Field(default=None, foreign_key="person.id")
    proposal: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)
    ordered_by_id: int | None = Field(default=None, foreign_key="person.id")
    ordered_at: datetime | None = None
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    address: str | None = Field(default=None, sa_type=Sealed("dispatch_order.address"))
    problem: str = Field(default="", sa_type=Text)
    proposed_solution: str = Field(default="", sa_type=Text)
    confirmed_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    agreed_with: str = Field(default="", max_length=60)
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    backup: Backup | None = Field(default=None, sa_type=text_enum(Backup))
    backup_said_by: str = Field(default="", max_length=60)
    backup_at: datetime | None = None
    cause: str = Field(default="", sa_type=Text)
    work_done: str = Field(default="", sa_type=Text)
    outcome: str = Field(default="", sa_type=Text)
    not_solved_because: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    signed_by: str = Field(default="", max_length=60)
    signed_at: datetime | None = None
    signature_id: int | None = Field(default=None, foreign_key="attachment.id")
    record_id: int | None = Field(default=None, foreign_key="attachment.id")  # the service record in Chinese
    record_en_id: int | None = Field(default=None, foreign_key="attachment.id")
    written_off_by_id: int | None = Field(default=None, foreign_key="person.id")
    written_off_at: datetime | None = None
    write_off_remark: str = Field(default="", max_length=500)
    changed_at: datetime
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class OrderStep(Table, table=True):
    """One step of conduct, ticked."""

    __tablename__ = "order_step"

    order_id: int = Field(foreign_key="dispatch_order.id", primary_key=True)
    step: Conduct = Field(sa_type=text_enum(Conduct), primary_key=True)
    at: datetime
    person_id: int = Field(foreign_key="person.id")
    skipped_because: str = Field(default="", max_length=200)
