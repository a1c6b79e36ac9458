"""What people are called, for stories that name them by id."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from portal.db.models.people import Person


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of people by id."""
    if not ids:
        return {}
    found = session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids)))
    return {id: name for id, name in found if id is not None}
