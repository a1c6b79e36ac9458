"""How many customers were asked how it was (rule S-03): counted by customer, for one who calls often is still one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import DateTime, bindparam, func, intersect, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket


@dataclass(frozen=True)
class Coverage:
    """Customers whose request was solved in a span of time, and how many of them were asked in it."""

    served: int
    asked: int


_SINCE, _UNTIL = (bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until"))
_SERVED = select(col(Ticket.customer_id)).where(col(Ticket.solved_at) >= _SINCE, col(Ticket.solved_at) < _UNTIL).distinct()
_ASKED = select(col(Survey.customer_id)).where(col(Survey.sent_at) >= _SINCE, col(Survey.sent_at) < _UNTIL).distinct()
# Both walk an index of moment and customer, as far as the span reaches.
_COVERAGE = select(
    select(func.count()).select_from(_SERVED.subquery()).scalar_subquery(),
    select(func.count()).select_from(intersect(_SERVED, _ASKED).subquery()).scalar_subquery(),
)


def coverage(session: Session, since: datetime, until: datetime) -> Coverage:
    """Who was served and who of them was asked within [since, until)."""
    return Coverage(*ask(session, _COVERAGE, since=since, until=until).one())
