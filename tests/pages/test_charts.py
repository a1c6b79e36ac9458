"""Charts: the names of lines stand at their ends and can be read, however the lines end (rule Q-02)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.ui.charts import NAME, apart

pytestmark = pytest.mark.rule("Q-02")

HEIGHT = 130.0
ENDS = some.lists(some.floats(0, HEIGHT), min_size=1, max_size=4)


@given(ENDS)
def test_no_name_lies_on_another_or_below_the_chart(ends: list[float]) -> None:
    stand = sorted(apart(ends, HEIGHT))
    assert all(below - above >= NAME - 1e-6 for above, below in pairwise(stand))
    assert stand[-1] <= HEIGHT


@given(ENDS)
def test_names_keep_the_order_of_their_lines(ends: list[float]) -> None:
    stand = apart(ends, HEIGHT)
    places = range(len(ends))
    assert all(stand[one] < stand[other] for one in places for other in places if ends[one] < ends[other])


def test_names_with_room_stand_at_their_ends() -> None:
    assert apart([10, 90, 50], HEIGHT) == [10, 90, 50]


def test_lines_that_end_together_at_the_bottom_have_their_names_above_each_other() -> None:
    assert apart([HEIGHT, HEIGHT], HEIGHT) == [HEIGHT - NAME, HEIGHT]
