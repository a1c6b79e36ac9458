"""The standard problem base."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.articles import ArticleStatus
from portal.rules.tickets import Category


class Article(Table, table=True):
    """One standard problem: symptom, cause, solution (rule K-01)."""

    __tablename__ = "article"
    __table_args__ = (Index("ix_article_status_uses", "status", "uses"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    title: str = Field(max_length=120)
    product: str = Field(default="", max_length=60)
    product_version: str = Field(default="", max_length=20)
    category: Category = Field(sa_type=text_enum(Category))
    symptom: str = Field(default="", sa_type=Text)
    cause: str = Field(default="", sa_type=Text)
    solution: str = Field(default="", sa_type=Text)
    status: ArticleStatus = Field(default=ArticleStatus.CANDIDATE, sa_type=text_enum(ArticleStatus))
    source_ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    source_order_id: int | None = Field(default=None, foreign_key="dispatch_order.id")
    author_id: int = Field(foreign_key="person.id")
    reviewer_id: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    published_at: datetime | None = None
    review_on: date | None = None
    uses: int = 0
    helpful: int = 0
    unhelpful: int = 0
    changed_at: datetime
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class ArticleUse(Table, table=True):
    """An article used to solve a ticket, and whether it helped (rules H-11, K-04)."""

    __tablename__ = "article_use"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    helpful: bool | None = None
