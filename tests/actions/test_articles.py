"""The problem base: proposed, reviewed, published, used, rated (rules K-01, K-02, K-04, H-11)."""

import threading
from datetime import date

import pytest
from sqlmodel import select

from portal.actions.article_use import NotPublished, RateArticle, UseArticle, rate_article, use_article
from portal.actions.articles import (
    ArticleIncomplete,
    EditArticle,
    MoveArticle,
    NothingToPropose,
    ProposeArticle,
    ProposedAlready,
    RetireArticle,
    WriteArticle,
    edit_article,
    propose_article,
    publish_article,
    retire_article,
    review_article,
    write_article,
)
from portal.actions.tickets import RegisterTicket, SolveTicket, register_ticket, solve_ticket
from portal.db.models.articles import Article, ArticleUse
from portal.db.models.records import Event
from portal.db.queries.suggestions import similar_articles
from portal.db.session import reading
from portal.errors import ChangedMeanwhile, NotAllowed, NotFound
from portal.rules.articles import ArticleStatus, NotPossibleFrom
from portal.rules.tickets import Backup, Category
from tests.actions.on_site import a_ticket, an_order_that_is, read, ticket_of
from tests.cast import Cast, do

pytestmark = pytest.mark.usefixtures("database")
SOLUTION = {"cause": "打印机驱动缺字体", "solution": "安装宋体并重启打印服务"}


def a_solved_ticket(cast: Cast, symptom: str = "工资条打印乱码") -> int:
    """Li solves something on the call."""
    command = RegisterTicket(
        customer_id=cast.huayuan,
        contact_id=cast.zhang,
        installation_id=cast.huayuan_installation,
        category=Category.TECHNICAL,
        symptom=symptom,
        description="打印预览正常",
        backup=Backup.DONE,
    )
    ticket_id = do(register_ticket, command, cast.li).id
    solved = SolveTicket(
        id=ticket_id, seen=ticket_of(ticket_id).version, cause="打印机驱动缺字体", solution="安装宋体并重启打印服务"
    )
    do(solve_ticket, solved, cast.li)
    return ticket_id


def article_of(id: int) -> Article:
    found = read(Article, id)
    assert isinstance(found, Article)
    return found


def move(action: object, command: type[MoveArticle], cast: Cast, id: int, **facts: object) -> None:
    """Sun moves an article on."""
    do(action, command.of(id=id, seen=article_of(id).version, **facts), cast.sun)  # type: ignore[arg-type]


def a_published_article(cast: Cast) -> int:
    """Sun publishes what Li proposed."""
    id = do(propose_article, ProposeArticle(ticket_id=a_solved_ticket(cast)), cast.li).id
    move(publish_article, MoveArticle, cast, id)
    return id


def found(text: str) -> list[str]:
    with reading() as session:
        return [article.number for article in similar_articles(session, text)]


@pytest.mark.rule("K-02")
def test_one_click_makes_a_candidate_filled_in_from_the_ticket(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    article = article_of(do(propose_article, ProposeArticle(ticket_id=ticket_id), cast.li).id)
    assert (article.number, article.status, article.author_id) == ("K-2026-000001", ArticleStatus.CANDIDATE, cast.ids["li"])
    assert (article.title, article.symptom) == ("工资条打印乱码", "工资条打印乱码\n打印预览正常")
    assert {"cause": article.cause, "solution": article.solution} == SOLUTION
    assert (article.product, article.product_version, article.category) == ("薪酬管理", "8.3", Category.TECHNICAL)
    assert article.source_ticket_id == ticket_id


@pytest.mark.rule("K-02")
def test_an_engineer_proposes_from_the_own_order_and_no_other(cast: Cast) -> None:
    order_id = an_order_that_is("done", cast)
    with pytest.raises(NotFound):
        do(propose_article, ProposeArticle(order_id=order_id), cast.chen)
    article = article_of(do(propose_article, ProposeArticle(order_id=order_id), cast.wang).id)
    assert (article.solution, article.source_order_id) == ("清理日志并扩容", order_id)


@pytest.mark.rule("K-02")
def test_one_ticket_gives_one_article(cast: Cast) -> None:
    ticket_id = a_solved_ticket(cast)
    do(propose_article, ProposeArticle(ticket_id=ticket_id), cast.li)
    with pytest.raises(ProposedAlready) as refused:
        do(propose_article, ProposeArticle(ticket_id=ticket_id), cast.zhao)
    assert "K-2026-000001" in refused.value.sentence()


@pytest.mark.rule("K-02")
def test_nothing_is_proposed_without_a_solution(cast: Cast) -> None:
    with pytest.raises(NothingToPropose):
        do(propose_article, ProposeArticle(ticket_id=a_ticket(cast)), cast.li)
    with pytest.raises(NotFound):
        do(propose_article, ProposeArticle(), cast.li)


@pytest.mark.rule("K-02")
def test_a_reviewer_publishes_and_only_then_it_is_found(cast: Cast) -> None:
    id = do(propose_article, ProposeArticle(ticket_id=a_solved_ticket(cast)), cast.li).id
    assert found("打印工资条出现乱码") == []
    with pytest.raises(NotAllowed):
        do(publish_article, MoveArticle(id=id, seen=1), cast.li)
    move(publish_article, MoveArticle, cast, id)
    article = article_of(id)
    assert (article.status, article.reviewer_id) == (ArticleStatus.PUBLISHED, cast.ids["sun"])
    assert found("打印工资条出现乱码") == [article.number]


@pytest.mark.rule("K-04")
def test_a_published_article_comes_up_again_after_a_year(cast: Cast) -> None:
    assert article_of(a_published_article(cast)).review_on == date(2027, 3, 11)


@pytest.mark.rule("K-02")
def test_an_article_without_solution_is_not_published(cast: Cast) -> None:
    id = do(write_article, WriteArticle(title="登录慢", category=Category.TECHNICAL, symptom="登录慢"), cast.zhao).id
    with pytest.raises(ArticleIncomplete):
        move(publish_article, MoveArticle, cast, id)
    assert article_of(id).status is ArticleStatus.CANDIDATE


@pytest.mark.rule("K-01")
def test_an_edit_keeps_what_was_said_before(cast: Cast) -> None:
    id = a_published_article(cast)
    article = article_of(id)
    edit = EditArticle(
        id=id, seen=article.version, title=article.title, category=article.category, symptom="工资条乱码", cause=article.cause,
        solution="换用 PDF 打印", product=article.product, product_version=article.product_version,
    )  # fmt: skip
    do(edit_article, edit, cast.sun)
    assert article_of(id).version == article.version + 1
    with reading() as session:
        before = session.exec(select(Event.facts).where(Event.kind == "article_edited")).one()["before"]
    assert before == {"symptom": "工资条打印乱码\n打印预览正常", "solution": "安装宋体并重启打印服务"}
    assert found("工资条乱码") == [article.number]
    with pytest.raises(ChangedMeanwhile):
        do(edit_article, edit, cast.sun)


@pytest.mark.rule("K-01")
def test_authors_edit_their_candidates_and_nothing_else(cast: Cast) -> None:
    id = do(
        write_article, WriteArticle(title="登录慢", category=Category.TECHNICAL, solution="清缓存", symptom="登录慢"), cast.li
    ).id
    words = {"title": "登录很慢", "category": Category.TECHNICAL, "symptom": "登录慢", "solution": "清缓存"}
    do(edit_article, EditArticle.of(id=id, seen=1, **words), cast.li)
    with pytest.raises(NotAllowed):
        do(edit_article, EditArticle.of(id=id, seen=2, **words), cast.zhao)
    move(publish_article, MoveArticle, cast, id)
    with pytest.raises(NotAllowed):
        do(edit_article, EditArticle.of(id=id, seen=3, **words), cast.li)


@pytest.mark.rule("K-01")
def test_a_retired_article_is_not_found_and_comes_back_only_through_review(cast: Cast) -> None:
    id = a_published_article(cast)
    move(retire_article, RetireArticle, cast, id, reason="新版本已修复")
    assert found("打印工资条出现乱码") == []
    with pytest.raises(NotPossibleFrom):
        move(publish_article, MoveArticle, cast, id)
    move(review_article, MoveArticle, cast, id)
    move(publish_article, MoveArticle, cast, id)
    assert len(found("打印工资条出现乱码")) == 1


@pytest.mark.rule("H-11")
def test_a_use_counts_once_a_ticket(cast: Cast) -> None:
    id, ticket_id = a_published_article(cast), a_ticket(cast)
    for caller in (cast.li, cast.li, cast.zhao):
        do(use_article, UseArticle(id=id, ticket_id=ticket_id), caller)
    assert article_of(id).uses == 1
    do(use_article, UseArticle(id=id, ticket_id=a_ticket(cast)), cast.li)
    assert article_of(id).uses == 2


@pytest.mark.rule("H-11")
def test_uses_at_one_moment_are_all_counted(cast: Cast) -> None:
    id, tickets = a_published_article(cast), [a_ticket(cast) for _ in range(4)]
    ready = threading.Barrier(len(tickets))

    def use(ticket_id: int) -> None:
        ready.wait()
        do(use_article, UseArticle(id=id, ticket_id=ticket_id), cast.li)

    threads = [threading.Thread(target=use, args=(ticket_id,)) for ticket_id in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert article_of(id).uses == 4


@pytest.mark.rule("H-11")
def test_a_candidate_is_not_used_for_customers(cast: Cast) -> None:
    id = do(propose_article, ProposeArticle(ticket_id=a_solved_ticket(cast)), cast.li).id
    with pytest.raises(NotPublished):
        do(use_article, UseArticle(id=id, ticket_id=a_ticket(cast)), cast.li)


@pytest.mark.rule("K-04")
def test_a_rating_can_be_changed_and_counts_once(cast: Cast) -> None:
    id, ticket_id = a_published_article(cast), a_ticket(cast)
    for helpful in (True, True, False, True):
        do(rate_article, RateArticle(id=id, ticket_id=ticket_id, helpful=helpful), cast.li)
    article = article_of(id)
    assert (article.uses, article.helpful, article.unhelpful) == (1, 1, 0)
    with reading() as session:
        assert session.exec(select(ArticleUse.helpful)).one() is True


@pytest.mark.rule("K-04")
def test_three_who_found_no_help_send_it_back_to_review(cast: Cast) -> None:
    id = a_published_article(cast)
    for expected in (ArticleStatus.PUBLISHED, ArticleStatus.PUBLISHED, ArticleStatus.IN_REVIEW):
        do(rate_article, RateArticle(id=id, ticket_id=a_ticket(cast), helpful=False), cast.li)
        assert article_of(id).status is expected
    assert found("打印工资条出现乱码") == []


def test_an_engineer_rates_only_for_tickets_of_own_orders(cast: Cast) -> None:
    id = a_published_article(cast)
    with pytest.raises(NotFound):
        do(rate_article, RateArticle(id=id, ticket_id=a_ticket(cast), helpful=True), cast.wang)
