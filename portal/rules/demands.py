"""Service demands of customers, each for a responsible department, and the digests that take them there."""

from portal.i18n import N_
from portal.rules.labels import Labelled


class DemandStatus(Labelled):
    """Where a demand stands on its way."""

    RECORDED = "recorded", N_("Recorded")
    SENT = "sent", N_("Sent to the department")
    IN_HAND = "in_hand", N_("In hand")
    DONE = "done", N_("Done")
    DECLINED = "declined", N_("Declined")


class DigestStatus(Labelled):
    """Where a department's digest of one day stands. Unclear: the portal was stopped while the mail server was taking it."""

    WAITING = "waiting", N_("Waiting to be sent")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    UNCLEAR = "unclear", N_("Unclear whether it was sent")
