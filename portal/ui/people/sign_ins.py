"""Where somebody is signed in, in words."""

import re

from portal.i18n import N_, _

# The order matters: Edge calls itself Chrome as well, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def browser_words(agent: str) -> str:
    """What a browser calls itself, as people would ("Chrome, Windows")."""
    browser = next((name for sign, name in _BROWSERS if re.search(sign, agent)), "")
    system = next((name for sign, name in _SYSTEMS if re.search(sign, agent)), "")
    return _(", ").join(part for part in (browser, system) if part) or _(N_("Another program"))
