"""Satisfaction: what is asked, and when somebody counts as satisfied (rules S-01, S-02)."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class SurveyChannel(Labelled):
    """How an answer reached us."""

    LINK = "link", N_("By link")
    PHONE = "phone", N_("By telephone")
    ON_SITE = "on_site", N_("On site")


SATISFIED_FROM = 4  # of 5: "satisfied" and "very satisfied"


def is_satisfied(overall: int) -> bool:
    """Whether an overall mark of 1 to 5 counts as satisfied."""
    return overall >= SATISFIED_FROM


# What each mark is called where somebody gives one, the best first.
SCALE = {
    5: N_("Very good"),
    4: N_("Good"),
    3: N_("So-so"),
    2: N_("Poor"),
    1: N_("Very poor"),
}
