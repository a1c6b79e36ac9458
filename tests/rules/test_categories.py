"""The category proposed from the words of a request; the words here are the department's defaults."""

import pytest

from portal.rules.categories import proposed_category
from portal.rules.standards import DEFINITIONS, is_possible
from portal.rules.tickets import Category
from seed.standards import default_values

WORDS = default_values()["ticket.keywords"]


@pytest.mark.rule("H-03")
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("工资计算时报错，无法保存", Category.TECHNICAL),
        ("请问如何设置年终奖", Category.CONSULTATION),
        ("合同到期想续费，发票怎么开", Category.AFTER_SALES),
        ("忘记密码，账号被锁", Category.ACCOUNT),
        ("对服务态度不满意，要投诉", Category.OTHER),
        ("The payroll CRASHES on start", Category.TECHNICAL),
        ("你好", None),
        ("", None),
    ],
)
def test_a_category_is_proposed_from_keywords(text: str, category: Category | None) -> None:
    assert proposed_category(text, WORDS) is category


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize("key", sorted(DEFINITIONS))
def test_every_standard_has_a_default_that_is_possible(key: str) -> None:
    assert is_possible(DEFINITIONS[key].kind, default_values()[key])
