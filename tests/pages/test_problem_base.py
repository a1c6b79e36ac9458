"""Problem base: searched, read, used, rated; candidates reviewed and published (rules K-01 to K-04)."""

import pytest
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.articles import MoveArticle, ProposeArticle, WriteArticle, propose_article, publish_article, write_article
from portal.actions.deed import Outcome
from portal.db.models.articles import Article, ArticleUse
from portal.db.session import reading
from portal.rules.articles import ArticleStatus
from portal.rules.calls import Ending
from portal.rules.tickets import Backup, Category
from tests.cast import Cast, do
from tests.pages import signed_in_as
from tests.pages.desk import press, registered, said, tables, ticket, unfold

pytestmark = pytest.mark.usefixtures("sqlite_database")


def written(cast: Cast, title: str = "工资计算后系统崩溃", *, published: bool = True, **more: str) -> Outcome:
    """An article by Li, published by Sun."""
    words = {
        "title": title,
        "category": Category.TECHNICAL,
        "symptom": title,
        "cause": "内存不足",
        "solution": "扩大内存",
        **more,
    }
    made = do(write_article, WriteArticle.of(**words), cast.li, at=clock.now())
    if published:
        do(publish_article, MoveArticle(id=made.id, seen=1), cast.sun, at=clock.now())
    return made


def article(id: int) -> Article:
    with reading() as session:
        found = session.get_one(Article, id)
        session.expunge(found)
    return found


def opened(cast: Cast, made: Outcome, who: str = "li", language: str = "en") -> AppTest:
    return signed_in_as(cast, who, "article", id=made.number, language=language)


def titles(at: AppTest) -> list[str]:
    """The titles in the last table on the page: the list."""
    return [str(value) for value in tables(at)[-1]["title"]] if tables(at) else []


@pytest.mark.rule("K-03")
@pytest.mark.parametrize(
    ("asked", "found"), [("工资", 1), ("考勤 导入", 1), ("IMPORT", 1), ("不存在", 0), ("'; DROP", 0), ('"(*', 0)]
)
def test_a_search_finds_chinese_and_english_words(cast: Cast, asked: str, found: int) -> None:
    written(cast)
    written(cast, "考勤导入失败", solution="run import again")
    at = signed_in_as(cast, "li", "problem-base", find=asked)
    assert not at.exception
    assert len(titles(at)) == found


@pytest.mark.rule("K-03")
def test_a_result_shows_where_it_was_found(cast: Cast) -> None:
    written(cast, solution="重建索引 idx_salary 后恢复")
    at = signed_in_as(cast, "li", "problem-base", find="索引")
    assert list(tables(at)[-1]["match"]) == ["Solution: 重建索引 idx_salary 后恢复"]


def test_an_empty_base_reads_how_the_first_article_is_made(cast: Cast) -> None:
    assert "what you solve yourself can become an article" in said(signed_in_as(cast, "li", "problem-base"))


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("who", ["zhou", "wu", "admin"])
def test_who_does_not_serve_customers_has_no_problem_base(cast: Cast, who: str) -> None:
    with pytest.raises(ValueError, match="problem_base"):
        signed_in_as(cast, who, "problem-base")


@pytest.mark.rule("K-02")
def test_a_candidate_waits_for_the_reviewer_and_is_hidden_from_colleagues(cast: Cast) -> None:
    made = written(cast, published=False)
    at = signed_in_as(cast, "sun", "problem-base")
    assert "Waiting for review" in said(at)
    assert titles(signed_in_as(cast, "zhao", "problem-base")) == []
    assert "There is no such record" in opened(cast, made, "zhao").error[0].value


@pytest.mark.parametrize("number", ["", "K-2026-999999", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_number_is_no_article(cast: Cast, number: str) -> None:
    at = signed_in_as(cast, "li", "article", id=number)
    assert "There is no such record" in at.error[0].value


@pytest.mark.rule("K-02")
def test_a_reviewer_publishes_a_candidate(cast: Cast) -> None:
    made = written(cast, published=False)
    at = opened(cast, made, "sun")
    at.button(key=f"article.{made.id}.publish_article.submit").click().run()
    assert article(made.id).status is ArticleStatus.PUBLISHED
    assert article(made.id).review_on is not None


@pytest.mark.rule("K-02")
def test_an_article_without_a_solution_is_not_published(cast: Cast) -> None:
    made = written(cast, published=False, solution="")
    at = opened(cast, made, "sun")
    at.button(key=f"article.{made.id}.publish_article.submit").click().run()
    assert "needs a symptom and a solution" in said(at)
    assert article(made.id).status is ArticleStatus.CANDIDATE


@pytest.mark.rule("K-02")
def test_an_agent_reads_and_does_not_review(cast: Cast) -> None:
    made = written(cast)
    at = opened(cast, made, "zhao")
    assert "扩大内存" in said(at)
    assert not any(key in str(button.key) for button in at.button for key in ("publish", "review", "retire", "edit"))


@pytest.mark.rule("K-04")
def test_an_article_is_retired_with_a_reason_and_found_no_more(cast: Cast) -> None:
    made = written(cast)
    at = unfold(opened(cast, made, "sun"), f"article.{made.id}.retire_article")
    at.text_area(key=f"article.{made.id}.retire_article.reason").input("8.3 版已修复").run()
    at.button(key=f"article.{made.id}.retire_article.submit").click().run()
    assert article(made.id).status is ArticleStatus.RETIRED
    assert titles(signed_in_as(cast, "li", "problem-base", find="工资")) == []


@pytest.mark.rule("K-01")
def test_a_second_reviewer_who_saves_an_old_version_is_told_and_keeps_the_words(cast: Cast) -> None:
    made = written(cast, published=False)
    at = unfold(opened(cast, made, "li"), f"article.{made.id}.edit_article")
    field = f"article.{made.id}.edit_article.solution"
    at.text_area(key=field).input("扩大内存到 64 GB").run()
    do(publish_article, MoveArticle(id=made.id, seen=1), cast.sun, at=clock.now())
    at.button(key=f"article.{made.id}.edit_article.submit").click().run()
    assert article(made.id).solution == "扩大内存"
    assert not at.exception


@pytest.mark.rule("H-11")
def test_using_an_article_counts_once_and_who_used_it_says_whether_it_helped(cast: Cast) -> None:
    made = written(cast)
    registered(cast)
    at = opened(cast, made)
    at.selectbox(key=f"article.{made.id}.use_article.ticket_id").set_value(ticket().id).run()
    at.button(key=f"article.{made.id}.use_article.submit").click().run()
    assert "used 1 time" in said(at)
    press(at, "Helped")
    assert "1 of 1" in said(at)
    press(at, "Did not help")
    with reading() as session:
        use = session.get_one(ArticleUse, (made.id, ticket().id))
        assert use.helpful is False
    assert article(made.id).uses == 1


@pytest.mark.rule("K-02")
def test_an_article_leads_back_to_the_ticket_it_came_from(cast: Cast) -> None:
    registered(cast, ending=Ending.SOLVED, cause="内存不足", solution="扩大内存", backup=Backup.DONE)
    made = do(propose_article, ProposeArticle(ticket_id=ticket().id), cast.li, at=clock.now())
    assert "From T-2026-000001" in said(opened(cast, made))


def test_an_article_that_comes_from_no_ticket_is_proposed_and_what_is_missing_is_said(cast: Cast) -> None:
    at = unfold(signed_in_as(cast, "wang", "problem-base"), "write-article")
    at.text_input(key="write-article.title").input("打印机无法识别").run()
    at.button(key="write-article.submit").click().run()
    assert at.text_input(key="write-article.title").value == "打印机无法识别"
    at.selectbox(key="write-article.category").set_value("technical").run()
    at.button(key="write-article.submit").click().run()
    assert "is a candidate; a reviewer publishes it." in said(at)


def test_the_problem_base_speaks_chinese_throughout(cast: Cast) -> None:
    made = written(cast)
    words = said(opened(cast, made, "sun", language="zh_CN")) + said(signed_in_as(cast, "sun", "problem-base", language="zh_CN"))
    assert "尚未使用" in words
    for foreign in ("None", "Retire", "Solution", "Published"):
        assert foreign not in words
