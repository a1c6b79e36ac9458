"""The standard problem base: the states of an article (rules K-01, K-02)."""

from portal.errors import Refusal
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


class NotPossibleFrom(Refusal):
    """The article is in a state from which this does not lead anywhere."""

    message = N_("An article that is “{status}” cannot become “{wanted}”. Reload to see what changed.")


def check_move(status: ArticleStatus, wanted: ArticleStatus) -> None:
    """Refuse a move that the life of an article does not know."""
    if wanted not in NEXT[status]:
        raise NotPossibleFrom(status=status.message, wanted=wanted.message)


LEAST_COMPLAINTS = 3


def needs_review(helpful: int, unhelpful: int) -> bool:
    """Whether its ratings send an article back to review: three found it no help, and more than found it one (rule K-04)."""
    return unhelpful >= LEAST_COMPLAINTS and unhelpful > helpful
