"""Priority: every quadrant, level and customer, with the reasons that can be read."""

import itertools

import pytest

from portal.rules.priority import priority
from portal.rules.tickets import FaultLevel, Importance


@pytest.mark.rule("H-04")
@pytest.mark.parametrize(
    ("urgent", "important", "level", "customer", "number"),
    [
        (True, True, FaultLevel.THREE, Importance.NORMAL, 1),
        (True, False, FaultLevel.THREE, Importance.NORMAL, 2),
        (False, True, FaultLevel.THREE, Importance.NORMAL, 3),
        (False, False, FaultLevel.THREE, Importance.NORMAL, 4),
        (False, False, FaultLevel.ONE, Importance.SMALL, 1),
        (False, False, FaultLevel.TWO, Importance.NORMAL, 2),
        (True, True, FaultLevel.TWO, Importance.NORMAL, 1),
        (False, False, FaultLevel.THREE, Importance.KEY, 3),
        (True, False, FaultLevel.THREE, Importance.KEY, 1),
        (False, False, FaultLevel.TWO, Importance.KEY, 1),
        (True, True, FaultLevel.ONE, Importance.KEY, 1),  # nothing goes before 1
    ],
)
def test_quadrant_level_and_customer_decide(
    urgent: bool, important: bool, level: FaultLevel, customer: Importance, number: int
) -> None:
    assert priority(urgent=urgent, important=important, level=level, customer=customer).number == number


@pytest.mark.rule("H-04")
@pytest.mark.parametrize(
    ("urgent", "important", "level", "customer"), itertools.product((True, False), (True, False), FaultLevel, Importance)
)
def test_account_security_goes_first_and_every_priority_has_a_reason(
    urgent: bool, important: bool, level: FaultLevel, customer: Importance
) -> None:
    secure = priority(urgent=urgent, important=important, level=level, customer=customer, account_security=True)
    assert secure.number == 1
    assert secure.reasons == ("Account security goes first",)
    plain = priority(urgent=urgent, important=important, level=level, customer=customer)
    assert 1 <= plain.number <= 4
    assert len(plain.reasons) == 1 + (level is not FaultLevel.THREE) + (customer is Importance.KEY)
