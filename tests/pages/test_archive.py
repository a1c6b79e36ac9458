"""The archive: customers found by whatever one knows of them, narrowed by region, importance and right (A-01, A-07, X-02)."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.cast import Cast
from tests.pages import signed_in_as
from tests.pages.desk import said, tables

pytestmark = pytest.mark.usefixtures("sqlite_database")
HUAYUAN = "C-2025-000001"


def listed(at: AppTest) -> list[str]:
    return list(tables(at)[0]["number"]) if tables(at) else []


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("asked", ["华源", "13800138000", "8000", "HY-20931", HUAYUAN, "张会计"])
def test_a_customer_is_listed_by_whatever_one_knows(cast: Cast, asked: str) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value(asked).run()
    assert listed(at) == [HUAYUAN]


@pytest.mark.rule("X-02")
def test_a_telephone_that_is_searched_for_never_reaches_the_address(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value("13800138000").run()
    assert "13800138000" not in str(dict(at.query_params))


@pytest.mark.rule("A-07")
def test_the_list_is_narrowed_by_importance_and_by_the_right_to_service(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive", importance="key")
    assert listed(at) == [HUAYUAN]
    at = signed_in_as(cast, "li", "archive", entitlement="contract")
    assert listed(at) == []
    assert "No customer matches" in said(at)


@pytest.mark.parametrize("asked", ["%", "' OR 1=1 --", "\x00", "🙂" * 50, "x" * 10_000])
def test_an_odd_search_finds_nobody_and_breaks_nothing(cast: Cast, asked: str) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.text_input(key="archive.find").set_value(asked).run()
    assert not at.exception
    assert listed(at) == []


def test_a_new_customer_is_added(cast: Cast) -> None:
    at = signed_in_as(cast, "li", "archive")
    at.button(key="archive.new").click().run()
    at.text_input(key="archive.add.name").set_value("新光电子有限公司")
    at.button(key="archive.add.submit").click().run()
    assert len(listed(at)) == 3


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("page", ["archive", "customer"])
@pytest.mark.parametrize("who", ["wang", "qian", "wu", "admin"])
def test_the_archive_is_closed_to_the_other_roles(cast: Cast, who: str, page: str) -> None:
    with pytest.raises(ValueError, match=page):
        signed_in_as(cast, who, page)


def test_the_archive_speaks_chinese(cast: Cast) -> None:
    words = said(signed_in_as(cast, "li", "archive", language="zh_CN"))
    for english in ("Archive", "Find", "Importance", "Region"):
        assert english not in words
