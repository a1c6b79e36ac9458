"""What the portal does in the browser on every page: its language, kept typing, one click for two, looks, what comes next."""

from portal.i18n import language
from portal.ui.components import component

# Not isolated: the looks are those of the whole page.
_HELPER = component("browser", "", isolated=False)


def prepare() -> None:
    """Prepare the browser; once a run of app.py."""
    _HELPER(key="portal.browser", data={"language": language()})
