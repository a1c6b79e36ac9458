"""First visits: what is verified, what the customer must know, when an attempt comes back, when a visit may be closed."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class FirstVisitStatus(Labelled):
    """Where a first visit stands."""

    OPEN = "open", N_("To be called")
    CLOSED = "closed", N_("Complete")
    CANCELLED = "cancelled", N_("Called off")


class VisitItem(Labelled):
    """What Sales hands over and the agent verifies, item by item (rules F-01, F-02)."""

    ORGANISATION = "organisation", N_("Organisation")
    CONTACT = "contact", N_("Contact person")
    PHONE = "phone", N_("Telephone")
    ADDRESS = "address", N_("Address")
    SOFTWARE = "software", N_("Software bought")


class ItemVerdict(Labelled):
    """What verifying an item came to."""

    CONFIRMED = "confirmed", N_("Confirmed")
    CORRECTED = "corrected", N_("Corrected")
    UNKNOWN = "unknown", N_("Unknown")


class ToldItem(Labelled):
    """What the customer knows after a first visit (rule F-04)."""

    OBTAIN_SERVICE = "obtain_service", N_("How to obtain service")
    DONGLE_CHECKED = "dongle_checked", N_("Dongle number checked")
    PHONES_KNOWN = "phones_known", N_("Service supervision and technical telephone known")
    SUBMIT_REQUEST = "submit_request", N_("How to submit a request")
    RESPONSE_TIMES = "response_times", N_("Response times")
