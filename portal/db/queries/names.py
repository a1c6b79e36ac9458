"""What people are called, for stories that name them by id."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.people import Person

_NAMES = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(bindparam("ids", expanding=True)))


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of people by id."""
    if not ids:
        return {}
    return {id: name for id, name in all_of(session, _NAMES, ids=sorted(ids))}
