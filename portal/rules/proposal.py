"""Who should go: field engineers ranked by skill, place, workload and calendar, each with the reasons (rule D-02)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from portal.i18n import N_, translate
from portal.rules.dispatch import Skill

POINTS = {"skill": 12, "region": 15, "free_day": 10, "order_in_hand": -6, "absent": -60}


@dataclass(frozen=True)
class Candidate:
    """What counts about an engineer: `skill_level` 0 to 3 in the skill needed, orders in hand, and the next working day:
    how many appointments, or absent.
    """

    person_id: int
    name: str
    region: str
    skill_level: int
    orders_in_hand: int
    appointments: int
    absent: bool


@dataclass(frozen=True)
class Reason:
    """One reason, as a catalogue entry with facts; `good` says which way it counts."""

    message: str
    good: bool
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """The reason in the reader's language."""
        facts = {name: translate(value) if isinstance(value, str) else value for name, value in self.facts.items()}
        return translate(self.message).format(**facts)


@dataclass(frozen=True)
class Proposed:
    """An engineer, the points, and why; the most points come first."""

    person_id: int
    name: str
    points: int
    reasons: tuple[Reason, ...]

    def as_record(self) -> dict[str, object]:
        """What is kept with the order: plain values."""
        return {
            "person_id": self.person_id,
            "name": self.name,
            "points": self.points,
            "reasons": [asdict(reason) for reason in self.reasons],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "Proposed":
        """A kept proposal, to be shown again."""
        reasons = record.get("reasons", [])
        assert isinstance(reasons, list)
        return cls(
            int(str(record["person_id"])),
            str(record["name"]),
            int(str(record["points"])),
            tuple(Reason(**reason) for reason in reasons),
        )


def propose(candidates: Iterable[Candidate], *, skill: Skill | None, region: str) -> list[Proposed]:
    """All candidates, the best first, whoever is absent last; of two alike by name, so that it is the same each time."""
    ranked = [(candidate.absent, _judge(candidate, skill, region)) for candidate in candidates]
    ranked.sort(key=lambda pair: (pair[0], -pair[1].points, pair[1].name, pair[1].person_id))
    return [proposed for _absent, proposed in ranked]


LEVELS = {1: N_("knows it"), 2: N_("experienced"), 3: N_("expert")}


def _judge(candidate: Candidate, skill: Skill | None, region: str) -> Proposed:
    reasons: list[Reason] = []
    points = 0
    if skill is not None:
        points += POINTS["skill"] * candidate.skill_level
        if candidate.skill_level:
            facts = {"skill": skill.message, "level": LEVELS[min(candidate.skill_level, 3)]}
            reasons.append(Reason(N_("{skill}: {level}"), True, facts))
        else:
            reasons.append(Reason(N_("No skill in “{skill}”"), False, {"skill": skill.message}))
    if region and candidate.region == region:
        points += POINTS["region"]
        reasons.append(Reason(N_("Works in the customer's region ({region})"), True, {"region": region}))
    elif region and candidate.region:
        reasons.append(Reason(N_("Comes from another region ({region})"), False, {"region": candidate.region}))
    return _with_calendar(candidate, points, reasons)


def _with_calendar(candidate: Candidate, points: int, reasons: list[Reason]) -> Proposed:
    if candidate.absent:
        points += POINTS["absent"]
        reasons.append(Reason(N_("Absent on the next working day"), False))
    elif candidate.appointments:
        reasons.append(Reason(N_("Appointments on the next working day: {count}"), False, {"count": candidate.appointments}))
    else:
        points += POINTS["free_day"]
        reasons.append(Reason(N_("No appointment on the next working day"), True))
    points += POINTS["order_in_hand"] * candidate.orders_in_hand
    good = candidate.orders_in_hand == 0
    reasons.append(Reason(N_("Orders in hand: {count}"), good, {"count": candidate.orders_in_hand}))
    return Proposed(candidate.person_id, candidate.name, points, tuple(reasons))
