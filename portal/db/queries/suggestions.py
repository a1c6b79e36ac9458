"""What helps while a problem is being typed: similar articles, similar solved tickets, possible duplicates (H-11, H-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, col

from portal.db import search
from portal.db.asking import all_of
from portal.db.models.articles import Article
from portal.db.models.people import Person
from portal.db.models.tickets import Ticket
from portal.rules.articles import ArticleStatus
from portal.rules.likeness import ALIKE, likeness, telling_phrases
from portal.rules.tickets import TicketStatus

CANDIDATES = 80


class Described(Protocol):
    """Anything that says what went wrong."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says, in one or more ways."""
        ...


D = TypeVar("D", bound=Described)


@dataclass(frozen=True)
class SimilarArticle:
    """A published article that may solve it."""

    id: int
    number: str
    title: str
    symptom: str
    cause: str
    solution: str
    uses: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The title and the symptom."""
        return self.title, self.symptom


@dataclass(frozen=True)
class SimilarTicket:
    """A solved ticket that may have been the same problem, or an open one that may be the same request."""

    id: int
    number: str
    symptom: str
    cause: str
    solution: str
    status: TicketStatus
    owner: str
    at: datetime

    @property
    def texts(self) -> tuple[str, ...]:
        """The symptom."""
        return (self.symptom,)


def similar_articles(session: Session, text: str, limit: int = 3) -> list[SimilarArticle]:
    """Published articles about something alike, the most alike first (rule H-11)."""
    candidates = search.best_with_any(session, "article_words", telling_phrases(text), CANDIDATES)
    if not candidates:
        return []
    asked = select(
        col(Article.id), col(Article.number), col(Article.title), col(Article.symptom), col(Article.cause),
        col(Article.solution), col(Article.uses),
    ).where(col(Article.id).in_(candidates), col(Article.status) == ArticleStatus.PUBLISHED)  # fmt: skip
    found = [
        SimilarArticle(id, number, title, symptom, cause, solution, uses)
        for id, number, title, symptom, cause, solution, uses in all_of(session, asked)
    ]
    return _most_alike(text, sorted(found, key=lambda row: candidates.index(row.id)), limit)


def similar_solved_tickets(session: Session, text: str, limit: int = 3, besides: int | None = None) -> list[SimilarTicket]:
    """Solved tickets about something alike, the most alike of the newest (rule H-11); `besides` is the ticket on the screen."""
    newest = search.newest_with_any(session, "ticket_words", telling_phrases(text), CANDIDATES)
    if newest is None:
        return []
    asked = _tickets().where(col(Ticket.id).in_(newest), col(Ticket.solution) != "", ~col(Ticket.is_open))
    return _most_alike(text, (row for row in _rows(session, asked) if row.id != besides), limit)


def possible_duplicates(session: Session, customer_id: int, text: str, limit: int = 3) -> list[SimilarTicket]:
    """Open tickets of the customer about something alike (rule H-12)."""
    asked = _tickets().where(col(Ticket.customer_id) == customer_id, col(Ticket.is_open))
    return _most_alike(text, _rows(session, asked.order_by(col(Ticket.id).desc()).limit(CANDIDATES)), limit)


@lru_cache
def _tickets() -> Select[*tuple[Any, ...]]:
    return select(
        col(Ticket.id), col(Ticket.number), col(Ticket.symptom), col(Ticket.cause), col(Ticket.solution), col(Ticket.status),
        col(Person.name), col(Ticket.registered_at),
    ).join(Person, col(Person.id) == col(Ticket.owner_id))  # fmt: skip


def _rows(session: Session, asked: Select[*tuple[Any, ...]]) -> list[SimilarTicket]:
    return [SimilarTicket(*row) for row in all_of(session, asked)]


def _most_alike(text: str, rows: Iterable[D], limit: int) -> list[D]:
    alike = sorted(((max(likeness(text, said) for said in row.texts), row) for row in rows), key=lambda pair: -pair[0])
    return [row for share, row in alike if share >= ALIKE][:limit]
