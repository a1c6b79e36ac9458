"""One problem from the ringing telephone to the satisfaction chart: five people, each before their own screen."""

import pytest

from portal.i18n import Language
from portal.rules.dispatch import OrderStatus
from portal.rules.tickets import TicketStatus
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import Hands
from tests.browser.steps import (
    answer,
    ask_customer,
    call_back,
    consult,
    order_engineer,
    order_now,
    register_and_park,
    request_dispatch,
    sees_the_chart_move,
    ticket_now,
    visit,
    write_off,
)
from tests.cast import Cast


@pytest.mark.rule(
    "H-01",
    "H-02",
    "H-05",
    "H-07",
    "H-08",
    "H-09",
    "H-10",
    "D-01",
    "D-02",
    "D-03",
    "D-04",
    "D-05",
    "D-07",
    "D-08",
    "D-10",
    "S-01",
    "S-02",
)
@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh_CN"), ("en-GB", "en")])
def test_one_problem_from_the_telephone_to_the_chart(open_page: OpenPage, cast: Cast, locale: str, language: Language) -> None:
    li = Hands(open_page("li", locale=locale), language)
    sun = Hands(open_page("sun", locale=locale), language)
    wang = Hands(open_page("wang", locale=locale, viewport=PHONE, has_touch=True), language)
    number = register_and_park(li)
    assert ticket_now().status is TicketStatus.PARKED
    call_back(li, number)
    consult(sun, number)
    request_dispatch(li, number)
    order = order_now().number
    order_engineer(sun, order)
    visit(wang, order)
    write_off(sun, order)
    zhou = Hands(open_page("zhou", locale=locale), language)
    zhou.go("/satisfaction")
    answer(Hands(open_page(locale=locale, viewport=PHONE), language), ask_customer(li, number))
    sees_the_chart_move(zhou)
    assert order_now().status in (OrderStatus.WRITTEN_OFF, OrderStatus.ARCHIVED)
    assert ticket_now().status is TicketStatus.SOLVED
