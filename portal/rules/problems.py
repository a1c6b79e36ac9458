"""Problems handed to others (rule O-01) and the three tiers of support (rule O-02)."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class Neighbour(Labelled):
    """Whom the department asks when it cannot solve something itself."""

    IMPLEMENTATION = "implementation", N_("Implementation (consultation)")
    RESEARCH = "research", N_("R&D (defect)")
    QUALITY = "quality", N_("Quality management (process)")
    HEADQUARTERS = "headquarters", N_("Headquarters")


class ProblemStatus(Labelled):
    """Where an entry of the problem list stands."""

    OPEN = "open", N_("Waiting for an answer")
    ANSWERED = "answered", N_("Answered")
    CLOSED = "closed", N_("Followed to its end")


class Tier(Labelled):
    """Who works on a ticket."""

    HOTLINE = "hotline", N_("Hotline (1st tier)")
    SUPPORT = "support", N_("Technical support (2nd tier)")
    MANAGEMENT = "management", N_("Management (3rd tier)")
