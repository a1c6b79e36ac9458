"""How the problem base of the demonstration department grew: proposed by who solved, published by a manager, used again."""

from datetime import datetime

from sqlmodel import col, select

from portal.actions.article_use import RateArticle, UseArticle, rate_article, use_article
from portal.actions.articles import MoveArticle, ProposeArticle, propose_article, publish_article
from portal.db.models.articles import Article
from seed.demo.desk import Desk
from seed.demo.stage import Life


def propose(desk: Desk, at: datetime) -> Life:
    """Whoever solved it proposes it, unless it is known; a manager publishes most proposals within some days."""
    known = desk.stage.articles
    if desk.call.case.cause in known or desk.chance.random() > 0.12:
        return
    known[desk.call.case.cause] = 0
    at = desk.wait(at, 5, 60)
    yield at
    outcome = desk.stage.do(propose_article, ProposeArticle(ticket_id=desk.id), desk.me, at)
    yield from publish(desk, outcome.number, at)


def publish(desk: Desk, number: str, at: datetime) -> Life:
    """A manager reads a candidate and publishes it."""
    id = int(desk.stage.ask(select(col(Article.id)).where(col(Article.number) == number))[0][0])
    if desk.chance.random() < 0.9:
        at = desk.wait(at, 100, 1500)
        yield at
        desk.stage.do(publish_article, MoveArticle(**desk.stage.version(Article, id)), desk.manager(), at)
        desk.stage.articles[desk.call.case.cause] = id


def use(desk: Desk, at: datetime) -> None:
    """The same cause again: the article is used, and mostly it helps."""
    id = desk.stage.articles.get(desk.call.case.cause, 0)
    if id and desk.chance.random() < 0.5 and desk.stage.is_published(id):
        desk.stage.do(use_article, UseArticle(id=id, ticket_id=desk.id), desk.me, at)
        if desk.chance.random() < 0.4:
            helpful = desk.chance.random() < 0.86
            desk.stage.do(rate_article, RateArticle(id=id, ticket_id=desk.id, helpful=helpful), desk.me, at)
