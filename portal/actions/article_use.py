"""Articles at work: used for a ticket, and rated by who used them (rules H-11, K-04)."""

from sqlmodel import Field

from portal.actions.articles import forget_words, must_see, tell
from portal.actions.command import Command
from portal.actions.deed import Outcome, Work, deed
from portal.db.models.articles import Article, ArticleUse
from portal.db.models.tickets import Ticket
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.articles import ArticleStatus, needs_review
from portal.rules.permissions import Right


class NotPublished(Refusal):
    """Only what was reviewed is passed on to customers."""

    message = N_("Only a published article can be used.")


class UseArticle(Command):
    """An article was used for a ticket."""

    id: int
    ticket_id: int = Field(title=N_("Ticket"))


class RateArticle(UseArticle):
    """Whether it helped."""

    helpful: bool = Field(title=N_("It helped"))


@deed(Right.RATE_ARTICLE)
def use_article(work: Work, command: UseArticle) -> Outcome:
    """Record that an article was used for a ticket; it counts once a ticket."""
    article, use = _used(work, command)
    return Outcome("article", command.id, article.number, {"used_at": use.at.isoformat()})


@deed(Right.RATE_ARTICLE)
def rate_article(work: Work, command: RateArticle) -> Outcome:
    """Say whether an article helped; three who say no, and fewer who say yes, send it back to review."""
    article, use = _used(work, command)
    if use.helpful is not command.helpful:
        article.helpful += int(command.helpful) - int(use.helpful is True)
        article.unhelpful += int(not command.helpful) - int(use.helpful is False)
        use.helpful = command.helpful
        tell(work, article, "article_rated", ticket_id=command.ticket_id, helpful=command.helpful)
    if article.status is ArticleStatus.PUBLISHED and needs_review(article.helpful, article.unhelpful):
        article.status = ArticleStatus.IN_REVIEW
        work.touch(article)
        forget_words(work, article)
        tell(work, article, "article_in_review", helpful=article.helpful, unhelpful=article.unhelpful)
    return Outcome("article", command.id, article.number)


def _used(work: Work, command: UseArticle) -> tuple[Article, ArticleUse]:
    """The article, locked, and its use for the ticket, which is counted the first time."""
    article = work.find(Article, command.id)
    work.find(Ticket, command.ticket_id)
    must_see(work, command.ticket_id)
    use = work.session.get(ArticleUse, (command.id, command.ticket_id))
    if use is None:
        if article.status is not ArticleStatus.PUBLISHED:
            raise NotPublished
        use = work.add(ArticleUse(article_id=command.id, ticket_id=command.ticket_id, person_id=work.me, at=work.now))
        article.uses += 1
        tell(work, article, "article_used", ticket_id=command.ticket_id)
    return article, use
