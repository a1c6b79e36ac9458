"""The states of an article as icon, word and colour, and its use in words."""

from collections.abc import Mapping
from datetime import date

from portal.i18n import _, translate_count
from portal.rules.articles import ArticleStatus
from portal.ui.status import Badge, Colour
from portal.ui.tables import Mark

MARKS: Mapping[ArticleStatus, tuple[Colour, str]] = {
    ArticleStatus.CANDIDATE: ("orange", "lightbulb"),
    ArticleStatus.IN_REVIEW: ("orange", "rate_review"),
    ArticleStatus.PUBLISHED: ("green", "check_circle"),
    ArticleStatus.RETIRED: ("gray", "archive"),
}


def article_mark(status: ArticleStatus) -> Mark:
    """A state for a table."""
    return Mark(status.label, MARKS[status][0])


def article_badge(status: ArticleStatus) -> Badge:
    """A state on a page."""
    colour, icon = MARKS[status]
    return Badge(status.label, colour, icon)


def helpful_words(helpful: int, unhelpful: int) -> str:
    """How many of those who said something found an article helpful; nothing before anybody did."""
    said = helpful + unhelpful
    return _("{helpful} of {said}").format(helpful=helpful, said=said) if said else ""


def uses_words(uses: int) -> str:
    """How often an article was used."""
    return translate_count("used {count} time", "used {count} times", uses) if uses else _("not used yet")


def review_words(review_on: date | None, today: date) -> str:
    """When an article comes up again; said plainly when that day has passed."""
    if review_on is None:
        return ""
    return _("out of date since {day}").format(day=review_on) if review_on < today else f"{review_on}"
