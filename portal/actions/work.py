"""What an action has at hand while it works, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from portal import clock
from portal.actions.acting import Actor
from portal.db.base import Table
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.rows import columns_of, insert_rows
from portal.db.session import is_postgresql
from portal.errors import ChangedMeanwhile, MergedMeanwhile, NotAllowed, NotFound
from portal.rules.permissions import Right

T = TypeVar("T", bound=Table)


@lru_cache
def _one_of(table: type[Table], *, locked: bool) -> Select[Any]:
    one = select(table).where(columns_of(table).c.id == bindparam("id")).execution_options(autoflush=False)
    return one.with_for_update().execution_options(populate_existing=True) if locked else one


@dataclass(frozen=True)
class Outcome:
    """What came of a deed: the record it made or moved, and its number to say on the telephone.

    `facts` are stored and answered again to a resend; `once` (a revealed telephone, a link) is told once and stored nowhere.
    """

    subject: str
    id: int
    number: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass
class Work:
    """What an action has at hand: the open transaction, who acts, and the moment."""

    session: Session
    actor: Actor
    now: datetime
    events: list[dict[str, Any]] = field(default_factory=list, repr=False)
    # By ticket: its unsettled promises, which actions/promises.py reads once and keeps true while the deed lasts.
    promises: dict[int, list[Any]] = field(default_factory=dict, repr=False)
    _touched: list[object] = field(default_factory=list, repr=False)

    @property
    def me(self) -> int:
        """The acting person's id. Raises NotAllowed where no person acts."""
        if self.actor.id is None:
            raise NotAllowed
        return self.actor.id

    def require(self, right: Right) -> None:
        """Refuse unless the actor has one more right."""
        if not self.actor.may(right):
            raise NotAllowed

    def find(self, table: type[T], id: int) -> T:
        """The record, locked until the deed ends. Raises NotFound, and MergedMeanwhile for a customer that is another one now."""
        record = self.locked(table, id)
        if isinstance(record, Customer) and record.merged_into_id is not None:
            kept = self.session.get_one(Customer, record.merged_into_id)
            raise MergedMeanwhile(number=record.number, kept=kept.number)
        return record

    def locked(self, table: type[T], id: int) -> T:
        """The record as it is, locked until the deed ends. Raises NotFound."""
        locked = is_postgresql(self.session)
        if locked:
            self.session.flush()
        # Read anew under the lock: a copy this deed looked at earlier may be older than what a colleague just saved.
        record = None if locked else self.session.identity_map.get(self.session.identity_key(table, id))
        if record is None:
            record = self.session.execute(_one_of(table, locked=locked), {"id": id}).scalar_one_or_none()
        if record is None:
            raise NotFound
        return cast(T, record)

    def take(self, table: type[T], id: int, *, seen: int) -> T:
        """The record, locked, in the version that the person saw; marks it as changed by this actor now.

        Raises NotFound, and ChangedMeanwhile where somebody saved a newer version.
        """
        record = cast(Any, self.find(table, id))
        if record.version != seen:
            by = self.session.get(Person, record.changed_by_id) if getattr(record, "changed_by_id", None) else None
            moment = clock.at_the_office(getattr(record, "changed_at", self.now))
            raise ChangedMeanwhile(name=by.name if by else "–", time=f"{moment:%H:%M:%S}")
        self.touch(record)
        return cast(T, record)

    def touch(self, record: Any) -> None:
        """Count a change of a record up, once a deed, so that whoever saw the old version is told."""
        if any(touched is record for touched in self._touched):
            return
        self._touched.append(record)
        record.version += 1
        if hasattr(record, "changed_at"):
            record.changed_at = self.now
            record.changed_by_id = self.actor.id

    def add(self, record: T) -> T:
        """Keep a new record and give it its id."""
        self.session.add(record)
        self.session.flush()
        return record

    def happened(  # noqa: PLR0913 - what an event is about, each by its name
        self,
        kind: str,
        subject: str,
        subject_id: int,
        *,
        ticket_id: int | None = None,
        customer_id: int | None = None,
        text: str = "",
        **facts: object,
    ) -> None:
        """Write down that something happened; `facts` are plain values, no personal data."""
        self.events.append(
            {
                "at": self.now,
                "kind": kind,
                "subject": subject,
                "subject_id": subject_id,
                "ticket_id": ticket_id,
                "customer_id": customer_id,
                "person_id": self.actor.id,
                "text": text[:4000],
                "facts": facts,
            }
        )

    def write_down(self) -> None:
        """Put everything that happened into the database, in the order in which it did."""
        self.session.flush()
        insert_rows(self.session, Event, self.events)
        self.events.clear()
