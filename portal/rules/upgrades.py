"""Version upgrades: offered, scheduled, done; free in the free period, charged by contract afterwards (rule A-09)."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class UpgradeStatus(Labelled):
    """Where an upgrade stands."""

    OFFERED = "offered", N_("Offered")
    SCHEDULED = "scheduled", N_("Scheduled")
    DONE = "done", N_("Done")
    DECLINED = "declined", N_("Declined")


class Charge(Labelled):
    """Whether the customer pays."""

    FREE = "free", N_("Free of charge")
    CONTRACT = "contract", N_("Covered by the service contract")
    PAID = "paid", N_("Charged")
