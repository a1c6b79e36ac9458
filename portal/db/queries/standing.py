"""What the archive holds of many customers at once, to compare sheets with; addresses are opened, telephones are not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from portal.db.asking import ask
from portal.db.models.customers import Contact, Customer, Installation, Project
from portal.db.rows import columns_of

AT_ONCE = 800
Row = dict[str, Any]
CUSTOMER = ("id", "number", "name", "short_name", "importance", "region", "address", "remark", "version")
CONTACT = ("id", "customer_id", "name", "position", "phone_index", "mail", "qq", "version")
INSTALLATION = ("id", "customer_id", "product", "product_version", "dongle_number")
PROJECT = (
    "id", "customer_id", "name", "manager", "staff", "signed_on", "started_on", "accepted_on", "service_from", "free_from",
    "free_until",
)  # fmt: skip


@dataclass
class Standing:
    """One customer as it stands, with the people, products and projects."""

    customer: Row
    contacts: list[Row] = field(default_factory=list)
    installations: list[Row] = field(default_factory=list)
    projects: list[Row] = field(default_factory=list)


def standing(session: Session, customer_ids: Collection[int], *, lock: bool = False) -> dict[int, Standing]:
    """How customers stand, by id; locked until the deed ends where they are about to be changed."""
    found: dict[int, Standing] = {}
    for some in _in_parts(customer_ids):
        customers = _asked(Customer, CUSTOMER, "id", some)
        found |= {row["id"]: Standing(row) for row in _rows(session, customers.with_for_update() if lock else customers)}
        for row in _rows(session, _asked(Contact, CONTACT, "customer_id", some).where(columns_of(Contact).c.active)):
            found[row["customer_id"]].contacts.append(row)
        for row in _rows(session, _asked(Installation, INSTALLATION, "customer_id", some)):
            found[row["customer_id"]].installations.append(row)
        for row in _rows(session, _asked(Project, PROJECT, "customer_id", some)):
            found[row["customer_id"]].projects.append(row)
    return found


def _asked(model: Any, names: tuple[str, ...], key: str, ids: list[int]) -> Select[Any]:
    table = columns_of(model)
    return select(*(table.c[name] for name in names)).where(table.c[key].in_(ids)).order_by(table.c.id)


def _rows(session: Session, asked: Select[Any]) -> Iterator[Row]:
    return (dict(row) for row in ask(session, asked).mappings())


def _in_parts(ids: Collection[int]) -> Iterator[list[int]]:
    values = sorted(set(ids))
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
