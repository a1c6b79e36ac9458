"""What is open with one customer, whatever its kind, in one question: what is due next stands first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, String, bindparam, cast, func, literal, literal_column, null, select, type_coerce, union_all
from sqlmodel import Session, col

from portal import clock
from portal.db.asking import all_of
from portal.db.models.customers import Project
from portal.db.models.demands import Demand, Department
from portal.db.models.first_visits import FirstVisit
from portal.db.models.people import Person
from portal.db.models.projects import LeftoverProblem
from portal.db.models.tickets import Ticket
from portal.db.models.upgrades import Upgrade
from portal.i18n import N_
from portal.rules.demands import DemandStatus
from portal.rules.first_visits import FirstVisitStatus
from portal.rules.labels import Labelled
from portal.rules.tickets import TicketStatus
from portal.rules.upgrades import UpgradeStatus

MOST = 50


class OpenKind(Labelled):
    """What kind of thing is open."""

    TICKET = "ticket", N_("Ticket")
    FIRST_VISIT = "first_visit", N_("First visit")
    DEMAND = "demand", N_("Demand")
    LEFTOVER = "leftover", N_("Leftover problem")
    UPGRADE = "upgrade", N_("Upgrade")


STATUSES: dict[OpenKind, type[Labelled]] = {
    OpenKind.TICKET: TicketStatus, OpenKind.FIRST_VISIT: FirstVisitStatus, OpenKind.DEMAND: DemandStatus,
    OpenKind.UPGRADE: UpgradeStatus,
}  # fmt: skip


@dataclass(frozen=True)
class OpenRow:
    """Something open; a leftover problem has the number of its project. Due at a moment, or on a day, or without a time."""

    kind: OpenKind
    number: str
    what: str
    status: Labelled | None
    who: str
    due_at: datetime | None
    due_on: date | None

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over."""
        if self.due_at is not None:
            return self.due_at < now
        return self.due_on is not None and self.due_on < clock.at_the_office(now).date()


def open_work(session: Session, customer_id: int) -> list[OpenRow]:
    """Everything open with a customer, what is due first in front, what has no time behind."""
    rows = [_row(found) for found in all_of(session, _OPEN, customer=customer_id, most=MOST)]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or date.max, row.due_at is None, row.due_at))[:MOST]


def _row(found: Any) -> OpenRow:
    kind, number, what, status, who, due_at, due_on = found
    of_kind = OpenKind(kind)
    statuses = STATUSES.get(of_kind)
    day = clock.at_the_office(due_at).date() if due_at else due_on
    return OpenRow(of_kind, number, what, statuses(status) if statuses else None, who or "", due_at, day)


_CUSTOMER: Any = bindparam("customer")
_PERSON = select(col(Person.name)).limit(1)
_NO_DAY = cast(null(), Date)
_NO_MOMENT = type_coerce(cast(null(), Ticket.__table__.c.next_due_at.type), Ticket.__table__.c.next_due_at.type)  # type: ignore[attr-defined]


def _named(person_id: Any) -> Any:
    return _PERSON.where(col(Person.id) == person_id).scalar_subquery()


def _text(column: Any) -> Any:
    return type_coerce(column, String)


_OPEN = union_all(
    select(
        literal("ticket"), col(Ticket.number), col(Ticket.symptom), _text(col(Ticket.status)), _named(col(Ticket.owner_id)),
        col(Ticket.next_due_at), _NO_DAY,
    ).where(col(Ticket.customer_id) == _CUSTOMER, col(Ticket.is_open)),
    select(
        literal("first_visit"), col(FirstVisit.number), literal(""), _text(col(FirstVisit.status)),
        _named(col(FirstVisit.agent_id)), col(FirstVisit.next_at), _NO_DAY,
    ).where(col(FirstVisit.customer_id) == _CUSTOMER, _text(col(FirstVisit.status)) == "open"),
    select(
        literal("demand"), col(Demand.number), col(Demand.wish), _text(col(Demand.status)), col(Department.name),
        _NO_MOMENT, col(Demand.due_on),
    ).join(Department, col(Department.id) == col(Demand.department_id))
    .where(col(Demand.customer_id) == _CUSTOMER, _text(col(Demand.status)).in_(["recorded", "sent", "in_hand"])),
    select(
        literal("leftover"), func.coalesce(col(Project.number), literal_column("''")), col(LeftoverProblem.problem), literal(""),
        col(LeftoverProblem.responsible), _NO_MOMENT, col(LeftoverProblem.due_on),
    ).join(Project, col(Project.id) == col(LeftoverProblem.project_id))
    .where(col(LeftoverProblem.customer_id) == _CUSTOMER, col(LeftoverProblem.closed_at).is_(None)),
    select(
        literal("upgrade"), col(Upgrade.number), col(Upgrade.from_version) + " → " + col(Upgrade.to_version),
        _text(col(Upgrade.status)), _named(col(Upgrade.engineer_id)), _NO_MOMENT, col(Upgrade.scheduled_on),
    ).where(col(Upgrade.customer_id) == _CUSTOMER, _text(col(Upgrade.status)).in_(["offered", "scheduled"])),
).limit(bindparam("most"))  # fmt: skip
