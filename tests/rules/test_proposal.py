"""Who should go (rule D-02)."""

from dataclasses import replace

import pytest

from portal.i18n import speaking
from portal.rules.dispatch import Skill
from portal.rules.proposal import Candidate, Proposed, propose

pytestmark = pytest.mark.rule("D-02")
WANG = Candidate(1, "王志强", "华东", skill_level=2, orders_in_hand=0, appointments=0, absent=False)


def first(*candidates: Candidate, skill: Skill | None = Skill.PAYROLL, region: str = "华东") -> int:
    """Who is proposed first."""
    return propose(candidates, skill=skill, region=region)[0].person_id


@pytest.mark.parametrize(
    "worse",
    [
        {"skill_level": 1},
        {"skill_level": 0},
        {"region": "华南"},
        {"orders_in_hand": 1},
        {"appointments": 1},
        {"absent": True},
    ],
)
def test_skill_place_load_and_calendar_each_decide_between_two_alike(worse: dict[str, object]) -> None:
    other = replace(WANG, person_id=2, name="陈静", **worse)  # type: ignore[arg-type]
    assert first(other, WANG) == 1
    assert first(WANG, other) == 1


def test_whoever_is_absent_comes_last_whatever_the_skill() -> None:
    expert = replace(WANG, person_id=2, skill_level=3, absent=True)
    stranger = replace(WANG, person_id=3, skill_level=0, region="华南", orders_in_hand=4)
    assert first(expert, stranger) == 3


def test_a_load_of_orders_outweighs_a_grade_of_skill() -> None:
    expert = replace(WANG, person_id=2, skill_level=3, orders_in_hand=4)
    assert first(expert, WANG) == 1


def test_without_a_skill_asked_for_skill_does_not_count() -> None:
    expert = replace(WANG, person_id=2, name="李", skill_level=3, orders_in_hand=1)
    assert first(expert, WANG, skill=None) == 1


def test_the_order_is_the_same_each_time() -> None:
    twins = [replace(WANG, person_id=number) for number in (3, 1, 2)]
    assert [proposed.person_id for proposed in propose(twins, skill=None, region="")] == [1, 2, 3]


def test_every_candidate_is_there_with_reasons_in_the_readers_language() -> None:
    busy = replace(WANG, person_id=2, name="陈静", region="华南", skill_level=0, orders_in_hand=2, appointments=1)
    wang, chen = propose([busy, WANG], skill=Skill.PAYROLL, region="华东")
    with speaking("en"):
        assert [reason.sentence() for reason in wang.reasons] == [
            "Payroll: experienced",
            "Works in the customer's region (华东)",
            "No appointment on the next working day",
            "Orders in hand: 0",
        ]
        assert [reason.good for reason in chen.reasons] == [False] * 4
    with speaking("zh_CN"):
        assert "熟练" in wang.reasons[0].sentence()


def test_a_kept_proposal_can_be_read_again() -> None:
    wang = propose([WANG], skill=Skill.PAYROLL, region="华东")[0]
    assert Proposed.from_record(wang.as_record()) == wang


def test_nobody_to_send_is_nobody() -> None:
    assert propose([], skill=Skill.PAYROLL, region="华东") == []
