"""One article of the problem base: read it, use it, say whether it helped; reviewers publish and retire it."""

from functools import partial

import streamlit as st

from portal.clock import at_the_office
from portal.db.queries import article_detail
from portal.db.queries.article_detail import ArticleDetail
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import brief, feedback, gate, screen, story
from portal.ui.article import review, use
from portal.ui.article.marks import article_badge, helpful_words, review_words, uses_words
from portal.ui.brief import Text, Thing
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.status import Badge, day_words


def tell_story(look: Look, article_id: int) -> None:
    """What happened to the article, the latest first."""
    story.tell(look, article_detail.article_story(look.session, article_id))


def words_of(article: ArticleDetail) -> list[Thing]:
    """What it says."""
    parts = {_("Symptom"): article.symptom, _("Cause"): article.cause, _("Solution"): article.solution}
    return [Text(title, words) for title, words in parts.items() if words]


def facts(look: Look, article: ArticleDetail) -> list[Thing]:
    """How it is used, who stands behind it, and where it comes from."""
    known = {
        _("Use"): uses_words(article.uses),
        _("Found helpful"): helpful_words(article.helpful, article.unhelpful),
        _("Review on"): review_words(article.review_on, at_the_office(look.now).date()),
        _("Author"): f"{article.author}, {day_words(article.created_at)}",
        _("Published by"): f"{article.reviewer}, {day_words(article.published_at)}" if article.reviewer else "",
    }
    sources = (("ticket", article.source_ticket), ("dispatch-order", article.source_order))
    return [
        *(Text(title, words) for title, words in known.items() if words),
        *(
            brief.line(brief.link(look, _("From {number}").format(number=source), (address, source), icon="link"))
            for address, source in sources
            if source
        ),
    ]


with gate.looking(Right.SEE_ARTICLES) as look:
    reviewer = look.actor.may(Right.REVIEW_ARTICLE)
    number = st.query_params.get("id", "")
    article = article_detail.article(look.session, number, reader_id=None if reviewer else look.me)

    screen.heading(screen.plain(article.title), article.number)
    product = f"{article.product} {article.product_version}".strip()
    marks = article_badge(article.status), Badge(article.category.label, "gray"), Badge(product, "gray")
    brief.draw("article.state", [brief.line(*marks)])
    text, beside = st.columns([2, 1], gap="large")
    with text:
        brief.draw("article.words", words_of(article))
        if review.may_edit(look, article):
            folded(_("Edit"), partial(review.edit, article), key=f"article.{article.id}.edit_article", icon="edit")
        if reviewer:
            folded(
                _("Story of the article"), partial(tell_story, look, article.id), key=f"article.{article.id}.story",
                icon="history",
            )  # fmt: skip
    with beside:
        if reviewer:
            review.review(look, article)
        if look.actor.may(Right.RATE_ARTICLE):
            use.use(look, article)
        feedback.show(use.rating_form(article), lambda outcome: _("Thank you, noted."))
        brief.draw("article.facts", [*facts(look, article), *use.uses(look, article)])
