"""Customers, the people we speak to there, what they run, and by what right they are served."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from portal.db.base import Table, by_its_beginning, text_enum
from portal.db.seal import Sealed
from portal.rules.tickets import Importance


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

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    product: str = Field(max_length=60)
    product_version: str = Field(default="", max_length=20)
    dongle_number: str = Field(default="", sa_type=by_its_beginning(40), index=True)


class Project(Table, table=True):
    """An implementation project: its dates decide the joint and the free service period (rules A-02, A-04)."""

    __tablename__ = "project"

    id: int | None = Field(default=None, primary_key=True)
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
    free_from: date | None = None
    free_until: date | None = None
    remark: str = Field(default="", max_length=2000)
    version: int = 1


class ServiceContract(Table, table=True):
    """A paid service contract."""

    __tablename__ = "service_contract"
    __table_args__ = (Index("ix_service_contract_customer_id_ends_on", "customer_id", "ends_on"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    number: str = Field(max_length=40)
    starts_on: date
    ends_on: date
    fee_fen: int = 0
