"""What waits for a reviewer, and what a reviewer can do with an article (rules K-02, K-04)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from portal.actions.articles import (
    EditArticle,
    MoveArticle,
    RetireArticle,
    edit_article,
    publish_article,
    retire_article,
    review_article,
)
from portal.clock import at_the_office
from portal.db.queries import articles
from portal.db.queries.article_detail import ArticleDetail
from portal.db.queries.articles import ArticleFilter
from portal.i18n import N_, _, translate
from portal.rules.articles import NEXT, ArticleStatus
from portal.rules.permissions import Right
from portal.ui import list_filters
from portal.ui.article.marks import article_mark
from portal.ui.figure_row import Figure, figure_row
from portal.ui.folded import folded
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import short
from portal.ui.tables import Column, table


def waiting(look: Look) -> None:
    """How much waits, and the oldest of it."""
    today = at_the_office(look.now).date()

    figures = [
        (_("Candidates"), ArticleFilter(status=ArticleStatus.CANDIDATE), {"state": "candidate"}),
        (_("In review"), ArticleFilter(status=ArticleStatus.IN_REVIEW), {"state": "in_review"}),
        (_("Published"), ArticleFilter(status=ArticleStatus.PUBLISHED), {"state": "published"}),
        (_("Never used"), ArticleFilter(status=ArticleStatus.PUBLISHED, never_used=True), {"state": "published", "use": "never"}),
        (_("Out of date"), ArticleFilter(review_before=today), {"use": "outdated"}),
    ]
    counted = [(title, str(articles.count_articles(look.session, asked)), shown) for title, asked, shown in figures]
    figure_row(
        "articles", [Figure("-".join(shown.values()), title, number, "", _show(shown)) for title, number, shown in counted]
    )
    rows = articles.articles_to_review(look.session, limit=8)
    if rows:
        st.subheader(_("Waiting for review"), anchor=False)
        now = look.now
        columns = [
            Column(name="status", title=N_("State"), kind="mark", value=lambda row: article_mark(row.status), width=90),
            Column(name="changed_at", title=N_("Since"), value=lambda row: short(row.changed_at, now), width=95),
            Column(name="title", title=N_("Title"), width=460),
            Column(name="product", title=N_("Product"), width=110),
            Column(name="author", title=N_("Author"), width=90),
            Column(name="number", title=N_("Number"), width=115),
        ]
        table("articles.review", columns, rows, lambda row: ("article", row.number), tall=8)


def _show(values: dict[str, str]) -> Callable[[], None]:
    nothing = {"find": "", "product": "", "category": "", "state": "", "use": "", "sort": ""}
    return lambda: list_filters.put("articles", {**nothing, **values})


MOVES = (
    (ArticleStatus.PUBLISHED, publish_article, N_("Publish"), "publish"),
    (ArticleStatus.IN_REVIEW, review_article, N_("Take into review"), "rate_review"),
)


def review(look: Look, article: ArticleDetail) -> None:
    """Publish, take back to review, retire: what the article's state leaves open."""
    fixed = {"id": article.id, "seen": article.version}
    for status, action, words, icon in MOVES:
        if status in NEXT[article.status]:
            command_form(
                f"article.{article.id}.{action.__name__}",
                MoveArticle,
                action,
                fixed=fixed,
                submit=translate(words),
                icon=f":material/{icon}:",
                secondary=status is not ArticleStatus.PUBLISHED,
                wide=True,
                done=lambda outcome: _("{number} is saved.").format(number=outcome.number),
            )
    if ArticleStatus.RETIRED in NEXT[article.status]:
        name = f"article.{article.id}.retire_article"
        folded(_("Retire"), partial(_retire, name, fixed), key=name, icon="archive")


def _retire(name: str, fixed: dict[str, Any]) -> None:
    command_form(
        name,
        RetireArticle,
        retire_article,
        fixed=fixed,
        submit=_("Retire the article"),
        secondary=True,
        done=lambda outcome: _("{number} is retired and not found any more.").format(number=outcome.number),
    )


def may_edit(look: Look, article: ArticleDetail) -> bool:
    """Reviewers edit everything, authors their candidates."""
    own_candidate = article.author_id == look.actor.id and article.status is ArticleStatus.CANDIDATE
    return look.actor.may(Right.REVIEW_ARTICLE) or (own_candidate and look.actor.may(Right.PROPOSE_ARTICLE))


def edit(article: ArticleDetail) -> None:
    """The article's words, to be changed."""
    command_form(
        f"article.{article.id}.edit_article",
        EditArticle,
        edit_article,
        fixed={"id": article.id, "seen": article.version},
        initial={name: getattr(article, name) for name in EditArticle.model_fields if name not in ("id", "seen")},
        columns=[["title"], ["product", "product_version", "category"], ["symptom"], ["cause"], ["solution"]],
        done=lambda outcome: _("{number} is saved; the words before are kept in its story.").format(number=outcome.number),
    )
