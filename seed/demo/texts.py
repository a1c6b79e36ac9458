"""Believable words: what customers call about, and what came of it, drawn from problems.toml with a seeded chance."""

import random
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.rules.dispatch import Skill
from portal.rules.tickets import Category, FaultLevel

HERE = Path(__file__).parent


@lru_cache
def problems() -> dict[str, Any]:
    """What customers call about: words, problems, and the fault that comes again."""
    return tomllib.loads((HERE / "problems.toml").read_text(encoding="utf-8"))


@lru_cache
def company() -> dict[str, Any]:
    """The department's people, what its customers are called, and how people talk."""
    return tomllib.loads((HERE / "company.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """One request from its first sentence to its solution; `hard` is the chance that somebody has to go there."""

    product: str
    skill: Skill
    category: Category
    level: FaultLevel
    account_security: bool
    hard: float
    symptom: str
    description: str
    cause: str
    solution: str


class Storyteller:
    """Draws cases; the same chance tells the same stories."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = problems()["words"]
        self.problems = problems()["problem"]

    def case(self, month: int) -> Case:
        """A case as it comes up in this month of the year."""
        weights = [problem["weight"] * (2.5 if month in problem.get("months", ()) else 1) for problem in self.problems]
        return self._tell(self.chance.choices(self.problems, weights)[0], month)

    def repeated_case(self, month: int) -> Case:
        """The fault that comes again and again."""
        return self._tell(problems()["repeated"], month)

    def phrase(self, kind: str) -> str:
        """Something people say at this point of a ticket (company.toml, talk)."""
        return self._fill(self.chance.choice(company()["talk"][kind]), self._slots(self.chance.randint(1, 12)))

    def _tell(self, problem: dict[str, Any], month: int) -> Case:
        slots = self._slots(month)
        symptoms, description, cause, solution = self.chance.choice(problem["cases"])
        level = problem.get("level", "3")
        if level == "1" and self.chance.random() < 0.4:
            level = "2"
        return Case(
            product=problem["product"],
            skill=Skill(problem["skill"]),
            category=Category(problem.get("category", "technical")),
            level=FaultLevel(level),
            account_security=problem.get("account_security", False),
            hard=problem.get("hard", 0.0),
            symptom=self._fill(self.chance.choice(symptoms), slots)[:120],
            description=self._fill(description, slots),
            cause=self._fill(cause, slots),
            solution=self._fill(solution, slots),
        )

    def _slots(self, month: int) -> dict[str, str]:
        chance = self.chance
        slots = {name: chance.choice(words) for name, words in self.words.items()}
        slots["month"] = str(chance.choice([month, month, (month - 2) % 12 + 1]))
        slots["day"] = str(chance.randint(1, 28))
        slots["hour"] = str(chance.randint(8, 17))
        slots["minutes"] = str(chance.randint(2, 15))
        slots["people"] = str(chance.choice([2, 3, 5, 6, 8, 11, 12, 17, 23, 36, 48, 60, 125]))
        slots["amount"] = f"{chance.randint(3, 980) * 12.5:.2f}"
        slots["version"] = chance.choice(["8.2.1", "8.3", "8.3.1", "8.5"])
        return slots

    @staticmethod
    def _fill(text: str, slots: dict[str, str]) -> str:
        return text.format_map(slots)
