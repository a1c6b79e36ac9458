"""Why something is proposed: a sentence with its facts, kept as data and worded in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.i18n import translate


@dataclass(frozen=True)
class Reason:
    """A catalogue entry with `{fact}` places; facts that are catalogue entries themselves are translated as well."""

    message: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        facts = {name: translate(fact) if isinstance(fact, str) else fact for name, fact in self.facts.items()}
        return translate(self.message).format(**facts)

    def plain(self) -> dict[str, Any]:
        """The reason as JSON keeps it."""
        return {"message": self.message, "facts": dict(self.facts)}


def reason_from(kept: Mapping[str, Any]) -> Reason:
    """The reason that was kept as JSON."""
    return Reason(str(kept["message"]), dict(kept["facts"]))
