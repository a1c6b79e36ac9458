"""How many customers were asked how it was (rule S-03): counted by customer, for one who calls often is still one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, bindparam, func, select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket
from portal.db.rows import columns_of


@dataclass(frozen=True)
class Coverage:
    """Customers whose request was solved in a span of time, and how many of them were asked in it."""

    served: int
    asked: int


_MOMENT = columns_of(Ticket).c.solved_at.type
_SINCE, _UNTIL = (bindparam(name, type_=_MOMENT) for name in ("since", "until"))


def _customers(customer: Any, moment: Any, name: str) -> CTE:
    return select(customer).where(moment >= _SINCE, moment < _UNTIL).distinct().cte(name)


_SERVED = _customers(col(Ticket.customer_id), col(Ticket.solved_at), "served")
_ASKED = _customers(col(Survey.customer_id), col(Survey.sent_at), "asked")
# Each walks an index of moment and customer once, as far as the span reaches.
_COVERAGE = select(
    select(func.count()).select_from(_SERVED).scalar_subquery(),
    select(func.count()).select_from(_SERVED.join(_ASKED, _SERVED.c.customer_id == _ASKED.c.customer_id)).scalar_subquery(),
)


def coverage(session: Session, since: datetime, until: datetime) -> Coverage:
    """Who was served and who of them was asked within [since, until)."""
    return Coverage(*ask(session, _COVERAGE, since=since, until=until).one())
