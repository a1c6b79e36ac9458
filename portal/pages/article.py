"""One article of the problem base: read it, use it, say whether it helped; reviewers publish and retire it."""

from functools import partial

import streamlit as st

from portal.clock import at_the_office
from portal.db.queries import article_detail
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, links, screen, story
from portal.ui.article import review, use
from portal.ui.article.marks import article_badge, helpful_words, review_words, uses_words
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.reading import label_and_text
from portal.ui.status import day_words


def tell_story(look: Look, article_id: int) -> None:
    """What happened to the article, the latest first."""
    story.tell(look, article_detail.article_story(look.session, article_id))


with gate.looking(Right.SEE_ARTICLES) as look:
    reviewer = look.actor.may(Right.REVIEW_ARTICLE)
    number = st.query_params.get("id", "")
    article = article_detail.article(look.session, number, reader_id=None if reviewer else look.me)

    screen.heading(screen.plain(article.title), article.number)
    with st.container(horizontal=True, vertical_alignment="center"):
        article_badge(article.status)
        st.badge(article.category.label, color="gray")
        if article.product:
            st.badge(screen.plain(f"{article.product} {article.product_version}".strip()), color="gray")
        links.link(look, "problem-base", _("Problem base"), icon=":material/arrow_back:")

    text, beside = st.columns([2, 1], gap="large")
    with text:
        label_and_text(_("Symptom"), article.symptom)
        label_and_text(_("Cause"), article.cause)
        label_and_text(_("Solution"), article.solution)
        if review.may_edit(look, article):
            folded(_("Edit"), partial(review.edit, article), key=f"article.{article.id}.edit_article", icon="edit")
        if reviewer:
            folded(
                _("Story of the article"),
                partial(tell_story, look, article.id),
                key=f"article.{article.id}.story",
                icon="history",
            )
    with beside:
        if reviewer:
            review.review(look, article)
        if look.actor.may(Right.RATE_ARTICLE):
            use.use(look, article)
        label_and_text(_("Use"), uses_words(article.uses))
        label_and_text(_("Found helpful"), helpful_words(article.helpful, article.unhelpful))
        label_and_text(_("Review on"), review_words(article.review_on, at_the_office(look.now).date()))
        label_and_text(_("Author"), f"{article.author}, {day_words(article.created_at)}")
        if article.reviewer:
            label_and_text(_("Published by"), f"{article.reviewer}, {day_words(article.published_at)}")
        for address, source in (("ticket", article.source_ticket), ("dispatch-order", article.source_order)):
            if source:
                links.link(look, address, _("From {number}").format(number=source), icon=":material/link:", id=source)
        use.uses(look, article)
