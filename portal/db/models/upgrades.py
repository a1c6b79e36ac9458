"""Product versions, and the upgrades of customers to them."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.entitlement import EntitlementKind
from portal.rules.upgrades import Charge, UpgradeStatus


class ProductVersion(Table, table=True):
    """A version of a product that was released; the current one is the latest released by a day."""

    __tablename__ = "product_version"
    __table_args__ = (UniqueConstraint("product", "version_name"), Index("ix_product_version_released", "product", "released_on"))

    id: int | None = Field(default=None, primary_key=True)
    product: str = Field(max_length=60)
    version_name: str = Field(max_length=20)
    released_on: date
    remark: str = Field(default="", max_length=1000)
    version: int = 1


class Upgrade(Table, table=True):
    """One installation's way to a newer version (rule A-09)."""

    __tablename__ = "upgrade"
    __table_args__ = (Index("ix_upgrade_customer_id_id", "customer_id", "id"), Index("ix_upgrade_status_id", "status", "id"))

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    installation_id: int = Field(foreign_key="installation.id", index=True)
    from_version: str = Field(default="", max_length=20)
    to_version: str = Field(max_length=20)
    status: UpgradeStatus = Field(default=UpgradeStatus.OFFERED, sa_type=text_enum(UpgradeStatus))
    charge: Charge = Field(sa_type=text_enum(Charge))
    charge_by_rule: dict[str, object] = Field(default_factory=dict, sa_type=JSON)  # the rule's reason (rules/reasons.py)
    charge_reason: str = Field(default="", max_length=500)  # why it is charged otherwise
    entitlement: EntitlementKind = Field(default=EntitlementKind.NONE, sa_type=text_enum(EntitlementKind))
    fee_fen: int = 0
    offered_at: datetime
    offered_by_id: int | None = Field(default=None, foreign_key="person.id")
    scheduled_on: date | None = None
    engineer_id: int | None = Field(default=None, foreign_key="person.id")
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    declined_because: str = Field(default="", max_length=500)
    remark: str = Field(default="", max_length=1000)
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
