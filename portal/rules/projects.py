"""Projects on their way from Implementation to the department: the seven documents, the joint period, the take-over."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class DocumentKind(Labelled):
    """The documents that a hand-over needs (rule A-03)."""

    SURVEY_REPORT = "survey_report", N_("Requirement survey report")
    ANALYSIS_REPORT = "analysis_report", N_("Requirement analysis report")
    CONFIRMATION_REPORT = "confirmation_report", N_("Requirement confirmation report")
    ACCEPTANCE_REPORT = "acceptance_report", N_("Acceptance report")
    LEFTOVER_LIST = "leftover_list", N_("List of leftover problems")
    CONTACT_LIST = "contact_list", N_("Customer contact list")
    SERVER_CONFIGURATION = "server_configuration", N_("Server configuration")
