"""The standard problem base: proposed from what was solved, reviewed, published, retired (rules K-01, K-02)."""

from calendar import monthrange
from datetime import date
from typing import Any

from sqlmodel import Field, col, select

from portal import clock
from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.numbers import next_number
from portal.db import search
from portal.db.base import id_of
from portal.db.models.articles import Article
from portal.db.models.customers import Installation
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.queries.attachments import sees_ticket
from portal.db.queries.standards import standards_on
from portal.errors import NotAllowed, NotFound, Refusal
from portal.i18n import N_
from portal.rules.articles import ArticleStatus, check_move
from portal.rules.permissions import Right
from portal.rules.tickets import Category


class NothingToPropose(Refusal):
    """An article needs a solution to pass on."""

    message = N_("There is no solution to pass on yet. Record cause and solution first.")


class ProposedAlready(Refusal):
    """One ticket gives one article."""

    message = N_("This was proposed already: see article {number}.")


class ArticleIncomplete(Refusal):
    """Nobody finds or understands an article without symptom and solution."""

    message = N_("An article needs a symptom and a solution before it is published.")
    field = "solution"


class ProposeArticle(Command):
    """One click: a candidate from a solved ticket or a dispatch order."""

    ticket_id: int | None = None
    order_id: int | None = None


class WriteArticle(Command):
    """What an article says."""

    title: Line = Field(title=N_("Title"), min_length=1, max_length=120)
    product: Line = Field(default="", title=N_("Product"), max_length=60)
    product_version: Line = Field(default="", title=N_("Version"), max_length=20)
    category: Category = Field(title=N_("Category"))
    symptom: Paragraph = Field(default="", title=N_("Symptom"), max_length=8000)
    cause: Paragraph = Field(default="", title=N_("Cause"), max_length=8000)
    solution: Paragraph = Field(default="", title=N_("Solution"), max_length=16000)


class EditArticle(WriteArticle):
    """A new version of an article."""

    id: int
    seen: int


class MoveArticle(Command):
    """Publishing an article, or taking one back to review."""

    id: int
    seen: int


class RetireArticle(MoveArticle):
    """Taking an article out of use."""

    reason: Paragraph = Field(title=N_("Reason"), min_length=1, max_length=500)


@deed(Right.PROPOSE_ARTICLE)
def propose_article(work: Work, command: ProposeArticle) -> Outcome:
    """Propose what was solved for the problem base, filled in from the ticket or the dispatch order."""
    if command.order_id is not None:
        order = work.find(DispatchOrder, command.order_id)
        must_see(work, order.ticket_id)
        ticket, cause, solution = work.find(Ticket, order.ticket_id), order.cause, order.work_done
    else:
        must_see(work, command.ticket_id)
        ticket = work.find(Ticket, command.ticket_id or 0)
        cause, solution = ticket.cause, ticket.solution
    known = _article_of(work, ticket)
    if known is not None:
        raise ProposedAlready(number=known.number)
    article = _propose(work, ticket, cause, solution, command.order_id)
    return Outcome("article", id_of(article), article.number)


def propose_from_order(work: Work, order: DispatchOrder) -> Article:
    """The article of the order's ticket: the one that was proposed before, else a candidate from what was done on site."""
    ticket = work.find(Ticket, order.ticket_id)
    return _article_of(work, ticket) or _propose(work, ticket, order.cause, order.work_done, order.id)


@deed(Right.PROPOSE_ARTICLE)
def write_article(work: Work, command: WriteArticle) -> Outcome:
    """Propose an article that comes from no single ticket."""
    article = _new(work, command.model_dump())
    return Outcome("article", id_of(article), article.number)


@deed(Right.PROPOSE_ARTICLE)
def edit_article(work: Work, command: EditArticle) -> Outcome:
    """Save a new version; the words before stay in the article's story. Authors edit their candidates, reviewers everything."""
    article = work.take(Article, command.id, seen=command.seen)
    own_candidate = article.author_id == work.me and article.status is ArticleStatus.CANDIDATE
    if not own_candidate and not work.actor.may(Right.REVIEW_ARTICLE):
        raise NotAllowed
    new = command.model_dump(exclude={"id", "seen"})
    before = {name: str(getattr(article, name)) for name, value in new.items() if getattr(article, name) != value}
    for name, value in new.items():
        setattr(article, name, value)
    if article.status is ArticleStatus.PUBLISHED:
        _must_be_complete(article)
        keep_words(work, article)
    tell(work, article, "article_edited", before=before)
    return Outcome("article", command.id, article.number)


@deed(Right.REVIEW_ARTICLE)
def publish_article(work: Work, command: MoveArticle) -> Outcome:
    """Publish an article: it can be found from now on, and comes up for review after the standard's months."""
    article = _moved(work, command, ArticleStatus.PUBLISHED)
    _must_be_complete(article)
    article.reviewer_id, article.published_at = work.me, work.now
    article.review_on = _months_later(work)
    keep_words(work, article)
    tell(work, article, "article_published")
    return Outcome("article", command.id, article.number)


@deed(Right.REVIEW_ARTICLE)
def review_article(work: Work, command: MoveArticle) -> Outcome:
    """Take an article into review; it is not offered meanwhile."""
    article = _moved(work, command, ArticleStatus.IN_REVIEW)
    forget_words(work, article)
    tell(work, article, "article_in_review")
    return Outcome("article", command.id, article.number)


@deed(Right.REVIEW_ARTICLE)
def retire_article(work: Work, command: RetireArticle) -> Outcome:
    """Take an article out of use; it is not found any more."""
    article = _moved(work, command, ArticleStatus.RETIRED)
    forget_words(work, article)
    tell(work, article, "article_retired", command.reason)
    return Outcome("article", command.id, article.number)


def _article_of(work: Work, ticket: Ticket) -> Article | None:
    work.session.flush()
    return work.session.exec(select(Article).where(col(Article.source_ticket_id) == ticket.id)).first()


def _propose(work: Work, ticket: Ticket, cause: str, solution: str, order_id: int | None) -> Article:
    if not solution.strip():
        raise NothingToPropose
    installation = work.session.get(Installation, ticket.installation_id or 0)
    words = {
        "title": ticket.symptom,
        "product": installation.product if installation else ticket.product,
        "product_version": installation.product_version if installation else "",
        "category": ticket.category,
        "symptom": "\n".join(filter(None, (ticket.symptom, ticket.description))),
        "cause": cause,
        "solution": solution,
    }
    return _new(work, words, ticket_id=ticket.id, order_id=order_id)


def _new(work: Work, words: dict[str, Any], *, ticket_id: int | None = None, order_id: int | None = None) -> Article:
    article = work.add(
        Article(
            number=next_number(work.session, "K", work.now),
            source_ticket_id=ticket_id,
            source_order_id=order_id,
            author_id=work.me,
            created_at=work.now,
            changed_at=work.now,
            changed_by_id=work.me,
            **words,
        )
    )
    tell(work, article, "article_proposed", ticket_id=ticket_id)
    return article


def must_see(work: Work, ticket_id: int | None) -> None:
    """Refuse a ticket that this person may not see, in the words for one that is not there."""
    if not sees_ticket(work.session, ticket_id, work.actor.id, work.actor.roles):
        raise NotFound


def _moved(work: Work, command: MoveArticle, wanted: ArticleStatus) -> Article:
    article = work.take(Article, command.id, seen=command.seen)
    check_move(article.status, wanted)
    article.status = wanted
    return article


def _must_be_complete(article: Article) -> None:
    if not (article.symptom.strip() and article.solution.strip()):
        raise ArticleIncomplete


def _months_later(work: Work) -> date:
    today = clock.at_the_office(work.now).date()
    months = today.month - 1 + standards_on(work.session, today).number("article.review_months")
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def keep_words(work: Work, article: Article) -> None:
    """Make a published article findable by what it says."""
    texts = (article.number, article.title, article.product, article.symptom, article.cause, article.solution)
    search.keep_words(work.session, "article_words", id_of(article), *texts)


def forget_words(work: Work, article: Article) -> None:
    """Let an article that is not published be found no more."""
    search.keep_words(work.session, "article_words", id_of(article))


def tell(work: Work, article: Article, kind: str, text: str = "", **facts: Any) -> None:
    """Write an event into an article's story, and into that of the ticket `ticket_id`."""
    work.happened(kind, "article", id_of(article), text=text, number=article.number, **facts)
