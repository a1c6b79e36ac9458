"""One article of the standard problem base, and where it was used (rules K-01, H-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.articles import Article, ArticleUse
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.people import Person
from portal.db.models.records import Event
from portal.db.models.tickets import Ticket
from portal.db.queries.articles import readable
from portal.db.queries.one_ticket import StoryEntry
from portal.errors import NotFound
from portal.rules.articles import ArticleStatus
from portal.rules.tickets import Category


@dataclass(frozen=True)
class ArticleDetail:
    """One article as it is read."""

    id: int
    number: str
    version: int
    title: str
    product: str
    product_version: str
    category: Category
    symptom: str
    cause: str
    solution: str
    status: ArticleStatus
    author_id: int
    author: str
    reviewer: str | None
    source_ticket: str | None
    source_order: str | None
    created_at: datetime
    published_at: datetime | None
    review_on: date | None
    uses: int
    helpful: int
    unhelpful: int
    changed_at: datetime
    changed_by: str | None


_OWN = [name for name in ArticleDetail.__dataclass_fields__ if name in Article.model_fields]


_AUTHOR, _REVIEWER, _CHANGER = (aliased(Person) for _ in range(3))
_ARTICLE: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Article, name) for name in _OWN),
        col(_AUTHOR.name).label("author"),
        col(_REVIEWER.name).label("reviewer"),
        col(_CHANGER.name).label("changed_by"),
        col(Ticket.number).label("source_ticket"),
        col(DispatchOrder.number).label("source_order"),
    )
    .join(_AUTHOR, col(_AUTHOR.id) == col(Article.author_id))
    .outerjoin(_REVIEWER, col(_REVIEWER.id) == col(Article.reviewer_id))
    .outerjoin(_CHANGER, col(_CHANGER.id) == col(Article.changed_by_id))
    .outerjoin(Ticket, col(Ticket.id) == col(Article.source_ticket_id))
    .outerjoin(DispatchOrder, col(DispatchOrder.id) == col(Article.source_order_id))
    .where(col(Article.number) == bindparam("number"))
)


def article(session: Session, number: str, *, reader_id: int | None) -> ArticleDetail:
    """The article of that number. Raises NotFound where there is none that this reader may read (None: a reviewer)."""
    statement = _ARTICLE if reader_id is None else _ARTICLE.where(readable(reader_id))
    found = ask(session, statement, number=number).mappings().first()
    if found is None:
        raise NotFound
    return ArticleDetail(**found)


@dataclass(frozen=True)
class UseRow:
    """A ticket that an article was used for."""

    ticket_id: int
    ticket_number: str
    symptom: str
    person_id: int
    person: str
    at: datetime
    helpful: bool | None


_USES: Select[*tuple[Any, ...]] = (
    select(
        col(ArticleUse.ticket_id),
        col(Ticket.number).label("ticket_number"),
        col(Ticket.symptom),
        col(ArticleUse.person_id),
        col(Person.name).label("person"),
        col(ArticleUse.at),
        col(ArticleUse.helpful),
    )
    .join(Ticket, col(Ticket.id) == col(ArticleUse.ticket_id))
    .join(Person, col(Person.id) == col(ArticleUse.person_id))
    .where(col(ArticleUse.article_id) == bindparam("article_id"))
    .order_by(col(ArticleUse.at).desc())
)
_STORY: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Event, name) for name in ("id", "at", "kind", "subject", "subject_id", "text", "facts")),
        col(Person.name).label("person"),
    )
    .outerjoin(Person, col(Person.id) == col(Event.person_id))
    .where(col(Event.subject) == "article", col(Event.subject_id) == bindparam("article_id"))
    .order_by(col(Event.id).desc())
)


def uses_of(session: Session, article_id: int, limit: int = 10) -> list[UseRow]:
    """The last tickets for which an article was used."""
    return [UseRow(**row) for row in ask(session, _USES.limit(limit), article_id=article_id).mappings()]


def article_story(session: Session, article_id: int, limit: int = 50) -> list[StoryEntry]:
    """What happened to an article, the last first."""
    return [StoryEntry(**row) for row in ask(session, _STORY.limit(limit), article_id=article_id).mappings()]
