"""The own account."""

from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, screen

with gate.looking(Right.OWN_ACCOUNT) as look:
    screen.heading(_("My account"), _("Your password, your language, and where you are signed in."))
