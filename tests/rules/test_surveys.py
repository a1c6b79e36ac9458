"""When somebody counts as satisfied (rule S-02)."""

import pytest

from portal.rules.surveys import SCALE, is_satisfied


@pytest.mark.rule("S-02")
@pytest.mark.parametrize(("mark", "satisfied"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_satisfied_begins_at_four(mark: int, satisfied: bool) -> None:
    assert is_satisfied(mark) is satisfied


@pytest.mark.rule("S-01")
def test_every_mark_has_its_word_the_best_first() -> None:
    assert list(SCALE) == [5, 4, 3, 2, 1]
    assert len(set(SCALE.values())) == 5
