"""Saved views of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col

from portal.db.asking import all_of
from portal.db.models.people import Person, SavedView


@dataclass(frozen=True)
class ViewRow:
    """A list's filters under a name; `owner` is who shares it with everybody, empty for an own one."""

    id: int
    name: str
    shared: bool
    owner: str
    filters: Mapping[str, str]


def views_of(session: Session, person_id: int, page: str) -> list[ViewRow]:
    """The own views of a list, then those that others share, by name; at most sixty."""
    mine = col(SavedView.person_id) == person_id
    statement = (
        select(col(SavedView.id), col(SavedView.name), col(SavedView.shared), mine, col(Person.name), col(SavedView.filters))
        .join(Person, col(Person.id) == col(SavedView.person_id))
        .where(col(SavedView.page) == page, or_(mine, col(SavedView.shared)))
        .order_by(mine.desc(), col(SavedView.name), col(SavedView.id))
        .limit(60)
    )
    return [
        ViewRow(int(id), name, shared, "" if own else owner, {key: str(value) for key, value in filters.items()})
        for id, name, shared, own, owner, filters in all_of(session, statement)
    ]
