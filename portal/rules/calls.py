"""A conversation with a customer: how urgent and important the request is, and how the conversation ends (H-04, H-06, H-07)."""

from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.tickets import Channel


class Quadrant(Labelled):
    """Urgency and importance, in one choice of four (rule H-04)."""

    BOTH = "both", N_("Urgent and important")
    URGENT = "urgent", N_("Urgent, not important")
    IMPORTANT = "important", N_("Important, not urgent")
    NEITHER = "neither", N_("Neither urgent nor important")

    @property
    def urgent(self) -> bool:
        """Whether it is urgent."""
        return self in (Quadrant.BOTH, Quadrant.URGENT)

    @property
    def important(self) -> bool:
        """Whether it is important."""
        return self in (Quadrant.BOTH, Quadrant.IMPORTANT)


class Ending(Labelled):
    """How the conversation ends."""

    OPEN = "open", N_("I go on working on it")
    SOLVED = "solved", N_("Solved on the call")
    PARKED = "parked", N_("Park: call back within the hour")


# Somebody who speaks with us has our first answer; a mail waits for one.
SPOKEN = frozenset({Channel.PHONE, Channel.REMOTE})
