"""Which category a request seems to belong to (rule H-03). The words are a standard; the agent decides."""

from collections.abc import Mapping, Sequence

from portal.rules.tickets import Category


def proposed_category(text: str, keywords: Mapping[str, Sequence[str]]) -> Category | None:
    """The category with the most of its keywords in the text; of two alike the first of the list; None without any."""
    lowered = text.lower()
    hits = {category: sum(word.lower() in lowered for word in keywords.get(category, ())) for category in Category}
    best = max(hits, key=lambda category: hits[category])
    return best if hits[best] else None
