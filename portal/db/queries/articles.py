"""The standard problem base: the list, searched and ranked (rules K-01 to K-04)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    TextClause,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlmodel import Session, col

from portal.db import search
from portal.db.asking import ask
from portal.db.models.articles import Article
from portal.db.models.people import Person
from portal.db.session import is_postgresql
from portal.i18n import N_
from portal.rules.articles import ArticleStatus
from portal.rules.labels import Labelled
from portal.rules.matches import Match, first_match
from portal.rules.tickets import Category

LIST_LIMIT = 50
MOST_FOUND = 200
WAITING = (ArticleStatus.CANDIDATE, ArticleStatus.IN_REVIEW)
PARTS = ("title", "symptom", "cause", "solution")


class Sorting(Labelled):
    """What comes first where nothing is searched for."""

    USED = "used", N_("Most used")
    HELPFUL = "helpful", N_("Most helpful")
    NEWEST = "newest", N_("Newest")


_SORTED_BY: dict[Sorting, SQLColumnExpression[Any]] = {
    Sorting.USED: col(Article.uses),
    Sorting.HELPFUL: col(Article.helpful),
    Sorting.NEWEST: col(Article.id),
}


@dataclass(frozen=True)
class ArticleFilter:
    """Which articles; `reader_id` limits them to published ones and the reader's own (None: a reviewer sees all)."""

    status: ArticleStatus | None = None
    product: str = ""
    category: Category | None = None
    never_used: bool = False
    review_before: date | None = None
    reader_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on the article."""
        wanted: list[ColumnElement[bool]] = []
        if self.status is not None:
            wanted.append(col(Article.status) == self.status)
        if self.product:
            wanted.append(col(Article.product) == self.product)
        if self.category is not None:
            wanted.append(col(Article.category) == self.category)
        if self.never_used:
            wanted.append(col(Article.uses) == 0)
        if self.review_before is not None:
            wanted.append(and_(col(Article.status) == ArticleStatus.PUBLISHED, col(Article.review_on) < self.review_before))
        if self.reader_id is not None:
            wanted.append(readable(self.reader_id))
        return wanted


def readable(reader_id: int) -> ColumnElement[bool]:
    """What somebody who does not review may read: what is published, and what they wrote."""
    return or_(col(Article.status) == ArticleStatus.PUBLISHED, col(Article.author_id) == reader_id)


@dataclass(frozen=True)
class ArticleRow:
    """An article in a list; `match` says where a search found it."""

    id: int
    number: str
    title: str
    product: str
    product_version: str
    category: Category
    status: ArticleStatus
    author: str
    uses: int
    helpful: int
    unhelpful: int
    review_on: date | None
    changed_at: datetime
    match: Match | None = None
    place: int = 0  # among the results of a search


_ROW = [name for name in ArticleRow.__dataclass_fields__ if name in Article.model_fields]


@lru_cache
def _rows() -> Select[*tuple[Any, ...]]:
    return select(*(getattr(Article, name) for name in _ROW), col(Person.name).label("author")).join(
        Person, col(Person.id) == col(Article.author_id)
    )


def articles(
    session: Session,
    wanted: ArticleFilter,
    sorting: Sorting = Sorting.USED,
    after: tuple[int, int] | None = None,
    limit: int = LIST_LIMIT,
) -> list[ArticleRow]:
    """The articles that match, best first, behind the (sorted value, id) of `after`."""
    value, id = _SORTED_BY[sorting], col(Article.id)
    statement = _rows().where(*wanted.conditions())
    if after is not None:
        statement = statement.where(or_(value < after[0], and_(value == after[0], id < after[1])))
    ordered = statement.order_by(value.desc(), id.desc()).limit(limit)
    return [ArticleRow(**row) for row in ask(session, ordered).mappings()]


def articles_to_review(session: Session, limit: int = LIST_LIMIT) -> list[ArticleRow]:
    """Candidates and articles in review, the longest waiting first."""
    waiting = _rows().where(col(Article.status).in_(WAITING)).order_by(col(Article.changed_at), col(Article.id)).limit(limit)
    return [ArticleRow(**row) for row in ask(session, waiting).mappings()]


def count_articles(session: Session, wanted: ArticleFilter) -> int:
    """How many articles match."""
    return int(ask(session, select(func.count()).select_from(Article).where(*wanted.conditions())).scalar_one())


def find_articles(session: Session, asked: str, wanted: ArticleFilter) -> list[ArticleRow]:
    """The best articles that contain every word asked for: in the title first, then by rank, then the most used."""
    query = search.query_text(asked, postgresql=is_postgresql(session))
    if query is None:
        return []
    ranking = _ranking(session).bindparams(bindparam("asked", query)).columns(literal_column("id"), literal_column("rank"))
    ranked = ranking.subquery("ranked")
    statement = (
        _rows()
        .add_columns(*(getattr(Article, part) for part in PARTS[1:]))
        .join(ranked, ranked.c.id == col(Article.id))
        .where(*wanted.conditions())
        .order_by(ranked.c.rank, col(Article.uses).desc(), col(Article.id).desc())
        .limit(MOST_FOUND)
    )
    found = [_with_match(asked, dict(row)) for row in ask(session, statement).mappings()]
    found.sort(key=lambda row: PARTS.index(row.match.part) if row.match else len(PARTS))
    return [replace(row, place=place) for place, row in enumerate(found, 1)]


def _ranking(session: Session) -> TextClause:
    if is_postgresql(session):
        return text(
            "SELECT id, -ts_rank(words, CAST(:asked AS tsquery)) AS rank FROM article_words "
            "WHERE words @@ CAST(:asked AS tsquery)"
        )
    return text("SELECT rowid AS id, bm25(article_words) AS rank FROM article_words WHERE article_words MATCH :asked")


def _with_match(asked: str, row: dict[str, Any]) -> ArticleRow:
    match = first_match(asked, {part: row[part] for part in PARTS})
    return ArticleRow(**{name: row[name] for name in ArticleRow.__dataclass_fields__ if name in row}, match=match)


def products(session: Session) -> list[str]:
    """The products that articles are about."""
    statement = select(col(Article.product)).where(col(Article.product) != "").distinct().order_by(col(Article.product))
    return list(ask(session, statement).scalars())
