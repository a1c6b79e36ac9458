"""Who is in the archive already: customers of a name in any spelling, of a dongle number, of a telephone; many asked at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.customers import Contact, Customer, Installation
from portal.db.seal import phone_index
from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.names import name_key

AT_ONCE = 800
T = TypeVar("T")


class Alike(Labelled):
    """In what a customer at hand is like one in the archive."""

    NAME = "name", N_("same name")
    SPELLING = "spelling", N_("same name in another spelling")
    DONGLE = "dongle", N_("same dongle number")
    PHONE = "phone", N_("same telephone")


@dataclass(frozen=True, slots=True)
class Known:
    """A customer in the archive."""

    id: int
    number: str
    name: str


@dataclass(frozen=True)
class Likeness:
    """A customer that may be the one at hand, and why."""

    customer: Known
    alike: tuple[Alike, ...]

    @property
    def by_name(self) -> bool:
        """Whether the name gave it away: whoever typed that may read it."""
        return Alike.NAME in self.alike or Alike.SPELLING in self.alike


def known_by_name(session: Session, keys: Collection[str]) -> dict[str, list[Known]]:
    """The customers whose names have these keys (rules/names.py)."""
    return _grouped(session, col(Customer.name_key), keys)


def known_by_dongle(session: Session, dongles: Collection[str]) -> dict[str, list[Known]]:
    """The customers that run something with these dongle numbers."""
    return _grouped(session, col(Installation.dongle_number), dongles, Installation)


def known_by_phone(session: Session, indexes: Collection[bytes]) -> dict[bytes, list[Known]]:
    """The customers with a contact of these telephones, by their blind index."""
    return _grouped(session, col(Contact.phone_index), indexes, Contact)


def known_by_number(session: Session, numbers: Collection[str]) -> dict[str, list[Known]]:
    """The customers with these numbers."""
    return _grouped(session, col(Customer.number), numbers)


def _grouped(
    session: Session, sign: Mapped[Any], wanted: Collection[T], through: type[Installation] | type[Contact] | None = None
) -> dict[T, list[Known]]:
    found: dict[T, list[Known]] = {}
    asked = select(sign, col(Customer.id), col(Customer.number), col(Customer.name)).where(col(Customer.merged_into_id).is_(None))
    if through is not None:
        asked = asked.join(through, col(through.customer_id) == col(Customer.id))
    if through is Contact:
        asked = asked.where(col(Contact.active))
    for some in _in_parts(wanted):
        for value, id, number, name in all_of(session, asked.where(sign.in_(some)).order_by(col(Customer.id))):
            known = found.setdefault(bytes(value) if isinstance(value, memoryview) else value, [])  # type: ignore[arg-type]
            if all(each.id != id for each in known):
                known.append(Known(id, number, name))
    return found


def _in_parts(wanted: Collection[T]) -> Iterator[list[T]]:
    values = [value for value in wanted if value]
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def possible_duplicates(session: Session, name: str, dongle_number: str, phone: str) -> list[Likeness]:
    """The customers that may be the one that somebody is about to hand over, the likest first."""
    alike: dict[Known, list[Alike]] = {}
    for known in known_by_name(session, {name_key(name)}).get(name_key(name), []):
        alike.setdefault(known, []).append(Alike.NAME if known.name == name.strip() else Alike.SPELLING)
    for known in known_by_dongle(session, {dongle_number}).get(dongle_number, []):
        alike.setdefault(known, []).append(Alike.DONGLE)
    index = phone_index(phone)
    for known in known_by_phone(session, {index}).get(index, []) if index else []:
        alike.setdefault(known, []).append(Alike.PHONE)
    return sorted(
        (Likeness(known, tuple(why)) for known, why in alike.items()), key=lambda each: (-len(each.alike), each.customer.id)
    )
