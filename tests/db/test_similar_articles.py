"""Published articles about something alike (rule H-11)."""

from datetime import UTC, datetime

import pytest

from portal.db import search
from portal.db.models.articles import Article
from portal.db.queries.suggestions import similar_articles
from portal.db.session import reading, writing
from portal.rules.articles import ArticleStatus
from portal.rules.tickets import Category
from tests.cast import Cast

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.rule("H-11")]
T = datetime(2026, 3, 1, tzinfo=UTC)


def publish(cast: Cast, *titles: str) -> None:
    """Articles of these titles, the first one oldest."""
    with writing() as session:
        for place, name in enumerate(titles):
            article = Article(
                number=f"K-{place}", title=name, category=Category.TECHNICAL, status=ArticleStatus.PUBLISHED,
                author_id=cast.ids["li"], created_at=T, changed_at=T,
            )  # fmt: skip
            session.add(article)
            session.flush()
            search.keep_words(session, "article_words", article.id or 0, name)


def found(text: str) -> list[str]:
    with reading() as session:
        return [article.title for article in similar_articles(session, text)]


def test_the_right_article_is_found_behind_hundreds_of_newer_ones(cast: Cast) -> None:
    old = "社保基数调整后工资计算补扣金额翻倍"
    publish(cast, old, *(f"工资计算结果第{number}次不一致" for number in range(300)))
    assert found("调整社保基数以后，工资计算的补扣金额变成两倍")[0] == old


def test_english_words_and_numbers_count_as_well(cast: Cast) -> None:
    publish(cast, "ORA-12541 no listener after restart", "Login page is blank")
    assert found("we get ORA-12541 since the restart: no listener")[0] == "ORA-12541 no listener after restart"


@pytest.mark.parametrize("text", ["", "   ", "的", "' OR 1=1 --", '"', "a:* & b | !c", "工资" * 4000, "NEAR(a b)", "\\'"])
def test_whatever_is_typed_is_only_text(cast: Cast, text: str) -> None:
    publish(cast, "登录页面空白")
    assert found(text) == []
