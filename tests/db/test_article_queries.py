"""What the problem base asks the database."""

from datetime import date
from typing import Any

import pytest

from portal.db import search
from portal.db.models.articles import Article
from portal.db.queries import article_detail, articles
from portal.db.queries.articles import ArticleFilter, Sorting
from portal.db.session import reading, writing
from portal.errors import NotFound
from portal.rules.articles import ArticleStatus
from portal.rules.tickets import Category
from tests.cast import NOW, Cast


def an_article(cast: Cast, number: int, title: str, **facts: Any) -> int:
    """A published article, findable by its words."""
    given = {"author_id": cast.ids["li"], "status": ArticleStatus.PUBLISHED, "category": Category.TECHNICAL, **facts}
    with writing() as session:
        article = Article(number=f"K-2026-{number:06d}", title=title, created_at=NOW, changed_at=NOW, **given)
        session.add(article)
        session.flush()
        assert article.id is not None
        search.keep_words(session, "article_words", article.id, article.title, article.symptom, article.cause, article.solution)
        return article.id


@pytest.mark.rule("K-03")
def test_a_search_in_chinese_or_english_ranks_titles_first_and_shows_where_it_matched(database: str, cast: Cast) -> None:
    deep = an_article(cast, 1, "登录缓慢", solution="重启工资计算服务 payroll-service", uses=99)
    titled = an_article(cast, 2, "工资计算后系统崩溃", symptom="提示内存不足")
    an_article(cast, 3, "考勤导入失败")
    with reading() as session:
        found = articles.find_articles(session, "工资计算", ArticleFilter())
        assert [row.id for row in found] == [titled, deep]
        assert [row.match.part for row in found if row.match] == ["title", "solution"]
        assert [row.id for row in articles.find_articles(session, "PAYROLL", ArticleFilter())] == [deep]
        assert [row.id for row in articles.find_articles(session, "工资", ArticleFilter(product="考勤管理"))] == []
        assert articles.find_articles(session, "!!", ArticleFilter()) == []
        assert articles.find_articles(session, 'NEAR("x" AND', ArticleFilter()) == []


@pytest.mark.rule("K-03")
def test_the_most_used_the_never_used_and_the_out_of_date_are_visible(database: str, cast: Cast) -> None:
    often = an_article(cast, 1, "甲", uses=9, helpful=1, review_on=date(2026, 1, 1))
    helpful = an_article(cast, 2, "乙", uses=3, helpful=3)
    never = an_article(cast, 3, "丙")
    with reading() as session:

        def found(wanted: ArticleFilter, sorting: Sorting = Sorting.USED) -> list[int]:
            rows = articles.articles(session, wanted, sorting)
            assert articles.count_articles(session, wanted) == len(rows)
            return [row.id for row in rows]

        assert found(ArticleFilter()) == [often, helpful, never]
        assert found(ArticleFilter(), Sorting.HELPFUL) == [helpful, often, never]
        assert found(ArticleFilter(never_used=True)) == [never]
        assert found(ArticleFilter(review_before=date(2026, 3, 11))) == [often]
        behind = articles.articles(session, ArticleFilter(), Sorting.USED, after=(9, often))
        assert [row.id for row in behind] == [helpful, never]


@pytest.mark.rule("K-02")
def test_a_candidate_is_read_by_its_author_and_by_reviewers_only(database: str, cast: Cast) -> None:
    an_article(cast, 1, "候选", status=ArticleStatus.CANDIDATE)
    with reading() as session:
        assert article_detail.article(session, "K-2026-000001", reader_id=cast.ids["li"]).title == "候选"
        assert article_detail.article(session, "K-2026-000001", reader_id=None).author == "李敏"
        with pytest.raises(NotFound):
            article_detail.article(session, "K-2026-000001", reader_id=cast.ids["wang"])
        assert articles.articles(session, ArticleFilter(reader_id=cast.ids["wang"])) == []
        assert articles.find_articles(session, "候选", ArticleFilter(reader_id=cast.ids["wang"])) == []
