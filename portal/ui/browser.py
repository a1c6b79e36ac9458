"""What the portal does in the browser on every page: its language, kept typing, one click for two, looks, what comes next."""

from portal.i18n import language
from portal.ui.components import component

# Not isolated: the looks are those of the whole page.
_HELPER = component("browser", "", isolated=False)


def prepare(*, signed_in: bool) -> None:
    """Prepare the browser; once a run of app.py. A visitor's is not made ready for charts: signing in loads the page anew."""
    _HELPER(key="portal.browser", data={"language": language(), "charts": signed_in})
