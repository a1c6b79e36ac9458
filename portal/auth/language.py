"""Which language a screen speaks: the person's own, else what was chosen on the sign-in page, else the browser's."""

from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portal.i18n import LANGUAGES, Language, language_from
from portal.settings import settings

SPOKEN = "auth.language"
COOKIE = "portal_language"  # written by portal/browser/words.js, which loads the page anew to change its words
NAMES: dict[Language, str] = {"zh_CN": "中文", "en": "English"}


def browser_language(locale: object) -> Language:
    """The portal's language for a browser's ("zh-TW" reads Chinese, "de" reads English)."""
    if not isinstance(locale, str) or not locale:
        return settings().language
    return "zh_CN" if locale.lower().startswith("zh") else "en"


def spoken_on_this_screen() -> Language | None:
    """The language of the screen being drawn; None where nothing is being drawn."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return chosen_here() or browser_language(st.context.locale)


def chosen_here() -> Language | None:
    """What was chosen on this screen, or in this browser before its last page load; None where nobody chose yet."""
    for chosen in (st.session_state.get(SPOKEN), st.context.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return cast(Language, chosen)
    return None


def speak(chosen: Language | None) -> None:
    """Draw this screen in a language from now on; None leaves it as it is."""
    if chosen is not None:
        st.session_state[SPOKEN] = chosen


language_from(spoken_on_this_screen)
