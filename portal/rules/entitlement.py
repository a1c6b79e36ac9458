"""What service a customer is entitled to on a day (rule A-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.i18n import N_
from portal.rules.labels import Labelled


class EntitlementKind(Labelled):
    """By what right a customer is served."""

    JOINT = "joint", N_("Joint service period")
    FREE = "free", N_("Free service period")
    CONTRACT = "contract", N_("Service contract")
    NONE = "none", N_("No entitlement")


@dataclass(frozen=True)
class Term:
    """A period of service, both days included; an open end is None."""

    kind: EntitlementKind
    start: date
    end: date | None


@dataclass(frozen=True)
class Entitlement:
    """The right that holds on a day, its last day, and the days left (None: no end, or no right)."""

    kind: EntitlementKind
    until: date | None = None
    days_left: int | None = None


_BEST_FIRST = (EntitlementKind.JOINT, EntitlementKind.FREE, EntitlementKind.CONTRACT)


def entitlement(terms: Iterable[Term], on: date) -> Entitlement:
    """The best right that holds on `on`: joint period before free period before contract; of two alike the longer one."""
    holding = [term for term in terms if term.start <= on and (term.end is None or on <= term.end)]
    for kind in _BEST_FIRST:
        ends = [term.end for term in holding if term.kind is kind]
        if ends:
            until = None if None in ends else max(end for end in ends if end is not None)
            return Entitlement(kind, until, (until - on).days if until else None)
    return Entitlement(EntitlementKind.NONE)
