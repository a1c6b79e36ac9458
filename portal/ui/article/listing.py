"""The articles as a list: found by words with the place of the match, or by product, category, state and use (rule K-03)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from portal.clock import at_the_office
from portal.db.queries import articles
from portal.db.queries.articles import ArticleFilter, ArticleRow, Sorting
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate, translate_count
from portal.rules.articles import ArticleStatus
from portal.rules.permissions import Right
from portal.rules.tickets import Category
from portal.ui.article.marks import article_mark, helpful_words, review_words
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Listing, Values

PARTS = {"title": N_("Title"), "symptom": N_("Symptom"), "cause": N_("Cause"), "solution": N_("Solution")}
NEVER_USED, OUT_OF_DATE = "never", "outdated"


def all_articles(look: Look) -> Listing:
    """The list with its filters."""
    today = at_the_office(look.now).date()
    products = {product: product for product in articles.products(look.session)}
    title = Column(name="title", title=N_("Title"), width=320)
    found = [title]
    if st.query_params.get("find"):
        found = [replace(title, width=160), Column(name="match", title=N_("Found in"), value=match_words, width=160)]
    return Listing(
        name="articles",
        columns=[
            *found,
            Column(name="product", title=N_("Product"), width=80),
            Column(name="category", title=N_("Category"), value=lambda row: row.category.label, width=110),
            Column(name="status", title=N_("State"), kind="mark", value=lambda row: article_mark(row.status), width=85),
            Column(name="uses", title=N_("Uses"), kind="number", width=70),
            Column(name="helpful", title=N_("Helpful"), value=lambda row: helpful_words(row.helpful, row.unhelpful), width=65),
            Column(name="review", title=N_("Review on"), value=lambda row: review_words(row.review_on, today), width=150),
            Column(name="number", title=N_("Number"), width=110),
        ],
        filters=[
            Filter(
                name="find", title=N_("Find"), kind="find", placeholder=N_("Words of the problem, in Chinese or English"), width=2
            ),
            Filter(name="product", title=N_("Product"), choices=lambda: products),
            Filter(name="category", title=N_("Category"), choices=Category),
            Filter(name="state", title=N_("State"), choices=ArticleStatus),
            Filter(name="use", title=N_("Use"), choices=lambda: {NEVER_USED: _("Never used"), OUT_OF_DATE: _("Out of date")}),
            Filter(name="sort", title=N_("First"), choices=Sorting, first=Sorting.USED.value),
        ],
        rows=_rows,
        place=_place,
        count=_count,
        words=lambda number: translate_count("{count} article matches", "{count} articles match", number),
        opens=lambda row: ("article", row.number),
        empty=_("No article matches. Try fewer or other words; what you solve yourself can become an article with one click."),
    )


def match_words(row: ArticleRow) -> str:
    """Where a search found an article, with the words around it."""
    if row.match is None:
        return ""
    return f"{translate(PARTS[row.match.part])}: {row.match.before}{row.match.found}{row.match.after}"


def wanted(look: Look, values: Values) -> ArticleFilter:
    """The filters as a question; who does not review reads what is published and what they wrote."""
    return ArticleFilter(
        status=ArticleStatus(values["state"]) if values["state"] else None,
        product=values["product"],
        category=Category(values["category"]) if values["category"] else None,
        never_used=values["use"] == NEVER_USED,
        review_before=at_the_office(look.now).date() if values["use"] == OUT_OF_DATE else None,
        reader_id=None if look.actor.may(Right.REVIEW_ARTICLE) else look.me,
    )


def _rows(look: Look, values: Values, after: Any, limit: int) -> Sequence[ArticleRow]:
    asked = wanted(look, values)
    if values["find"]:
        skipped = after["place"] if after else 0
        return articles.find_articles(look.session, values["find"], asked)[skipped : skipped + limit]
    sorting = Sorting(values["sort"] or Sorting.USED)
    behind = (after[sorting.value], after["id"]) if after else None
    return articles.articles(look.session, asked, sorting, behind, limit)


def _place(row: ArticleRow) -> dict[str, int]:
    return {"place": row.place, Sorting.USED: row.uses, Sorting.HELPFUL: row.helpful, Sorting.NEWEST: row.id, "id": row.id}


def _count(look: Look, values: Values) -> Count:
    asked = wanted(look, values)
    if values["find"]:
        return Count(len(articles.find_articles(look.session, values["find"], asked)))
    return Count(articles.count_articles(look.session, asked))
