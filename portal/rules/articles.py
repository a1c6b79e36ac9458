"""The standard problem base: the states of an article (rules K-01, K-02)."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class ArticleStatus(Labelled):
    """Where an article stands."""

    CANDIDATE = "candidate", N_("Candidate")
    IN_REVIEW = "in_review", N_("In review")
    PUBLISHED = "published", N_("Published")
    RETIRED = "retired", N_("Retired")


NEXT = {
    ArticleStatus.CANDIDATE: frozenset({ArticleStatus.IN_REVIEW, ArticleStatus.PUBLISHED, ArticleStatus.RETIRED}),
    ArticleStatus.IN_REVIEW: frozenset({ArticleStatus.PUBLISHED, ArticleStatus.CANDIDATE, ArticleStatus.RETIRED}),
    ArticleStatus.PUBLISHED: frozenset({ArticleStatus.IN_REVIEW, ArticleStatus.RETIRED}),
    ArticleStatus.RETIRED: frozenset({ArticleStatus.IN_REVIEW}),
}
