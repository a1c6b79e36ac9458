"""Customers, the people we speak to there, what they run, and by what right they are served."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, LargeBinary, text
from sqlmodel import Field

from portal.db.base import Table, by_its_beginning, text_enum
from portal.db.seal import Sealed
from portal.rules.entitlement import EntitlementKind
from portal.rules.tickets import Importance

# Columns that came to tables with rows in them need a value there.
SINCE_0003 = {"server_default": ""}


class Customer(Table, table=True):
    """An organisation that bought the software."""

    __tablename__ = "customer"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=120, index=True)
    short_name: str = Field(default="", max_length=40)
    importance: Importance = Field(default=Importance.NORMAL, sa_type=text_enum(Importance))
    region: str = Field(default="", max_length=40, index=True)
    address: str | None = Field(default=None, sa_type=Sealed("customer.address"))
    remark: str = Field(default="", max_length=2000)
    responsible_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name_key: str = Field(default="", max_length=120, index=True, sa_column_kwargs=SINCE_0003)  # as rules/names.py compares names
    initials: str = Field(default="", sa_type=by_its_beginning(60), index=True, sa_column_kwargs=SINCE_0003)  # in pinyin
    merged_into_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    created_at: datetime
    last_visit_at: datetime | None = None
    version: int = 1


class Contact(Table, table=True):
    """Somebody we speak to at a customer. Telephone, mail and QQ are sealed; telephones are found by a blind index."""

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str = Field(sa_type=by_its_beginning(60), index=True)
    position: str = Field(default="", max_length=60)
    phone: str | None = Field(default=None, sa_type=Sealed("contact.phone"))
    phone_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    phone_tail_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    mail: str | None = Field(default=None, sa_type=Sealed("contact.mail"))
    qq: str | None = Field(default=None, sa_type=Sealed("contact.qq"))
    main: bool = False
    active: bool = True
    version: int = 1


class Installation(Table, table=True):
    """A product that a customer runs, its version and its dongle."""

    __tablename__ = "installation"
    __table_args__ = (Index("ix_installation_product_version", "product", "product_version", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    product: str = Field(max_length=60)
    product_version: str = Field(default="", max_length=20)
    dongle_number: str = Field(default="", sa_type=by_its_beginning(40), index=True)


_BEFORE_JOINT = text("taken_over_on IS NULL AND joint_until IS NULL")
_INCOMPLETE = text("taken_over_on IS NULL AND incomplete_since IS NOT NULL")


class Project(Table, table=True):
    """An implementation project: its dates decide the joint and the free service period (rules A-02, A-04).

    `joint_from` and `joint_until` are set when the last document comes in, `incomplete_since` while one is missing again;
    `taken_over_on` when a manager confirms the take-over.
    """

    __tablename__ = "project"
    __table_args__ = (
        Index(
            "ix_project_on_its_way",
            "joint_until",
            "id",
            sqlite_where=text("taken_over_on IS NULL"),
            postgresql_where=text("taken_over_on IS NULL"),
        ),
        Index("ix_project_before_joint", "accepted_on", "id", sqlite_where=_BEFORE_JOINT, postgresql_where=_BEFORE_JOINT),
        Index("ix_project_incomplete", "incomplete_since", "id", sqlite_where=_INCOMPLETE, postgresql_where=_INCOMPLETE),
        Index("ix_project_taken_over_on", "taken_over_on", "id"),
        Index("ix_project_free_until", "free_until", "id"),
        Index(
            "ix_project_to_plan",
            "planned_year",
            "id",
            "taken_over_on",
            sqlite_where=text("taken_over_on IS NOT NULL"),
            postgresql_where=text("taken_over_on IS NOT NULL"),
        ),
        Index("ix_project_joint_until", "joint_until", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str | None = Field(default=None, max_length=20, unique=True, index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str = Field(max_length=120)
    manager: str = Field(default="", max_length=60)
    staff: str = Field(default="", max_length=200)
    signed_on: date | None = None
    started_on: date | None = None
    accepted_on: date | None = None
    service_from: date | None = None
    joint_from: date | None = None
    joint_until: date | None = None
    incomplete_since: date | None = None
    free_from: date | None = None
    free_until: date | None = None
    taken_over_on: date | None = None
    taken_over_by_id: int | None = Field(default=None, foreign_key="person.id")
    # The latest year with a service plan: what still wants one is found without reading all plans.
    planned_year: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    remark: str = Field(default="", max_length=2000)
    changed_at: datetime | None = None
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class ServiceContract(Table, table=True):
    """A paid service contract."""

    __tablename__ = "service_contract"
    __table_args__ = (
        Index("ix_service_contract_customer_id_ends_on", "customer_id", "ends_on"),
        Index("ix_service_contract_ends_on", "ends_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    number: str = Field(max_length=40)
    starts_on: date
    ends_on: date
    fee_fen: int = 0
    includes_upgrades: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    remark: str = Field(default="", max_length=500, sa_column_kwargs=SINCE_0003)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class ServiceEnding(Table, table=True):
    """A right to service that ends without another one going on; the database keeps it by triggers (portal/db/endings.py)."""

    __tablename__ = "service_ending"
    __table_args__ = (Index("ix_service_ending_ends_on", "ends_on", "kind", "source_id"),)

    kind: EntitlementKind = Field(sa_type=text_enum(EntitlementKind), primary_key=True)
    source_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # the project's or the contract's
    customer_id: int = Field(foreign_key="customer.id", index=True)
    ends_on: date
    name: str = Field(max_length=120)


class EndingHandled(Table, table=True):
    """Somebody spoke with a customer about a right to service that ends: what was agreed. The reminder of it is over then."""

    __tablename__ = "ending_handled"
    __table_args__ = (Index("ix_ending_handled_customer_id", "customer_id", "kind", "ends_on"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: EntitlementKind = Field(sa_type=text_enum(EntitlementKind))
    ends_on: date
    agreed: str = Field(max_length=500)
    handled_at: datetime
    handled_by_id: int = Field(foreign_key="person.id")


class CustomerMerge(Table, table=True):
    """Two archives found to be one customer: what moved from one to the other, so that it can be taken apart again."""

    __tablename__ = "customer_merge"

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="customer.id", index=True)
    merged_id: int = Field(foreign_key="customer.id", index=True)
    moved: dict[str, object] = Field(default_factory=dict, sa_type=JSON)  # table -> ids that moved
    reason: str = Field(default="", max_length=200)
    at: datetime
    by_id: int | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
