"""Priority: 1 comes first, 4 last, and the reasons can be read (rule H-04)."""

from dataclasses import dataclass

from portal.i18n import N_
from portal.rules.tickets import FaultLevel, Importance

FIRST, LAST = 1, 4


@dataclass(frozen=True)
class Priority:
    """A priority from 1 to 4 and why, as catalogue entries in the order in which they counted."""

    number: int
    reasons: tuple[str, ...]


_QUADRANTS = {
    (True, True): Priority(1, (N_("Urgent and important"),)),
    (True, False): Priority(2, (N_("Urgent, not important"),)),
    (False, True): Priority(3, (N_("Important, not urgent"),)),
    (False, False): Priority(4, (N_("Neither urgent nor important"),)),
}


def priority(
    *, urgent: bool, important: bool, level: FaultLevel, customer: Importance, account_security: bool = False
) -> Priority:
    """The quadrant decides; a level 1 or 2 fault and a key customer move a ticket forward; account security goes first."""
    if account_security:
        return Priority(FIRST, (N_("Account security goes first"),))
    quadrant = _QUADRANTS[urgent, important]
    number, reasons = quadrant.number, list(quadrant.reasons)
    if level is FaultLevel.ONE:
        number = FIRST
        reasons.append(N_("Fault level 1: the system no longer works"))
    elif level is FaultLevel.TWO:
        number = min(number, 2)
        reasons.append(N_("Fault level 2: never behind priority 2"))
    if customer is Importance.KEY:
        number = max(FIRST, number - 1)
        reasons.append(N_("Key customer: one step forward"))
    return Priority(number, tuple(reasons))
