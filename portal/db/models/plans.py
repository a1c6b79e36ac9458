"""Yearly service plans and their items."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.plans import PlanKind, PlanStatus

_OPEN = text("done_on IS NULL")


class ServicePlan(Table, table=True):
    """What the department intends to do for a project in a year (rule A-08)."""

    __tablename__ = "service_plan"
    __table_args__ = (
        UniqueConstraint("project_id", "year"),
        Index("ix_service_plan_year_id", "year", "id"),
        Index("ix_service_plan_year_status_id", "year", "status", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    project_id: int = Field(foreign_key="project.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    year: int
    status: PlanStatus = Field(default=PlanStatus.PROPOSED, sa_type=text_enum(PlanStatus))
    reasons: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)  # why this was proposed (rules/reasons.py)
    remark: str = Field(default="", max_length=2000)
    made_at: datetime
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = None
    agreed_by_id: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class PlanItem(Table, table=True):
    """One thing intended in one month; done by hand or by the deed that did it (`done_subject`, `done_subject_id`)."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "month"),
        Index("ix_plan_item_customer_id_kind", "customer_id", "kind", "done_on"),
        Index("ix_plan_item_open", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_plan_item_open_of_customer", "customer_id", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="service_plan.id")
    customer_id: int = Field(foreign_key="customer.id")
    kind: PlanKind = Field(sa_type=text_enum(PlanKind))
    month: int  # 1 .. 12
    due_on: date  # the last day of the month
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    done_subject: str = Field(default="", max_length=30)
    done_subject_id: int | None = None
    remark: str = Field(default="", max_length=500)
