"""How satisfied customers are: rates from the tallies, and the answers behind each figure (rules S-01 to S-03)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask, given
from portal.db.models.customers import Customer
from portal.db.models.people import Person
from portal.db.models.surveys import Survey, SurveyTally
from portal.db.models.tickets import Ticket
from portal.rules.surveys import SATISFIED_FROM, SurveyChannel
from portal.rules.tickets import Category

LIST_LIMIT = 50


@dataclass(frozen=True)
class Satisfaction:
    """What was asked, answered and liked by one key: a month (yyyymm), a person, a category; None for the whole department."""

    key: Any
    name: str
    asked: int
    answered: int
    satisfied: int
    overall_sum: int

    @property
    def rate(self) -> float | None:
        """The share of satisfied answers in percent; None without answers."""
        return 100 * self.satisfied / self.answered if self.answered else None


_SUMS = tuple(
    func.coalesce(func.sum(column), 0)
    for column in (col(SurveyTally.sent), col(SurveyTally.answered), col(SurveyTally.satisfied), col(SurveyTally.overall_sum))
)


_WITHIN = and_(col(SurveyTally.month) >= bindparam("first"), col(SurveyTally.month) <= bindparam("last"))
# Written once: building them costs more than asking.
_WHOLE = select(*_SUMS).where(_WITHIN)
_BY_MONTH = (
    select(col(SurveyTally.month), *_SUMS).where(_WITHIN).group_by(col(SurveyTally.month)).order_by(col(SurveyTally.month))
)
_BY_PERSON = (
    select(col(Person.id), col(Person.name), *_SUMS)
    .join(SurveyTally, col(SurveyTally.owner_id) == col(Person.id))
    .where(_WITHIN)
    .group_by(col(Person.id), col(Person.name))
    .order_by(_SUMS[1].desc(), col(Person.id))
)
_BY_CATEGORY = (
    select(col(SurveyTally.category), *_SUMS).where(_WITHIN).group_by(col(SurveyTally.category)).order_by(_SUMS[1].desc())
)


def satisfaction(session: Session, first_month: int, last_month: int) -> Satisfaction:
    """The whole department from one month (yyyymm) to another, both included, by the month of asking."""
    sums = ask(session, _WHOLE, first=first_month, last=last_month).one()
    return Satisfaction(None, "", *(int(number) for number in sums))


def satisfaction_by_month(session: Session, first_month: int, last_month: int) -> list[Satisfaction]:
    """One line a month in which somebody was asked."""
    rows = all_of(session, _BY_MONTH, first=first_month, last=last_month)
    return [Satisfaction(month, "", *map(int, sums)) for month, *sums in rows]


def satisfaction_by_person(session: Session, first_month: int, last_month: int) -> list[Satisfaction]:
    """One line for each person whose work was judged, most answers first."""
    rows = all_of(session, _BY_PERSON, first=first_month, last=last_month)
    return [Satisfaction(person_id, name, *map(int, sums)) for person_id, name, *sums in rows]


def satisfaction_by_category(session: Session, first_month: int, last_month: int) -> list[Satisfaction]:
    """One line for each category of request, most answers first."""
    rows = all_of(session, _BY_CATEGORY, first=first_month, last=last_month)
    return [Satisfaction(category, category.message, *map(int, sums)) for category, *sums in rows]


@dataclass(frozen=True)
class AnswerFilter:
    """Which answers: asked within [since, until), about this person's work, in this category, satisfied or not, of this mark."""

    since: datetime | None = None
    until: datetime | None = None
    owner_id: int | None = None
    category: Category | None = None
    satisfied: bool | None = None

    def asked(self) -> dict[str, Any]:
        """What is asked for, by the name of its condition."""
        return given(
            since=self.since, until=self.until, owner=self.owner_id, category=self.category,
            satisfied=self.satisfied or None, not_satisfied=self.satisfied is False or None,
        )  # fmt: skip


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "since": col(Survey.sent_at) >= bindparam("since"),
    "until": col(Survey.sent_at) < bindparam("until"),
    "owner": col(Survey.owner_id) == bindparam("owner"),
    "category": col(Ticket.category) == bindparam("category"),
    "satisfied": col(Survey.overall) >= SATISFIED_FROM,
    "not_satisfied": col(Survey.overall) < SATISFIED_FROM,
    "after": or_(
        col(Survey.sent_at) < bindparam("after"),
        and_(col(Survey.sent_at) == bindparam("after"), col(Survey.id) < bindparam("after_id")),
    ),
}


@dataclass(frozen=True)
class AnswerRow:
    """One answer: marks of 1 to 5, the customer's words, and the ticket it is about."""

    id: int
    ticket_number: str
    symptom: str
    category: Category
    customer: str
    owner: str
    sent_at: datetime
    answered_at: datetime
    answered_through: SurveyChannel | None
    speed: int | None
    ability: int | None
    attitude: int | None
    overall: int | None
    comment: str


_CUSTOMER = func.coalesce(func.nullif(col(Customer.short_name), ""), col(Customer.name)).label("customer")


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.join(Ticket, col(Ticket.id) == col(Survey.ticket_id))
        .join(Customer, col(Customer.id) == col(Survey.customer_id))
        .join(Person, col(Person.id) == col(Survey.owner_id))
    )


def answers(
    session: Session, wanted: AnswerFilter, after: tuple[datetime, int] | None = None, limit: int = LIST_LIMIT
) -> list[AnswerRow]:
    """The answers behind a figure, the last asked first, behind the (sent_at, id) of `after`."""
    asked = wanted.asked()
    if after is not None:
        asked["after"], asked["after_id"] = after
    return [AnswerRow(*row) for row in all_of(session, _page(tuple(asked)), most=limit, **asked)]


def count_answers(session: Session, wanted: AnswerFilter, at_most: int = 1000) -> int:
    """How many answers match, counted up to `at_most`."""
    asked = wanted.asked()
    return int(ask(session, _count(tuple(asked)), most=at_most, **asked).scalar_one())


# Each combination of conditions is written once: the page asks every few seconds.
@lru_cache
def _page(conditions: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    columns: tuple[SQLColumnExpression[Any], ...] = (
        col(Survey.id), col(Ticket.number), col(Ticket.symptom), col(Ticket.category), _CUSTOMER, col(Person.name),
        col(Survey.sent_at), col(Survey.answered_at), col(Survey.answered_through), col(Survey.speed), col(Survey.ability),
        col(Survey.attitude), col(Survey.overall), col(Survey.comment),
    )  # fmt: skip
    asked = _answered(_joined(select(*columns).select_from(Survey)), conditions)
    return asked.order_by(col(Survey.sent_at).desc(), col(Survey.id).desc()).limit(bindparam("most"))


@lru_cache
def _count(conditions: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    matching = select(col(Survey.id)).select_from(Survey)
    if "category" in conditions:
        matching = matching.join(Ticket, col(Ticket.id) == col(Survey.ticket_id))
    return select(func.count()).select_from(_answered(matching, conditions).limit(bindparam("most")).subquery())


def _answered(statement: Select[*tuple[Any, ...]], conditions: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    wanted = (_CONDITIONS[name] for name in conditions if name in _CONDITIONS)
    return statement.where(col(Survey.answered_at).is_not(None), *wanted)


@dataclass(frozen=True)
class WaitingRow:
    """A customer still to be asked, or asked and not heard yet (`sent_at` is None: not asked)."""

    ticket_id: int
    ticket_number: str
    symptom: str
    customer: str
    owner: str
    solved_at: datetime | None
    survey_id: int
    sent_at: datetime | None = None
    expires_at: datetime | None = None


_WAITING: tuple[SQLColumnExpression[Any], ...] = (
    col(Ticket.id).label("ticket_id"),
    col(Ticket.number).label("ticket_number"),
    col(Ticket.symptom),
    _CUSTOMER,
    col(Person.name).label("owner"),
    col(Ticket.solved_at),
)


_UNANSWERED = (
    _joined(select(*_WAITING, col(Survey.id).label("survey_id"), col(Survey.sent_at), col(Survey.expires_at)).select_from(Survey))
    .where(col(Survey.answered_at).is_(None), col(Survey.expires_at) > bindparam("now"))
    .order_by(col(Survey.expires_at))
)
_TO_ASK = (
    _joined(select(*_WAITING, col(Survey.id).label("survey_id")).select_from(Survey))
    .where(col(Survey.answered_at).is_(None), col(Survey.expires_at).is_(None))
    .order_by(col(Survey.id).desc())
)


def unanswered(session: Session, now: datetime, limit: int = LIST_LIMIT) -> list[WaitingRow]:
    """Surveys that can still be answered; the one that expires first comes first."""
    return [WaitingRow(**row) for row in ask(session, _UNANSWERED.limit(limit), now=now).mappings()]


def to_ask(session: Session, limit: int = LIST_LIMIT) -> list[WaitingRow]:
    """Solved requests whose customer was not asked yet, the last solved first."""
    return [WaitingRow(**row) for row in ask(session, _TO_ASK.limit(limit)).mappings()]
