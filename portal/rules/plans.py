"""Yearly service plans: what is intended for a project, month by month, and how far it has come (rule A-08)."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class PlanStatus(Labelled):
    """Where a plan stands."""

    PROPOSED = "proposed", N_("Proposed")
    AGREED = "agreed", N_("Agreed")


class PlanKind(Labelled):
    """What a plan intends."""

    TRAINING = "training", N_("Training")
    ENVIRONMENT = "environment", N_("Maintenance: run-time environment")
    DATA = "data", N_("Maintenance: data")
    UPGRADE = "upgrade", N_("Version upgrade")
    RETURN_VISIT = "return_visit", N_("Return visit")
