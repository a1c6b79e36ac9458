"""Archives that may be one customer, and those that were found to be (rule A-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.customers import Contact, Customer, CustomerMerge, Installation
from portal.db.models.people import Person
from portal.db.queries.known_customers import Alike, Known, Likeness, known_by_dongle, known_by_name, known_by_phone

MOST = 20


@dataclass(frozen=True)
class MergeRow:
    """One merge that holds: which archive came here, why, who said so."""

    id: int
    number: str
    name: str
    reason: str
    at: datetime
    by: str
    version: int


def like_customer(session: Session, customer_id: int) -> list[Likeness]:
    """The archives that may be this customer: the same name in any spelling, dongle number or telephone; the likest first."""
    key = session.scalars(select(col(Customer.name_key)).where(col(Customer.id) == customer_id)).first() or ""
    dongles = session.scalars(select(col(Installation.dongle_number)).where(col(Installation.customer_id) == customer_id)).all()
    phones = session.scalars(
        select(col(Contact.phone_index)).where(
            col(Contact.customer_id) == customer_id, col(Contact.active), col(Contact.phone_index).is_not(None)
        )
    ).all()
    alike: dict[Known, list[Alike]] = {}
    by_sign: Sequence[tuple[Alike, Sequence[list[Known]]]] = (
        (Alike.SPELLING, list(known_by_name(session, {key}).values())),
        (Alike.DONGLE, list(known_by_dongle(session, set(dongles)).values())),
        (Alike.PHONE, list(known_by_phone(session, {bytes(phone) for phone in phones if phone}).values())),
    )
    for why, groups in by_sign:
        for known in {each for group in groups for each in group if each.id != customer_id}:
            alike.setdefault(known, []).append(why)
    found = sorted(alike.items(), key=lambda each: (-len(each[1]), each[0].id))
    return [Likeness(known, tuple(reasons)) for known, reasons in found[:MOST]]


def likely_duplicates(session: Session, after: str = "", limit: int = MOST) -> list[list[Known]]:
    """Groups of archives with one name in several spellings, by name; `after` is the last key of the page before."""
    several = (
        select(col(Customer.name_key))
        .where(col(Customer.name_key) > after, col(Customer.merged_into_id).is_(None))
        .group_by(col(Customer.name_key))
        .having(func.count() > 1)
        .order_by(col(Customer.name_key))
        .limit(limit)
    )
    groups = known_by_name(session, list(session.scalars(several)))
    return [groups[key] for key in sorted(groups)]


def merges_into(session: Session, customer_id: int) -> list[MergeRow]:
    """The archives that came to a customer and are still there, newest first."""
    merged = aliased(Customer)
    asked = (
        select(
            col(CustomerMerge.id), merged.number, merged.name, col(CustomerMerge.reason), col(CustomerMerge.at),  # type: ignore[call-overload]
            func.coalesce(col(Person.name), ""), col(CustomerMerge.version),
        )
        .join(merged, merged.id == col(CustomerMerge.merged_id))
        .join(Person, col(Person.id) == col(CustomerMerge.by_id), isouter=True)
        .where(col(CustomerMerge.kept_id) == customer_id, col(CustomerMerge.undone_at).is_(None))
        .order_by(col(CustomerMerge.id).desc())
    )  # fmt: skip
    return [MergeRow(*row) for row in all_of(session, asked)]
